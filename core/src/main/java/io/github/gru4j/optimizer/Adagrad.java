package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Gradients over the root of the sum of their squares ({@code keras.optimizers.Adagrad}).
 *
 * <pre>
 *   n ← n + g²     w ← w − η g / √(n + ε)
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://jmlr.org/papers/v12/duchi11a.html">Duchi, Hazan and Singer, 2011</a>
 */
public final class Adagrad extends Optimizer {

    private final double initialAccumulatorValue;
    private final double epsilon;
    private List<Slot> accumulators = List.of();

    /** The arguments of {@link Adagrad}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double initialAccumulatorValue = 0.1;
        private double epsilon = 1e-7;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** Where the sums of squares start, 0 or more; 0.1 by default. */
        public Builder initialAccumulatorValue(double newInitialAccumulatorValue) {
            initialAccumulatorValue = newInitialAccumulatorValue;
            return this;
        }

        /** ε, keeps the denominator from zero; 1e-7 by default. */
        public Builder epsilon(double newEpsilon) {
            epsilon = newEpsilon;
            return this;
        }

        /** The optimizer. */
        public Adagrad build() {
            return new Adagrad(this);
        }
    }

    private Adagrad(Builder builder) {
        super(builder, "adagrad");
        initialAccumulatorValue =
                Checks.notNegative("Adagrad", "initialAccumulatorValue", builder.initialAccumulatorValue);
        epsilon = Checks.notNegative("Adagrad", "epsilon", builder.epsilon);
    }

    /**
     * Adagrad with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Adagrad of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Adagrad with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Adagrad whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** Where the sums of squares start. */
    public double initialAccumulatorValue() {
        return initialAccumulatorValue;
    }

    /** What keeps the denominator from zero. */
    public double epsilon() {
        return epsilon;
    }

    @Override
    protected void create(List<Parameter> parameters) {
        accumulators = Slot.full(parameters, "accumulator", initialAccumulatorValue);
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor n = accumulators.get(index).value();
        double rate = learningRate();
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            n.setAt(i, n.getAt(i) + g * g);
            value.setAt(i, value.getAt(i) - rate * g / Math.sqrt(n.getAt(i) + epsilon));
        }
    }

    @Override
    protected List<Slot> memory() {
        return accumulators;
    }
}
