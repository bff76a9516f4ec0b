package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Adaptive moments ({@code keras.optimizers.Adam}).
 *
 * <pre>
 *   m ← m + (1 − β₁)(g − m)     v ← v + (1 − β₂)(g² − v)     v̂ ← max(v̂, v) with amsgrad, else v
 *   w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v̂ + ε)
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba, 2014</a>;
 *     <a href="https://openreview.net/forum?id=ryQu7f-RZ">Reddi et al., 2018</a> for amsgrad
 */
public final class Adam extends AdaptiveMoments {

    private final AmsGrad amsgrad;

    /** The arguments of {@link Adam}, under Keras's names. */
    public static final class Builder extends AdaptiveMoments.Builder<Builder> {
        private boolean amsgrad;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** Whether the second moment never shrinks; false by default. */
        public Builder amsgrad(boolean newAmsgrad) {
            amsgrad = newAmsgrad;
            return this;
        }

        /** The optimizer. */
        public Adam build() {
            return new Adam(this);
        }
    }

    private Adam(Builder builder) {
        super(builder, "adam");
        amsgrad = new AmsGrad(builder.amsgrad);
    }

    /**
     * Adam with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Adam of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Adam with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Adam whose learning rate follows a schedule. */
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
