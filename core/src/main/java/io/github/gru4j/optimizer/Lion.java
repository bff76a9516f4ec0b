package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Steps of one size in the direction of the sign of the smoothed gradient ({@code keras.optimizers.Lion}).
 *
 * <pre>
 *   w ← w − η sign(β₁ m + (1 − β₁) g)     m ← β₂ m + (1 − β₂) g
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/2302.06675">Chen et al., 2023</a>
 */
public final class Lion extends Optimizer {

    private final double beta1;
    private final double beta2;
    private List<Slot> momentums = List.of();

    /** The arguments of {@link Lion}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double beta1 = 0.9;
        private double beta2 = 0.99;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** β₁, the share of the momentum in the direction, above 0 and at most 1; 0.9 by default. */
        public Builder beta1(double newBeta1) {
            beta1 = newBeta1;
            return this;
        }

        /** β₂, the share of the momentum that is kept, 0 to 1; 0.99 by default. */
        public Builder beta2(double newBeta2) {
            beta2 = newBeta2;
            return this;
        }

        /** The optimizer. */
        public Lion build() {
            return new Lion(this);
        }
    }

    private Lion(Builder builder) {
        super(builder, "lion");
        if (!(builder.beta1 > 0 && builder.beta1 <= 1)) { // 0 would be descent by the sign alone
            throw new IllegalArgumentException(
                    "Lion: beta1 must be in the range (0, 1]. Received: beta1=" + builder.beta1 + ".");
        }
        beta1 = builder.beta1;
        beta2 = Checks.share("Lion", "beta2", builder.beta2);
    }

    /**
     * Lion with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Lion of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Lion with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Lion whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** The share of the momentum in the direction. */
    public double beta1() {
        return beta1;
    }

    /** The share of the momentum that is kept. */
    public double beta2() {
        return beta2;
    }

    @Override
    protected void create(List<Parameter> parameters) {
        momentums = Slot.zeros(parameters, "momentum");
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor m = momentums.get(index).value();
        double rate = learningRate();
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            value.setAt(i, value.getAt(i) - rate * Math.signum(beta1 * m.getAt(i) + (1 - beta1) * g));
            m.setAt(i, beta2 * m.getAt(i) + (1 - beta2) * g);
        }
    }

    @Override
    protected List<Slot> memory() {
        return momentums;
    }
}
