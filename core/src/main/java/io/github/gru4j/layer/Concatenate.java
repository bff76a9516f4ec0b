package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Its inputs one behind the other along an axis ({@code keras.layers.Concatenate}).
 *
 * <p>The inputs agree on every other axis. If any input has a mask, the masks are joined like the inputs, one that is missing
 * counting as all used, and a step of the output is used if anything in it is. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/concatenate/">Keras: Concatenate</a>
 */
public final class Concatenate extends Layer {

    private final int axis;

    private Concatenate(PlainBuilder<Concatenate> builder, int axis) {
        super(builder);
        this.axis = axis;
    }

    /** A layer along the last axis. */
    public static Concatenate of() {
        return of(-1);
    }

    /**
     * A layer along an axis.
     *
     * @param axis a negative one counts from the last
     */
    public static Concatenate of(int axis) {
        return builder(axis).build();
    }

    /** A layer with further arguments; see {@link #of(int)}. */
    public static PlainBuilder<Concatenate> builder(int axis) {
        return new PlainBuilder<>(common -> new Concatenate(common, axis));
    }

    /** The axis along which the inputs are joined. */
    public int axis() {
        return axis;
    }

    /** Inference: the output for some inputs. */
    public Tensor call(Tensor... inputs) {
        return apply(List.of(inputs), Call.inference()).output();
    }

    /** True of features that are joined. */
    @Override
    public boolean runsInChunks() {
        return isFeatureAxis(axis);
    }

    @Override
    public PlainBuilder<Concatenate> toBuilder() {
        return builder(axis).common(this);
    }

    /** True of a layer that puts batches behind one another. */
    @Override
    public boolean mixesRows() {
        Shape builtFor = inputShape();
        return axis == 0 || (builtFor != null && axis == -builtFor.rank());
    }

    /** Makes no weights; refuses inputs that do not fit. */
    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        computeOutputShapes(shapes);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return computeOutputShapes(List.of(shape)).get(0);
    }

    @Override
    public List<Shape> computeOutputShapes(List<Shape> shapes) {
        if (shapes.isEmpty()) {
            throw new IllegalArgumentException(describe() + ": inputs must be one tensor or more. Received: none.");
        }
        int own = own(shapes.get(0));
        int[] dimensions = shapes.get(0).toArray();
        for (Shape shape : shapes.subList(1, shapes.size())) {
            boolean fits = shape.rank() == dimensions.length;
            for (int i = 0; fits && i < dimensions.length; i++) {
                boolean unknown = dimensions[i] == Shape.UNKNOWN || shape.dim(i) == Shape.UNKNOWN;
                if (i == own) {
                    dimensions[i] = unknown ? Shape.UNKNOWN : Math.addExact(dimensions[i], shape.dim(i));
                } else {
                    fits = unknown || dimensions[i] == shape.dim(i);
                    dimensions[i] = dimensions[i] == Shape.UNKNOWN ? shape.dim(i) : dimensions[i];
                }
            }
            if (!fits) {
                throw new IllegalArgumentException(describe() + ": inputs must have equal shapes but for axis " + axis
                        + ". Received: shapes=" + shapes + ".");
            }
        }
        return List.of(Shape.of(dimensions));
    }

    private int own(Shape shape) {
        int own = axis < 0 ? axis + shape.rank() : axis;
        if (own < 0 || own >= shape.rank()) {
            throw new IllegalArgumentException(describe() + ": axis must be an axis of the inputs. Received: axis="
                    + axis + ", shape=" + shape + ".");
        }
        return own;
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        Shape shape =
                computeOutputShapes(inputs.stream().map(Tensor::shape).toList()).get(0);
        Tensor output = Tensor.zeros(dtype(), shape);
        eachRun(
                inputs,
                shape,
                (input, from, to, length) -> Tensor.copyRange(inputs.get(input), from, output, to, length));
        Pass pass = Pass.of(List.of(output), (dOutputs, gradients) -> {
            Tensor dOutput = dOutputs.get(0);
            List<@Nullable Tensor> back = new ArrayList<>();
            for (Tensor input : inputs) {
                back.add(dOutput == null ? null : Tensor.zeros(dtype(), input.shape()));
            }
            if (dOutput != null) {
                eachRun(inputs, shape, (input, from, to, length) -> {
                    Tensor dInput = back.get(input);
                    if (dInput != null) {
                        Tensor.copyRange(dOutput, to, dInput, from, length);
                    }
                });
            }
            return back;
        });
        return pass.withMask(mask(inputs, shape, call));
    }

    /** A run of elements that lie together in an input and in the output. */
    @FunctionalInterface
    private interface Run {
        void at(int input, int from, int to, int length);
    }

    private void eachRun(List<Tensor> inputs, Shape shape, Run run) {
        int own = own(shape);
        int blocks = 1; // elements of the axes before
        for (int i = 0; i < own; i++) {
            blocks *= shape.dim(i);
        }
        int to = 0;
        for (int block = 0; block < blocks; block++) {
            for (int input = 0; input < inputs.size(); input++) {
                int length = inputs.get(input).size() / blocks;
                run.at(input, block * length, to, length);
                to += length;
            }
        }
    }

    private @Nullable Mask mask(List<Tensor> inputs, Shape shape, Call call) {
        List<Tensor> parts = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < inputs.size(); i++) {
            Shape input = inputs.get(i).shape();
            Mask mask = call.mask(i);
            any |= mask != null;
            if (mask == null) {
                parts.add(Tensor.full(DType.FLOAT32, input, 1));
            } else if (mask.shape().rank() == input.rank()) {
                parts.add(mask.toTensor(DType.FLOAT32));
            } else {
                int[] walk = Arrays.copyOf(Strided.strides(mask.shape()), input.rank()); // stays along the last axis
                parts.add(Strided.gather(mask.toTensor(DType.FLOAT32), input, walk));
            }
        }
        if (!any) {
            return null;
        }
        int width = shape.dim(-1);
        boolean[] used = new boolean[width == 0 ? 0 : (int) (shape.size() / width)];
        eachRun(parts, shape, (input, from, to, length) -> {
            for (int i = 0; i < length; i++) {
                used[(to + i) / width] |= parts.get(input).getAt(from + i) != 0;
            }
        });
        return Mask.of(Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 1)), used);
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public StreamNode streamNode(List<StreamEvents> inputs) {
        boolean sequence = inputs.get(0).sequence();
        int rank = sequence ? 3 : 2;
        if ((axis != -1 && axis != rank - 1) || inputs.stream().anyMatch(input -> input.sequence() != sequence)) {
            throw new UnsupportedOperationException(describe()
                    + ": only features of one kind, of sequences or of samples"
                    + " without a time axis, can be joined step by step. Received: axis=" + axis + ", inputs=" + inputs
                    + ".");
        }
        int[] sizes = inputs.stream().mapToInt(StreamEvents::size).toArray();
        // Where one input has no mask, every step of the output is used.
        boolean masked = inputs.stream().allMatch(StreamEvents::masked);
        ConcatenateStepper stepper = new ConcatenateStepper(sizes, masked);
        return StreamNode.of(
                stepper, masked, stepper.size(), sequence, masked ? StreamNode.OWN_MASK : StreamNode.NO_MASK);
    }
}
