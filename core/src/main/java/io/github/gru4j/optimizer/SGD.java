package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Gradient descent, with momentum if asked ({@code keras.optimizers.SGD}).
 *
 * <pre>
 *   w ← w − η g                          without momentum
 *   m ← μ m − η g     w ← w + m          with momentum
 *   m ← μ m − η g     w ← w + μ m − η g  with Nesterov momentum
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class SGD extends Optimizer {

    private final double momentum;
    private final boolean nesterov;
    private List<Slot> momentums = List.of();

    /** The arguments of {@link SGD}, under Keras's names. */
    public static final class Builder extends Optimizer.Builder<Builder> {
        private double momentum;
        private boolean nesterov;

        private Builder(double learningRate) {
            super(learningRate);
        }

        private Builder(LearningRateSchedule schedule) {
            super(schedule);
        }

        /** The share of the last change that is repeated, 0 to 1; 0 by default. */
        public Builder momentum(double newMomentum) {
            momentum = newMomentum;
            return this;
        }

        /** Whether the gradient counts as taken after the repeated change; false by default. */
        public Builder nesterov(boolean newNesterov) {
            nesterov = newNesterov;
            return this;
        }

        /** The optimizer. */
        public SGD build() {
            return new SGD(this);
        }
    }

    private SGD(Builder builder) {
        super(builder, "sgd");
        this.momentum = Checks.share("SGD", "momentum", builder.momentum);
        this.nesterov = builder.nesterov;
    }

    /**
     * Plain gradient descent.
     *
     * @param learningRate η; Keras's default is 0.01
     */
    public static SGD of(double learningRate) {
        return builder(learningRate).build();
    }

    /** Gradient descent with further arguments; see {@link #of}. */
    public static Builder builder(double learningRate) {
        return new Builder(learningRate);
    }

    /** Gradient descent whose learning rate follows a schedule. */
    public static Builder builder(LearningRateSchedule schedule) {
        return new Builder(schedule);
    }

    /** The share of the last change that is repeated. */
    public double momentum() {
        return momentum;
    }

    /** Whether momentum is Nesterov's. */
    public boolean nesterov() {
        return nesterov;
    }

    @Override
    protected void create(List<Parameter> parameters) {
        if (momentum != 0) {
            momentums = Slot.zeros(parameters, "momentum");
        }
    }

    @Override
    protected void update(int index, Tensor value, Tensor gradient) {
        double rate = learningRate();
        if (momentum == 0) {
            for (int i = 0; i < value.size(); i++) {
                value.setAt(i, value.getAt(i) - rate * gradient.getAt(i));
            }
            return;
        }
        Tensor m = momentums.get(index).value();
        for (int i = 0; i < value.size(); i++) {
            double change = momentum * m.getAt(i) - rate * gradient.getAt(i);
            m.setAt(i, change);
            value.setAt(i, value.getAt(i) + (nesterov ? momentum * change - rate * gradient.getAt(i) : change));
        }
    }

    @Override
    protected List<Slot> memory() {
        return momentums;
    }
}
