package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.DropoutMasks;
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
 * A cell that in training drops a random share of its inputs, then of its new states, then of its outputs, and scales the
 * rest by {@code 1 / keepProb} ({@code tf.nn.RNNCellDropoutWrapper}).
 *
 * <pre>{@code
 * RNN rnn = RNN.of(DropoutWrapper.builder(GRUCell.of(8)).outputKeepProb(0.8).build());
 * }</pre>
 *
 * <p>Every step draws new masks, or with {@code variationalRecurrent} all steps and all sequences of a call share one mask
 * for each tensor.
 *
 * <p>Thread-safety: as for every {@link RNNCell}.
 *
 * <p>Differs from Keras: TensorFlow's class drops in inference as well, and there the caller must set every probability to
 * 1; this one drops in training only. A probability of 0, which leaves nothing, is rejected. There is no
 * {@code dropout_state_filter_visitor}. Keras 3 has no such class, so its files cannot hold it.
 *
 * @see <a href="https://arxiv.org/abs/1512.05287">Gal and Ghahramani, 2016</a>;
 *     <a href="https://www.tensorflow.org/api_docs/python/tf/nn/RNNCellDropoutWrapper">tf.nn.RNNCellDropoutWrapper</a>
 */
public final class DropoutWrapper extends CellWrapper {

    private final double inputKeepProb;
    private final double outputKeepProb;
    private final double stateKeepProb;
    private final boolean variationalRecurrent;
    private final @Nullable Long seed;

    /** The arguments of {@link DropoutWrapper}, under TensorFlow's names. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final RNNCell cell;
        private double inputKeepProb = 1;
        private double outputKeepProb = 1;
        private double stateKeepProb = 1;
        private boolean variationalRecurrent;
        private @Nullable Long seed;

        private Builder(RNNCell cell) {
            this.cell = cell;
            dtype(cell.dtype());
        }

        private Builder(DropoutWrapper wrapper) {
            this((RNNCell) wrapper.cell().toBuilder().build());
            common(wrapper);
            inputKeepProb = wrapper.inputKeepProb;
            outputKeepProb = wrapper.outputKeepProb;
            stateKeepProb = wrapper.stateKeepProb;
            variationalRecurrent = wrapper.variationalRecurrent;
            seed = wrapper.seed;
        }

        /** The share of the inputs that is kept, above 0 and at most 1; 1 by default. */
        public Builder inputKeepProb(double newInputKeepProb) {
            inputKeepProb = newInputKeepProb;
            return this;
        }

        /** The share of the outputs that is kept, above 0 and at most 1; 1 by default. */
        public Builder outputKeepProb(double newOutputKeepProb) {
            outputKeepProb = newOutputKeepProb;
            return this;
        }

        /** The share of the new states that is kept, above 0 and at most 1; 1 by default. */
        public Builder stateKeepProb(double newStateKeepProb) {
            stateKeepProb = newStateKeepProb;
            return this;
        }

        /** Whether all steps and sequences of a call share their masks; false by default: new ones at every step. */
        public Builder variationalRecurrent(boolean newVariationalRecurrent) {
            variationalRecurrent = newVariationalRecurrent;
            return this;
        }

        /** The seed of the masks; by default they come from the training's seed. */
        public Builder seed(@Nullable Long newSeed) {
            seed = newSeed;
            return this;
        }

        /** The seed of the masks, as a plain number; see {@link #seed(Long)}. */
        public Builder seed(long newSeed) {
            return seed(Long.valueOf(newSeed));
        }

        /** The cell. */
        @Override
        public DropoutWrapper build() {
            return new DropoutWrapper(this);
        }
    }

    private DropoutWrapper(Builder builder) {
        super(builder, builder.cell);
        this.inputKeepProb = probability("inputKeepProb", builder.inputKeepProb);
        this.outputKeepProb = probability("outputKeepProb", builder.outputKeepProb);
        this.stateKeepProb = probability("stateKeepProb", builder.stateKeepProb);
        this.variationalRecurrent = builder.variationalRecurrent;
        this.seed = builder.seed;
    }

    private static double probability(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "DropoutWrapper: " + name + " must be in the range (0, 1]. Received: " + name + "=" + value + ".");
        }
        return value;
    }

    /**
     * A wrapper that keeps everything until its builder says otherwise.
     *
     * @param cell the cell inside
     */
    public static Builder builder(RNNCell cell) {
        return new Builder(cell);
    }

    // ---- configuration ----------------------------------------------------------------------------------------------

    /** The share of the inputs that is kept. */
    public double inputKeepProb() {
        return inputKeepProb;
    }

    /** The share of the outputs that is kept. */
    public double outputKeepProb() {
        return outputKeepProb;
    }

    /** The share of the new states that is kept. */
    public double stateKeepProb() {
        return stateKeepProb;
    }

    /** Whether all steps and sequences of a call share their masks. */
    public boolean variationalRecurrent() {
        return variationalRecurrent;
    }

    /** The seed of the masks, or null. */
    public @Nullable Long seed() {
        return seed;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    // ---- one step ---------------------------------------------------------------------------------------------------

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        if (!call.training() || (inputKeepProb == 1 && outputKeepProb == 1 && stateKeepProb == 1)) {
            return cell().apply(inputs, call);
        }
        DropoutMasks masks = variationalRecurrent
                ? call.dropoutMasks(this, () -> draw(inputs, 1, call))
                : draw(inputs, inputs.get(0).dim(0), call);
        int taken = inputCount();
        int shown = outputShapes().size();
        List<Tensor> inputMasks =
                inputKeepProb == 1 ? List.of() : masks.inputs().subList(0, taken);
        List<Tensor> outputMasks =
                masks.inputs().subList(inputMasks.size(), masks.inputs().size());
        Pass pass = cell().apply(masked(inputs, inputMasks, 0), call);
        List<Tensor> outputs = masked(masked(pass.outputs(), outputMasks, 0), masks.recurrent(), shown);
        if (!call.recording()) {
            return Pass.of(outputs);
        }
        return Pass.of(
                outputs,
                (dOutputs, gradients) -> gradients(
                        pass.backward(
                                gradients(gradients(dOutputs, outputMasks, 0), masks.recurrent(), shown), gradients),
                        inputMasks,
                        0));
    }

    private DropoutMasks draw(List<Tensor> inputs, int rows, Call call) {
        Generator source = call.generator(seed);
        List<Tensor> shown = new ArrayList<>();
        if (inputKeepProb < 1) {
            for (Tensor input : inputs.subList(0, inputCount())) {
                shown.add(Dropout.draw(dtype(), input.shape().with(0, rows), 1 - inputKeepProb, source));
            }
        }
        List<Tensor> recurrent = draw(stateShapes(), rows, stateKeepProb, source);
        shown.addAll(draw(outputShapes(), rows, outputKeepProb, source));
        return new DropoutMasks(shown, recurrent);
    }

    private List<Tensor> draw(List<Shape> shapes, int rows, double keepProb, Generator source) {
        return keepProb == 1
                ? List.of()
                : shapes.stream()
                        .map(shape -> Dropout.draw(dtype(), withBatch(rows, shape), 1 - keepProb, source))
                        .toList();
    }

    /** The tensors, those from {@code first} under the masks, which have as many rows as they or one. */
    private static List<Tensor> masked(List<Tensor> tensors, List<Tensor> masks, int first) {
        List<Tensor> result = new ArrayList<>(tensors);
        for (int i = 0; i < masks.size(); i++) {
            result.set(first + i, masked(tensors.get(first + i), masks.get(i)));
        }
        return result;
    }

    /** As {@link #masked(List, List, int)} on the way back, where a gradient may be missing. */
    private static List<@Nullable Tensor> gradients(List<@Nullable Tensor> tensors, List<Tensor> masks, int first) {
        List<@Nullable Tensor> result = new ArrayList<@Nullable Tensor>(tensors);
        for (int i = 0; i < masks.size(); i++) {
            Tensor tensor = tensors.get(first + i);
            result.set(first + i, tensor == null ? null : masked(tensor, masks.get(i)));
        }
        return result;
    }

    private static Tensor masked(Tensor tensor, Tensor mask) {
        Tensor result = Tensor.zeros(tensor.dtype(), tensor.shape());
        for (int at = 0; at < result.size(); at += mask.size()) {
            Elementwise.multiply(mask.size(), tensor, at, mask, 0, result, at);
        }
        return result;
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    /** The cell's: a stream does not train. */
    @Override
    public Stepper stepper() {
        return cell().stepper();
    }
}
