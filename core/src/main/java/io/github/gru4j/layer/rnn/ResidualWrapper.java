package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose input is added to its output, which must have the same shape ({@code tf.nn.RNNCellResidualWrapper}); the
 * states are the cell's.
 *
 * <pre>{@code
 * RNN rnn = RNN.of(List.of(GRUCell.of(8), ResidualWrapper.of(GRUCell.of(8))));
 * }</pre>
 *
 * <p>Thread-safety: as for every {@link RNNCell}.
 *
 * <p>Differs from Keras: there is no {@code residual_fn}. Keras 3 has no such class, so its files cannot hold it.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/nn/RNNCellResidualWrapper">tf.nn.RNNCellResidualWrapper</a>
 */
public final class ResidualWrapper extends CellWrapper {

    /** The arguments of {@link ResidualWrapper}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final RNNCell cell;

        private Builder(RNNCell cell) {
            this.cell = cell;
            dtype(cell.dtype());
        }

        private Builder(ResidualWrapper wrapper) {
            this((RNNCell) wrapper.cell().toBuilder().build());
            common(wrapper);
        }

        /** The cell. */
        @Override
        public ResidualWrapper build() {
            return new ResidualWrapper(this);
        }
    }

    private ResidualWrapper(Builder builder) {
        super(builder, builder.cell);
        if (cell().inputCount() != cell().outputShapes().size()) {
            throw new IllegalArgumentException("ResidualWrapper: cell must give as many outputs as it takes inputs, "
                    + cell().inputCount() + ". Received: " + cell() + " with "
                    + cell().outputShapes().size() + " outputs.");
        }
    }

    /**
     * The sum of what a cell takes in and gives out.
     *
     * @param cell a cell whose output has the shape of its input
     */
    public static ResidualWrapper of(RNNCell cell) {
        return builder(cell).build();
    }

    /** A wrapper with further arguments; see {@link #of}. */
    public static Builder builder(RNNCell cell) {
        return new Builder(cell);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    // ---- one step ---------------------------------------------------------------------------------------------------

    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        for (int i = 0; i < cell().inputCount(); i++) {
            Shape expected =
                    withBatch(shapes.get(i).dim(0), cell().outputShapes().get(i));
            if (!shapes.get(i).equals(expected)) {
                throw new IllegalArgumentException(describe() + ": input must have the shape of the cell's output, "
                        + expected + ". Received: shape=" + shapes.get(i) + ".");
            }
        }
        super.create(shapes, generator);
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        Pass pass = cell().apply(inputs, call);
        List<Tensor> outputs = new ArrayList<>(pass.outputs());
        for (int i = 0; i < cell().inputCount(); i++) {
            Tensor y = outputs.get(i).copy();
            Elementwise.add(y.size(), inputs.get(i), 0, y, 0);
            outputs.set(i, y);
        }
        if (!call.recording()) {
            return Pass.of(outputs);
        }
        return Pass.of(outputs, (dOutputs, gradients) -> {
            List<@Nullable Tensor> found = new ArrayList<>(pass.backward(dOutputs, gradients));
            for (int i = 0; i < cell().inputCount(); i++) {
                found.set(i, sum(found.get(i), dOutputs.get(i)));
            }
            return found;
        });
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    @Override
    public Stepper stepper() {
        return new ResidualStepper(cell().stepper());
    }

    /** A step whose event is added to what it gives. */
    private record ResidualStepper(Stepper cell) implements Stepper {
        @Override
        public int inputSize() {
            return cell.inputSize();
        }

        @Override
        public int outputSize() {
            return cell.outputSize();
        }

        @Override
        public int stateSize() {
            return cell.stateSize();
        }

        @Override
        public int scratchSize() {
            return cell.scratchSize();
        }

        @Override
        public String signature() {
            return Stepper.signature("residual", cell.signature());
        }

        @Override
        public void step(
                int rows,
                Tensor x,
                int xOffset,
                Tensor state,
                int stateOffset,
                int stateStride,
                Tensor y,
                int yOffset,
                Tensor scratch,
                int scratchOffset) {
            cell.step(rows, x, xOffset, state, stateOffset, stateStride, y, yOffset, scratch, scratchOffset);
            Elementwise.add(rows * cell.inputSize(), x, xOffset, y, yOffset);
        }
    }
}
