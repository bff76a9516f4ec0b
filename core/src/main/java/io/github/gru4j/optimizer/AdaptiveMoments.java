package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * What {@link Adam}, {@link AdamW}, {@link Adamax} and {@link Nadam} share: a running mean of the gradients, a second one
 * of their size, and the arguments of both.
 *
 * <p>Not thread-safe.
 */
public abstract sealed class AdaptiveMoments extends Optimizer permits Adam, AdamW, Adamax, Nadam {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private List<Slot> first = List.of();
    private List<Slot> second = List.of();

    /** The arguments that these optimizers share, under Keras's names. */
    @SuppressWarnings("unchecked")
    public abstract static sealed class Builder<B extends Builder<B>> extends Optimizer.Builder<B>
            permits Adam.Builder, AdamW.Builder, Adamax.Builder, Nadam.Builder {
        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-7;

        Builder(double learningRate) {
            super(learningRate);
        }

        Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** β₁, the share of the first moment that is kept, 0 to 1; 0.9 by default. */
        public B beta1(double newBeta1) {
            beta1 = newBeta1;
            return (B) this;
        }

        /** β₂, the share of the second moment that is kept, 0 to 1; 0.999 by default. */
        public B beta2(double newBeta2) {
            beta2 = newBeta2;
            return (B) this;
        }

        /** ε, keeps the denominator from zero; 1e-7 by default. */
        public B epsilon(double newEpsilon) {
            epsilon = newEpsilon;
            return (B) this;
        }
    }

    AdaptiveMoments(Builder<?> builder, String defaultName) {
        super(builder, defaultName);
        String type = getClass().getSimpleName();
        if (!(builder.beta1 >= 0 && builder.beta1 < 1 && builder.beta2 >= 0 && builder.beta2 < 1)) {
            throw new IllegalArgumentException(type + ": beta1 and beta2 must be in the range [0, 1). Received: beta1="
                    + builder.beta1 + ", beta2=" + builder.beta2 + ".");
        }
        this.beta1 = builder.beta1;
        this.beta2 = builder.beta2;
        this.epsilon = Checks.notNegative(type, "epsilon", builder.epsilon);
    }

    /** The share of the first moment that is kept. */
    public final double beta1() {
        return beta1;
    }

    /** The share of the second moment that is kept. */
    public final double beta2() {
        return beta2;
    }

    /** What keeps the denominator from zero. */
    public final double epsilon() {
        return epsilon;
    }

    /** Makes the two memories of each weight. */
    final void create(List<Parameter> parameters, String firstName, String secondName) {
        first = Slot.zeros(parameters, firstName);
        second = Slot.zeros(parameters, secondName);
    }

    /** The first moment of one weight. */
    final Tensor first(int index) {
        return first.get(index).value();
    }

    /** The second moment of one weight. */
    final Tensor second(int index) {
        return second.get(index).value();
    }

    /** {@code m ← m + (1 − β)(x − m)} for one element. */
    static void move(Tensor mean, int position, double towards, double beta) {
        double m = mean.getAt(position);
        mean.setAt(position, m + (towards - m) * (1 - beta));
    }

    @Override
    protected List<Slot> memory() {
        return Slot.interleave(first, second);
    }
}
