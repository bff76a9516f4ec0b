package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gradients over the root of their mean square ({@code keras.optimizers.RMSprop}).
 *
 * <pre>
 *   v ← ρ v + (1 − ρ) g²     a ← ρ a + (1 − ρ) g     d = v + ε, or v − a² + ε if centered
 *   w ← w − η g / √d                                 without momentum
 *   m ← μ m + η g / √d     w ← w − m                 with momentum
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Hinton, 2012</a>
 */
public final class RMSprop extends Optimizer {

    private final double rho;
    private final double momentum;
    private final double epsilon;
    private final boolean centered;
    private List<Slot> velocities = List.of();
    private List<Slot> momentums = List.of();
    private List<Slot> means = List.of();

    /** The arguments of {@link RMSprop}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double rho = 0.9;
        private double momentum;
        private double epsilon = 1e-7;
        private boolean centered;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** ρ, the share of the means that is kept, 0 to 1; 0.9 by default. */
        public Builder rho(double newRho) {
            rho = newRho;
            return this;
        }

        /** μ, the share of the last change that is repeated, 0 to 1; 0 by default. */
        public Builder momentum(double newMomentum) {
            momentum = newMomentum;
            return this;
        }

        /** ε, keeps the denominator from zero; 1e-7 by default. */
        public Builder epsilon(double newEpsilon) {
            epsilon = newEpsilon;
            return this;
        }

        /** Whether gradients are divided by their deviation rather than by their mean square; false by default. */
        public Builder centered(boolean newCentered) {
            centered = newCentered;
            return this;
        }

        /** The optimizer. */
        public RMSprop build() {
            return new RMSprop(this);
        }
    }

    private RMSprop(Builder builder) {
        super(builder, "rm_sprop");
        rho = Checks.share("RMSprop", "rho", builder.rho);
        momentum = Checks.share("RMSprop", "momentum", builder.momentum);
        epsilon = Checks.notNegative("RMSprop", "epsilon", builder.epsilon);
        centered = builder.centered;
    }

    /**
     * RMSprop with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static RMSprop of(double learningRate) {
        return builder(learningRate).build();
    }

    /** RMSprop with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** RMSprop whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** The share of the means that is kept. */
    public double rho() {
        return rho;
    }

    /** The share of the last change that is repeated. */
    public double momentum() {
        return momentum;
    }

    /** What keeps the denominator from zero. */
    public double epsilon() {
        return epsilon;
    }

    /** Whether gradients are divided by their deviation. */
    public boolean centered() {
        return centered;
    }

    @Override
    protected void create(List<Parameter> parameters) {
        velocities = Slot.zeros(parameters, "velocity");
        momentums = momentum > 0 ? Slot.zeros(parameters, "momentum") : List.of();
        means = centered ? Slot.zeros(parameters, "average_gradient") : List.of();
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor v = velocities.get(index).value();
        Tensor m = momentum > 0 ? momentums.get(index).value() : null;
        Tensor a = centered ? means.get(index).value() : null;
        double rate = learningRate();
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            v.setAt(i, rho * v.getAt(i) + (1 - rho) * g * g);
            double square = v.getAt(i);
            if (a != null) {
                a.setAt(i, rho * a.getAt(i) + (1 - rho) * g);
                square -= a.getAt(i) * a.getAt(i);
            }
            double change = rate * g / Math.sqrt(square + epsilon);
            if (m != null) {
                m.setAt(i, momentum * m.getAt(i) + change);
                change = m.getAt(i);
            }
            value.setAt(i, value.getAt(i) - change);
        }
    }

    @Override
    protected List<Slot> memory() {
        return Stream.of(velocities, momentums, means).flatMap(List::stream).toList();
    }
}
