package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Gradients in the unit of the weights: times the root mean square of earlier changes, over that of the gradients
 * ({@code keras.optimizers.Adadelta}).
 *
 * <pre>
 *   n ← ρ n + (1 − ρ) g²     δ = −√(d + ε) / √(n + ε) · g     d ← ρ d + (1 − ρ) δ²     w ← w + η δ
 * </pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1212.5701">Zeiler, 2012</a>, where η is 1
 */
public final class Adadelta extends Optimizer {

    private final double rho;
    private final double epsilon;
    private List<Slot> gradients = List.of();
    private List<Slot> changes = List.of();

    /** The arguments of {@link Adadelta}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double rho = 0.95;
        private double epsilon = 1e-7;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** ρ, the share of the means that is kept, 0 to 1; 0.95 by default. */
        public Builder rho(double newRho) {
            rho = newRho;
            return this;
        }

        /** ε, keeps the roots from zero; 1e-7 by default. */
        public Builder epsilon(double newEpsilon) {
            epsilon = newEpsilon;
            return this;
        }

        /** The optimizer. */
        public Adadelta build() {
            return new Adadelta(this);
        }
    }

    private Adadelta(Builder builder) {
        super(builder, "adadelta");
        rho = Checks.share("Adadelta", "rho", builder.rho);
        epsilon = Checks.notNegative("Adadelta", "epsilon", builder.epsilon);
    }

    /**
     * Adadelta with Keras's defaults.
     *
     * @param learningRate η; Keras's default is 0.001
     */
    public static Adadelta of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Adadelta with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Adadelta whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** The share of the means that is kept. */
    public double rho() {
        return rho;
    }

    /** What keeps the roots from zero. */
    public double epsilon() {
        return epsilon;
    }

    @Override
    protected void create(List<Parameter> parameters) {
        gradients = Slot.zeros(parameters, "accumulated_grad");
        changes = Slot.zeros(parameters, "accumulated_delta_var");
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor n = gradients.get(index).value();
        Tensor d = changes.get(index).value();
        double rate = learningRate();
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            n.setAt(i, rho * n.getAt(i) + (1 - rho) * g * g);
            double change = -Math.sqrt(d.getAt(i) + epsilon) * g / Math.sqrt(n.getAt(i) + epsilon);
            d.setAt(i, rho * d.getAt(i) + (1 - rho) * change * change);
            value.setAt(i, value.getAt(i) + rate * change);
        }
    }

    @Override
    protected List<Slot> memory() {
        return Slot.interleave(gradients, changes);
    }
}
