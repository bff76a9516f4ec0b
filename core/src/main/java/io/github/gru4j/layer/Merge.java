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
 * Makes one tensor of several, element by element ({@code keras.layers.Merge}).
 *
 * <p>Inputs stretch over each other where an axis is 1; one with fewer axes gets axes of size 1 behind the batch. If every
 * input has a mask, a step of the output is used where it is used in any of them; if one has none, neither has the output.
 *
 * <p>Immutable; safe to share between threads.
 */
public abstract sealed class Merge extends Layer permits Add, Subtract, Multiply, Average, Maximum, Minimum {

    Merge(PlainBuilder<?> builder) {
        super(builder);
    }

    /** Inference: the output for some inputs. */
    public final Tensor call(Tensor... inputs) {
        return apply(List.of(inputs), Call.inference()).output();
    }

    /**
     * One element.
     *
     * @param element from {@code at} the values of the inputs, and then a number for each of them: not 0 where a mask leaves
     *     it in or there is none
     * @param masked which inputs have a mask at all
     */
    abstract double merge(Tensor element, int at, boolean[] masked);

    /** The way back through {@link #merge}: writes the derivative of the element by each value. */
    abstract void gradient(Tensor element, boolean[] masked, double[] derivatives);

    /** Whether {@link #merge} looks at masks. */
    boolean heedsMasks() {
        return false;
    }

    /** How many inputs there may be: one or more, unless the layer says otherwise. */
    void checkCount(int inputs) {
        if (inputs == 0) {
            throw new IllegalArgumentException(describe() + ": inputs must be one tensor or more. Received: none.");
        }
    }

    /** Makes no weights; refuses inputs that do not fit. */
    @Override
    protected final void create(List<Shape> shapes, Generator generator) {
        computeOutputShapes(shapes);
    }

    /** True: each step is treated alone. */
    @Override
    public final boolean runsInChunks() {
        return true;
    }

    @Override
    public final Shape computeOutputShape(Shape shape) {
        return computeOutputShapes(List.of(shape)).get(0);
    }

    @Override
    public final List<Shape> computeOutputShapes(List<Shape> shapes) {
        checkCount(shapes.size());
        try {
            return List.of(Strided.broadcast(aligned(shapes)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(describe() + ": " + e.getMessage(), e);
        }
    }

    /** All shapes with the rank of the longest: axes of size 1 behind the batch. */
    private static List<Shape> aligned(List<Shape> shapes) {
        int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
        List<Shape> aligned = new ArrayList<>();
        for (Shape shape : shapes) {
            if (shape.rank() == 0) {
                throw new IllegalArgumentException("inputs must have a batch axis. Received: shapes=" + shapes + ".");
            }
            int[] dimensions = new int[rank];
            for (int axis = 0; axis < rank; axis++) {
                int own = axis - (rank - shape.rank());
                dimensions[axis] = axis == 0 ? shape.dim(0) : own < 1 ? 1 : shape.dim(own);
            }
            aligned.add(Shape.of(dimensions));
        }
        return aligned;
    }

    @Override
    protected final Pass forward(List<Tensor> inputs, Call call) {
        List<Shape> shapes = inputs.stream().map(Tensor::shape).toList();
        Shape shape = computeOutputShapes(shapes).get(0);
        List<Shape> aligned = aligned(shapes);
        List<int[]> walks = new ArrayList<>();
        List<Tensor> stretched = new ArrayList<>();
        List<@Nullable Tensor> used = new ArrayList<>();
        boolean[] masked = new boolean[inputs.size()];
        for (int i = 0; i < inputs.size(); i++) {
            int[] walk = Strided.stretched(aligned.get(i), shape);
            walks.add(walk);
            stretched.add(Strided.gather(inputs.get(i), shape, walk));
            // Where ranks differ, Keras has lost the masks by the time that it merges.
            Mask mask = sameRank(shapes) ? call.mask(i) : null;
            Tensor elements = mask == null ? null : elements(mask, shapes.get(i), shape, walk);
            masked[i] = elements != null;
            used.add(elements);
        }
        Elements all = new Elements(stretched, used, dtype());
        Tensor output = Tensor.zeros(dtype(), shape);
        for (int e = 0; e < output.size(); e++) {
            all.load(e);
            output.setAt(e, merge(all.element, 0, masked));
        }
        Pass pass = Pass.of(List.of(output), (dOutputs, gradients) -> {
            Tensor dOutput = dOutputs.get(0);
            List<@Nullable Tensor> back = new ArrayList<>();
            List<Tensor> dStretched = new ArrayList<>();
            inputs.forEach(input -> dStretched.add(Tensor.zeros(dtype(), shape)));
            double[] derivatives = new double[inputs.size()];
            for (int e = 0; dOutput != null && e < output.size(); e++) {
                all.load(e);
                gradient(all.element, masked, derivatives);
                for (int i = 0; i < derivatives.length; i++) {
                    dStretched.get(i).setAt(e, derivatives[i] * dOutput.getAt(e));
                }
            }
            for (int i = 0; i < inputs.size(); i++) {
                back.add(dOutput == null ? null : Strided.scatterAdd(dStretched.get(i), walks.get(i), shapes.get(i)));
            }
            return back;
        });
        return pass.withMask(anyUsed(inputs.size(), call));
    }

    private static boolean sameRank(List<Shape> shapes) {
        return shapes.stream().map(Shape::rank).distinct().count() == 1;
    }

    /** A mask as numbers over the elements of the output: each step stands for all of its last axis. */
    private @Nullable Tensor elements(Mask mask, Shape own, Shape shape, int[] walk) {
        if (mask.shape().rank() != own.rank() - 1) {
            return null;
        }
        int[] repeated = Arrays.copyOf(Strided.strides(mask.shape()), own.rank());
        return Strided.gather(Strided.gather(mask.toTensor(dtype()), own, repeated), shape, walk);
    }

    /** The values of one element and what masks say of them, reused from element to element. */
    private record Elements(List<Tensor> inputs, List<@Nullable Tensor> used, Tensor element) {

        Elements(List<Tensor> inputs, List<@Nullable Tensor> used, DType dtype) {
            this(inputs, used, Tensor.zeros(dtype, Shape.of(2 * inputs.size())));
        }

        void load(int position) {
            int count = inputs.size();
            for (int i = 0; i < count; i++) {
                Tensor mask = used.get(i);
                element.setAt(i, inputs.get(i).getAt(position));
                element.setAt(count + i, mask == null ? 1 : mask.getAt(position));
            }
        }
    }

    private static @Nullable Mask anyUsed(int inputs, Call call) {
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            Mask mask = call.mask(i);
            if (mask == null) {
                return null;
            }
            masks.add(mask.toTensor(DType.FLOAT32));
        }
        Shape shape = Strided.broadcast(masks.stream().map(Tensor::shape).toList());
        boolean[] used = new boolean[(int) shape.size()];
        for (Tensor mask : masks) {
            Tensor stretched = Strided.gather(mask, shape, Strided.stretched(mask.shape(), shape));
            for (int i = 0; i < used.length; i++) {
                used[i] |= stretched.getAt(i) != 0;
            }
        }
        return Mask.of(shape, used);
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public final StreamNode streamNode(List<StreamEvents> inputs) {
        checkCount(inputs.size());
        boolean sequence = oneKind(inputs);
        int[] sizes = inputs.stream().mapToInt(StreamEvents::size).toArray();
        boolean[] masked = new boolean[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            masked[i] = inputs.get(i).masked();
        }
        boolean all = inputs.stream().allMatch(StreamEvents::masked);
        boolean reads = all || (heedsMasks() && inputs.stream().anyMatch(StreamEvents::masked));
        MergeStepper stepper = new MergeStepper(this, sizes, reads ? masked : new boolean[sizes.length], all);
        return StreamNode.of(stepper, reads, stepper.size(), sequence, all ? StreamNode.OWN_MASK : StreamNode.NO_MASK);
    }

    /** Whether all inputs are sequences; refuses them where only some are, or where one stretches over the steps of others. */
    private boolean oneKind(List<StreamEvents> inputs) {
        boolean sequence = inputs.get(0).sequence();
        boolean stretches = false;
        if (sequence) {
            List<Shape> shapes = builtShapes();
            boolean one = shapes.stream().anyMatch(shape -> shape.dim(1) == 1);
            stretches = one && shapes.stream().anyMatch(shape -> shape.dim(1) != 1);
        }
        if (stretches || inputs.stream().anyMatch(input -> input.sequence() != sequence)) {
            throw new UnsupportedOperationException(
                    describe() + ": a sequence that is merged with what belongs to all its"
                            + " steps may need the last event first, so it cannot run step by step.");
        }
        return sequence;
    }
}
