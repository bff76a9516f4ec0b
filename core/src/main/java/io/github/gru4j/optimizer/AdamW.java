package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * {@link Adam} with decay of the weights, 0.004 by default ({@code keras.optimizers.AdamW}): before its update a weight
 * shrinks by the share {@code η · weightDecay}.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, 2017</a>
 */
public final class AdamW extends AdaptiveMoments {

    private static final double DEFAULT_WEIGHT_DECAY = 0.004;

    private final AmsGrad amsgrad;

    /** The arguments of {@link AdamW}, under Keras's names. */
    public static final class Builder extends AdaptiveMoments.Builder<Builder> {
        private boolean amsgrad;

        private Builder(double learningRate) {
            super(learningRate);
            weightDecay(DEFAULT_WEIGHT_DECAY);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
            weightDecay(DEFAULT_WEIGHT_DECAY);
        }

        /** Whether the second moment never shrinks; false by default. */
        public Builder amsgrad(boolean newAmsgrad) {
            amsgrad = newAmsgrad;
            return this;
        }

        /** The optimizer. */
        public AdamW build() {
            return new AdamW(this);
        }
    }

    private AdamW(Builder builder) {
        super(builder, "adam_w");
        amsgrad = new AmsGrad(builder.amsgrad);
        if (weightDecay() == null) {
            throw new IllegalArgumentException(
                    "AdamW: weightDecay must be a number. Received: weightDecay=null. Use Adam for no decay.");
        }
    }

    /**
     * AdamW with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static AdamW of(double learningRate) {
        return builder(learningRate).build();
    }

    /** AdamW with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** AdamW whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** Whether the second moment never shrinks. */
    public boolean amsgrad() {
        return amsgrad.used();
    }

    @Override
    protected void create(List<Parameter> parameters) {
        create(parameters, "momentum", "velocity");
        amsgrad.create(parameters);
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        amsgrad.update(this, index, value, gradient);
    }

    @Override
    protected List<Slot> memory() {
        return amsgrad.memory(super.memory());
    }
}
