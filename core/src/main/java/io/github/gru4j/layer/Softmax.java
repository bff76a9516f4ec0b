package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns numbers into shares of 1 along an axis ({@code keras.layers.Softmax}).
 *
 * <p>A mask says which elements take part: the others get 0. As in Keras it must stretch over the input, aligned at the
 * last axes, so a mask of time steps fits where the time axis comes last. Masks pass. Immutable; safe to share between
 * threads.
 *
 * @see <a href="https://keras.io/api/layers/activation_layers/softmax/">Keras: Softmax</a>
 */
public final class Softmax extends UnaryLayer {

    private static final Activation SOFTMAX = Activations.softmax();
    private static final double EXCLUDED = -1e9; // what Keras puts in place of a masked element

    private final int axis;

    private Softmax(PlainBuilder<Softmax> builder, int axis) {
        super(builder);
        this.axis = axis;
    }

    /** A layer over the last axis. */
    public static Softmax of() {
        return of(-1);
    }

    /**
     * A layer over an axis.
     *
     * @param axis a negative one counts from the last
     */
    public static Softmax of(int axis) {
        return builder(axis).build();
    }

    /** A layer with further arguments; see {@link #of(int)}. */
    public static PlainBuilder<Softmax> builder(int axis) {
        return new PlainBuilder<>(common -> new Softmax(common, axis));
    }

    /** The axis along which the outputs add up to 1. */
    public int axis() {
        return axis;
    }

    /** True of a softmax over the batch. */
    @Override
    public boolean mixesRows() {
        Shape builtFor = inputShape();
        return axis == 0 || (builtFor != null && axis == -builtFor.rank());
    }

    /** True of a softmax over the last axis. */
    @Override
    public boolean runsInChunks() {
        return isFeatureAxis(axis);
    }

    @Override
    public PlainBuilder<Softmax> toBuilder() {
        return builder(axis).common(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        order(shape);
        return shape;
    }

    /** The axes with {@link #axis} last. */
    private int[] order(Shape shape) {
        int rank = shape.rank();
        int own = axis < 0 ? axis + rank : axis;
        if (own < 0 || own >= rank) {
            throw new IllegalArgumentException(describe() + ": axis must be an axis of the input. Received: axis="
                    + axis + ", shape=" + shape + ".");
        }
        return IntStream.concat(IntStream.range(0, rank).filter(i -> i != own), IntStream.of(own))
                .toArray();
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int[] order = order(input.shape());
        Mask mask = call.mask();
        if (mask == null && order[order.length - 1] == order.length - 1) {
            return Activated.pass(SOFTMAX, input, call);
        }
        Tensor used = mask == null ? null : used(mask, input);
        Tensor rows = Strided.permute(used == null ? input : where(used, input, EXCLUDED), order);
        Tensor shares = SOFTMAX.call(rows);
        int[] inverse = Strided.inverse(order);
        Tensor output = Strided.permute(shares, inverse);
        return Pass.of(used == null ? output : where(used, output, 0), (dOutput, gradients) -> {
            Tensor dShares = Strided.permute(dOutput, order);
            Tensor dInput = Strided.permute(Activated.gradient(SOFTMAX, rows, shares, dShares), inverse);
            return used == null ? dInput : where(used, dInput, 0);
        });
    }

    /** The mask as numbers in the shape of the input. */
    private Tensor used(Mask mask, Tensor input) {
        Shape shape = mask.shape();
        boolean fits = shape.rank() <= input.shape().rank();
        for (int fromLast = 1; fits && fromLast <= shape.rank(); fromLast++) {
            fits = shape.dim(-fromLast) == 1 || shape.dim(-fromLast) == input.dim(-fromLast);
        }
        if (!fits) {
            throw new IllegalArgumentException(describe() + ": mask must stretch over the input, aligned at the last"
                    + " axes. Received: mask of shape " + shape + ", input of shape " + input.shape() + ".");
        }
        return Strided.gather(mask.toTensor(dtype()), input.shape(), Strided.stretched(shape, input.shape()));
    }

    private static Tensor where(Tensor used, Tensor x, double otherwise) {
        Tensor y = Tensor.zeros(x.dtype(), x.shape());
        for (int i = 0; i < y.size(); i++) {
            y.setAt(i, used.getAt(i) != 0 ? x.getAt(i) : otherwise);
        }
        return y;
    }

    /** Refuses a mask: it stretches over the features, and so may need all of itself at each step. */
    @Override
    public StreamNode streamNode(List<StreamEvents> inputs) {
        if (inputs.get(0).masked()) {
            throw new UnsupportedOperationException(
                    describe() + ": a softmax under a mask lays the mask of all steps over"
                            + " the last axis, so it cannot run step by step. Use an Activation, which heeds no mask.");
        }
        return super.streamNode(inputs);
    }

    /** One event at a time, over its last axis. */
    @Override
    public Stepper stepper() {
        Shape builtFor = builtShape();
        if (axis != -1 && axis != builtFor.rank() - 1) {
            throw new UnsupportedOperationException(describe()
                    + ": only a softmax over the last axis can run step by step. Received: axis=" + axis + ".");
        }
        int size = builtFor.dim(-1);
        return new RowStepper(
                Stepper.signature("activation", size, SOFTMAX),
                size,
                size,
                (x, xOffset, y, yOffset) -> SOFTMAX.apply(x, xOffset, y, yOffset, size));
    }
}
