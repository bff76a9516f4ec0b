package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * {@link Adam} with the largest recent gradient in place of the root mean square ({@code keras.optimizers.Adamax}).
 *
 * <pre>
 *   m ← m + (1 − β₁)(g − m)     u ← max(β₂ u, |g|)     w ← w − η / (1 − β₁ᵗ) · m / (u + ε)
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba, 2014, section 7.1</a>
 */
public final class Adamax extends AdaptiveMoments {

    /** The arguments of {@link Adamax}, under Keras's names. */
    public static final class Builder extends AdaptiveMoments.Builder<Builder> {
        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** The optimizer. */
        public Adamax build() {
            return new Adamax(this);
        }
    }

    private Adamax(Builder builder) {
        super(builder, "adamax");
    }

    /**
     * Adamax with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Adamax of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Adamax with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Adamax whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    @Override
    protected void create(List<Parameter> parameters) {
        create(parameters, "momentum", "norm");
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor m = first(index);
        Tensor u = second(index);
        double rate = learningRate() / (1 - Math.pow(beta1(), (double) updates() + 1));
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            move(m, i, g, beta1());
            u.setAt(i, Math.max(beta2() * u.getAt(i), Math.abs(g)));
            value.setAt(i, value.getAt(i) - rate * m.getAt(i) / (u.getAt(i) + epsilon()));
        }
    }
}
