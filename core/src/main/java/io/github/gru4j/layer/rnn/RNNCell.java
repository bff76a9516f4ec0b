package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One time step of a recurrent layer; {@link RNN} runs any cell over a sequence. A user's own cell extends this class and
 * implements {@code forward}, whose inputs are the step's input (or several, {@link #inputCount}), the states (in the order
 * of {@link #stateShapes}) and the constants ({@link #constantCount}), and whose outputs are the step's output (or several,
 * {@link #outputShapes}) and the new states. The {@link Pass} that it returns carries the backward pass.
 *
 * <p>Thread-safety: as for every {@link Layer}; a cell keeps nothing between steps, except for the dropout masks that
 * {@link GRUCell} caches for a caller's own loop.
 */
public abstract class RNNCell extends Layer {

    /**
     * A cell without a builder, as a user's own may be.
     *
     * @param name its name, or null for the class name in snake case
     * @param dtype the element type of weights and computation
     */
    protected RNNCell(@Nullable String name, DType dtype) {
        super(name, dtype);
    }

    /** A cell with the common arguments of its builder. */
    protected RNNCell(Builder<?> builder) {
        super(builder);
    }

    /** How many tensors a step takes in beside states and constants; 1 by default. */
    public int inputCount() {
        return 1;
    }

    /** How many tensors follow the states, the same at every step of a sequence; 0 by default. */
    public int constantCount() {
        return 0;
    }

    /** The shape of each state without the batch axis (Keras's {@code state_size}). */
    public abstract List<Shape> stateShapes();

    /** The shape of the first output without the batch axis (Keras's {@code output_size}). */
    public abstract Shape outputShape();

    /** The shapes of all outputs without the batch axis, {@link #outputShape} first; by default there is one. */
    public List<Shape> outputShapes() {
        return List.of(outputShape());
    }

    /**
     * The states before the first step: zeros.
     *
     * @param batchSize the number of sequences
     * @throws IllegalArgumentException if batchSize is negative
     */
    public List<Tensor> getInitialState(int batchSize) {
        if (batchSize < 0) {
            throw new IllegalArgumentException(
                    describe() + ": batchSize must be 0 or more. Received: batchSize=" + batchSize + ".");
        }
        return stateShapes().stream()
                .map(shape -> Tensor.zeros(dtype(), withBatch(batchSize, shape)))
                .toList();
    }

    /**
     * Inference for one step.
     *
     * @param inputs (batch, features)
     * @param states one tensor per state
     */
    public final CellOutput call(Tensor inputs, List<Tensor> states) {
        return call(List.of(inputs), states, List.of(), Call.inference());
    }

    /**
     * One step within a call: with {@link Call#training} dropout is active.
     *
     * @param inputs as many tensors as {@link #inputCount}
     * @param states one tensor per state
     * @param constants as many tensors as {@link #constantCount}
     * @param call what belongs to this pass
     */
    public final CellOutput call(List<Tensor> inputs, List<Tensor> states, List<Tensor> constants, Call call) {
        List<Tensor> all = new ArrayList<>(inputs);
        all.addAll(states);
        all.addAll(constants);
        return output(apply(all, call));
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return withBatch(shape.dim(0), outputShape());
    }

    @Override
    public List<Shape> computeOutputShapes(List<Shape> shapes) {
        List<Shape> all = new ArrayList<>();
        outputShapes().forEach(shape -> all.add(withBatch(shapes.get(0).dim(0), shape)));
        stateShapes().forEach(shape -> all.add(withBatch(shapes.get(0).dim(0), shape)));
        return all;
    }

    /**
     * This cell as one step of a stream: by default its forward pass, on a copy of it, which {@link #toBuilder} makes. A cell
     * whose step is to allocate nothing makes a stepper of its own; the state of a key then begins with the cell's states, in
     * their order, and zeros are the initial ones.
     */
    @Override
    public Stepper stepper() {
        return new CellStepper(this);
    }

    final CellOutput output(Pass pass) {
        int outputs = outputShapes().size();
        return new CellOutput(
                pass.outputs().subList(0, outputs),
                pass.outputs().subList(outputs, pass.outputs().size()));
    }

    static List<Tensor> join(Tensor first, List<Tensor> rest) {
        List<Tensor> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }

    /** The sum of two gradients, either of which may be absent; a new tensor where both are there. */
    static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        Tensor sum = a.copy();
        Elementwise.add(sum.size(), b, 0, sum, 0);
        return sum;
    }

    /** A shape without its second axis. */
    static Shape withoutTime(Shape shape) {
        int[] dimensions = new int[shape.rank() - 1];
        dimensions[0] = shape.dim(0);
        for (int axis = 2; axis < shape.rank(); axis++) {
            dimensions[axis - 1] = shape.dim(axis);
        }
        return Shape.of(dimensions);
    }

    static Shape withBatch(int batchSize, Shape shape) {
        int[] dimensions = new int[shape.rank() + 1];
        dimensions[0] = batchSize;
        for (int axis = 0; axis < shape.rank(); axis++) {
            dimensions[axis + 1] = shape.dim(axis);
        }
        return Shape.of(dimensions);
    }
}
