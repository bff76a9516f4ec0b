package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Follow the regularized leader ({@code keras.optimizers.Ftrl}), made for sparse linear models.
 *
 * <pre>
 *   n' = n + g²     z ← z + g + 2 λₛ w − (n'^−p − n^−p) / η · w     n ← n'
 *   w ← (clip(z, −λ₁, λ₁) − z) / (n^−p / η + 2 (λ₂ + β / 2η))
 * </pre>
 *
 * <p>The learning rate must not be 0, also not by a schedule: the weights would no longer be numbers. Not thread-safe.
 *
 * @see <a href="https://research.google.com/pubs/archive/41159.pdf">McMahan et al., 2013</a>
 */
public final class Ftrl extends Optimizer {

    private final double learningRatePower;
    private final double initialAccumulatorValue;
    private final double l1RegularizationStrength;
    private final double l2RegularizationStrength;
    private final double l2ShrinkageRegularizationStrength;
    private final double beta;
    private List<Slot> accumulators = List.of();
    private List<Slot> linears = List.of();

    /** The arguments of {@link Ftrl}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double learningRatePower = -0.5;
        private double initialAccumulatorValue = 0.1;
        private double l1RegularizationStrength;
        private double l2RegularizationStrength;
        private double l2ShrinkageRegularizationStrength;
        private double beta;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** p, how the learning rate falls as the sums of squares grow, 0 or less; -0.5 by default. */
        public Builder learningRatePower(double newLearningRatePower) {
            learningRatePower = newLearningRatePower;
            return this;
        }

        /** Where the sums of squares n start, 0 or more; 0.1 by default. */
        public Builder initialAccumulatorValue(double newInitialAccumulatorValue) {
            initialAccumulatorValue = newInitialAccumulatorValue;
            return this;
        }

        /** λ₁, 0 or more; weights whose z is within it are exactly 0. 0 by default. */
        public Builder l1RegularizationStrength(double newL1RegularizationStrength) {
            l1RegularizationStrength = newL1RegularizationStrength;
            return this;
        }

        /** λ₂, 0 or more; 0 by default. */
        public Builder l2RegularizationStrength(double newL2RegularizationStrength) {
            l2RegularizationStrength = newL2RegularizationStrength;
            return this;
        }

        /** λₛ, a further L2 penalty, on the gradient, 0 or more; 0 by default. */
        public Builder l2ShrinkageRegularizationStrength(double newL2ShrinkageRegularizationStrength) {
            l2ShrinkageRegularizationStrength = newL2ShrinkageRegularizationStrength;
            return this;
        }

        /** β of the paper; 0 by default. */
        public Builder beta(double newBeta) {
            beta = newBeta;
            return this;
        }

        /** The optimizer. */
        public Ftrl build() {
            return new Ftrl(this);
        }
    }

    private Ftrl(Builder builder) {
        super(builder, "ftrl");
        if (!(builder.learningRatePower <= 0) || Double.isInfinite(builder.learningRatePower)) {
            throw new IllegalArgumentException("Ftrl: learningRatePower must be a number of 0 or less."
                    + " Received: learningRatePower=" + builder.learningRatePower + ".");
        }
        learningRatePower = builder.learningRatePower;
        initialAccumulatorValue =
                Checks.notNegative("Ftrl", "initialAccumulatorValue", builder.initialAccumulatorValue);
        l1RegularizationStrength =
                Checks.notNegative("Ftrl", "l1RegularizationStrength", builder.l1RegularizationStrength);
        l2RegularizationStrength =
                Checks.notNegative("Ftrl", "l2RegularizationStrength", builder.l2RegularizationStrength);
        l2ShrinkageRegularizationStrength = Checks.notNegative(
                "Ftrl", "l2ShrinkageRegularizationStrength", builder.l2ShrinkageRegularizationStrength);
        beta = Checks.finite("Ftrl", "beta", builder.beta);
    }

    /**
     * Ftrl with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Ftrl of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Ftrl with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Ftrl whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** How the learning rate falls. */
    public double learningRatePower() {
        return learningRatePower;
    }

    /** Where the sums of squares start. */
    public double initialAccumulatorValue() {
        return initialAccumulatorValue;
    }

    /** The strength of the L1 penalty. */
    public double l1RegularizationStrength() {
        return l1RegularizationStrength;
    }

    /** The strength of the L2 penalty. */
    public double l2RegularizationStrength() {
        return l2RegularizationStrength;
    }

    /** The strength of the L2 penalty on the gradient. */
    public double l2ShrinkageRegularizationStrength() {
        return l2ShrinkageRegularizationStrength;
    }

    /** β of the paper. */
    public double beta() {
        return beta;
    }

    @Override
    protected void create(List<Parameter> parameters) {
        accumulators = Slot.full(parameters, "accumulator", initialAccumulatorValue);
        linears = Slot.zeros(parameters, "linear");
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor n = accumulators.get(index).value();
        Tensor z = linears.get(index).value();
        double rate = learningRate();
        double ridge = 2 * (l2RegularizationStrength + beta / (2 * rate));
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            double w = value.getAt(i);
            double before = Math.pow(n.getAt(i), -learningRatePower);
            n.setAt(i, n.getAt(i) + g * g);
            double after = Math.pow(n.getAt(i), -learningRatePower);
            z.setAt(i, z.getAt(i) + g + 2 * l2ShrinkageRegularizationStrength * w - (after - before) / rate * w);
            double linear = z.getAt(i);
            double clipped = Math.max(-l1RegularizationStrength, Math.min(l1RegularizationStrength, linear));
            value.setAt(i, (clipped - linear) / (after / rate + ridge));
        }
    }

    @Override
    protected List<Slot> memory() {
        return Slot.interleave(accumulators, linears);
    }
}
