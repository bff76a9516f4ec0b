package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One time step of a recurrent layer; {@link RNN} runs any cell over a sequence. A user's own cell extends this class and
 * implements {@code forward}, whose inputs are the step's input followed by the states (in the order of
 * {@link #stateShapes}), and whose outputs are the step's output followed by the new states. The {@link Pass} that it
 * returns carries the backward pass.
 *
 * <p>Thread-safety: as for every {@link Layer}; a cell keeps nothing between steps, except for the dropout masks that
 * {@link GRUCell} caches for a caller's own loop.
 */
public abstract class RNNCell extends Layer {

    /** A cell with the common arguments of its builder. */
    protected RNNCell(Builder<?> builder) {
        super(builder);
    }

    /** The shape of each state without the batch axis (Keras's {@code state_size}). */
    public abstract List<Shape> stateShapes();

    /** The shape of the output without the batch axis (Keras's {@code output_size}). */
    public abstract Shape outputShape();

    /**
     * The states before the first step: zeros.
     *
     * @param batchSize the number of sequences
     */
    public List<Tensor> getInitialState(int batchSize) {
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
        return output(apply(join(inputs, states), Call.inference()));
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return withBatch(shape.dim(0), outputShape());
    }

    static CellOutput output(Pass pass) {
        return new CellOutput(
                pass.output(), pass.outputs().subList(1, pass.outputs().size()));
    }

    static List<Tensor> join(Tensor first, List<Tensor> rest) {
        List<Tensor> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
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
