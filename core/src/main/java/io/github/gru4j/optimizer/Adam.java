package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
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
public final class Adam extends Optimizer {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final boolean amsgrad;
    private List<Slot> momentums = List.of();
    private List<Slot> velocities = List.of();
    private List<Slot> velocityHats = List.of();

    /** The arguments of {@link Adam}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-7;
        private boolean amsgrad;

        private Builder(double learningRate) {
            super(learningRate);
        }

        /** β₁, the share of the first moment that is kept, 0 to 1; 0.9 by default. */
        public Builder beta1(double newBeta1) {
            beta1 = newBeta1;
            return this;
        }

        /** β₂, the share of the second moment that is kept, 0 to 1; 0.999 by default. */
        public Builder beta2(double newBeta2) {
            beta2 = newBeta2;
            return this;
        }

        /** ε, keeps the denominator from zero; 1e-7 by default. */
        public Builder epsilon(double newEpsilon) {
            epsilon = newEpsilon;
            return this;
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
        super(builder);
        if (!(builder.beta1 >= 0 && builder.beta1 < 1 && builder.beta2 >= 0 && builder.beta2 < 1)) {
            throw new IllegalArgumentException("Adam: beta1 and beta2 must be in the range [0, 1). Received: beta1="
                    + builder.beta1 + ", beta2=" + builder.beta2 + ".");
        }
        if (!(builder.epsilon >= 0)) {
            throw new IllegalArgumentException(
                    "Adam: epsilon must be 0 or more. Received: epsilon=" + builder.epsilon + ".");
        }
        this.beta1 = builder.beta1;
        this.beta2 = builder.beta2;
        this.epsilon = builder.epsilon;
        this.amsgrad = builder.amsgrad;
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

    /** The share of the first moment that is kept. */
    public double beta1() {
        return beta1;
    }

    /** The share of the second moment that is kept. */
    public double beta2() {
        return beta2;
    }

    /** What keeps the denominator from zero. */
    public double epsilon() {
        return epsilon;
    }

    /** Whether the second moment never shrinks. */
    public boolean amsgrad() {
        return amsgrad;
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    protected void create(List<Parameter> parameters) {
        momentums = zeros(parameters, "momentum");
        velocities = zeros(parameters, "velocity");
        velocityHats = amsgrad ? zeros(parameters, "velocity_hat") : List.of();
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        Tensor m = momentums.get(index).value();
        Tensor v = velocities.get(index).value();
        Tensor hat = amsgrad ? velocityHats.get(index).value() : v;
        double step = iterations() + 1;
        double rate = learningRate() * Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
        for (int i = 0; i < value.size(); i++) {
            double g = gradient.getAt(i);
            m.setAt(i, m.getAt(i) + (g - m.getAt(i)) * (1 - beta1));
            v.setAt(i, v.getAt(i) + (g * g - v.getAt(i)) * (1 - beta2));
            if (amsgrad) {
                hat.setAt(i, Math.max(hat.getAt(i), v.getAt(i)));
            }
            value.setAt(i, value.getAt(i) - m.getAt(i) * rate / (Math.sqrt(hat.getAt(i)) + epsilon));
        }
    }

    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < momentums.size(); i++) {
            slots.add(momentums.get(i));
            slots.add(velocities.get(i));
        }
        slots.addAll(velocityHats);
        return List.copyOf(slots);
    }
}
