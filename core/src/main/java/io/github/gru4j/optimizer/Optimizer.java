package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes weights by their gradients ({@code keras.optimizers.Optimizer}). A step clips the gradients, decays the
 * weights, updates them and applies their constraints, in this order, as in Keras 3
 * {@code optimizers/base_optimizer.py}.
 *
 * <p>Holds its memory of the weights ({@link #slots}); not thread-safe.
 */
public abstract class Optimizer {

    private final double initialLearningRate;
    private final @Nullable Double weightDecay;
    private final @Nullable Double clipnorm;
    private final @Nullable Double clipvalue;
    private final @Nullable Double globalClipnorm;
    private double learningRate;
    private long iterations;
    private final Map<Parameter, Integer> indices = new LinkedHashMap<>();

    /** The arguments that every Keras optimizer takes; each method returns the builder. */
    @SuppressWarnings("unchecked")
    public abstract static class Builder<B extends Builder<B>> {
        private final double learningRate;
        private @Nullable Double weightDecay;
        private @Nullable Double clipnorm;
        private @Nullable Double clipvalue;
        private @Nullable Double globalClipnorm;

        /** For subclasses. */
        protected Builder(double learningRate) {
            this.learningRate = learningRate;
        }

        /** Before each update every weight shrinks by this share of itself times the learning rate; none by default. */
        public B weightDecay(@Nullable Double rate) {
            weightDecay = rate;
            return (B) this;
        }

        /** Each weight's gradient is scaled down to at most this Euclidean norm; none by default. */
        public B clipnorm(@Nullable Double norm) {
            clipnorm = norm;
            return (B) this;
        }

        /** Every element of the gradients is kept within plus and minus this value; none by default. */
        public B clipvalue(@Nullable Double value) {
            clipvalue = value;
            return (B) this;
        }

        /** All gradients together are scaled down to at most this Euclidean norm; none by default. */
        public B globalClipnorm(@Nullable Double norm) {
            globalClipnorm = norm;
            return (B) this;
        }
    }

    /** An optimizer with the common arguments of its builder. */
    protected Optimizer(Builder<?> builder) {
        String type = getClass().getSimpleName();
        checkLearningRate(builder.learningRate);
        if (builder.weightDecay != null && !Double.isFinite(builder.weightDecay)) {
            throw new IllegalArgumentException(
                    type + ": weightDecay must be a finite number. Received: weightDecay=" + builder.weightDecay + ".");
        }
        int clips = 0;
        for (Double clip : new Double[] {builder.clipnorm, builder.clipvalue, builder.globalClipnorm}) {
            if (clip != null) {
                clips++;
                if (!(clip > 0)) {
                    throw new IllegalArgumentException(
                            type + ": a clipping bound must be positive. Received: " + clip + ".");
                }
            }
        }
        if (clips > 1) {
            throw new IllegalArgumentException(type
                    + ": only one of clipnorm, clipvalue and globalClipnorm may be set. Received: clipnorm="
                    + builder.clipnorm + ", clipvalue=" + builder.clipvalue + ", globalClipnorm="
                    + builder.globalClipnorm + ".");
        }
        this.initialLearningRate = builder.learningRate;
        this.learningRate = builder.learningRate;
        this.weightDecay = builder.weightDecay;
        this.clipnorm = builder.clipnorm;
        this.clipvalue = builder.clipvalue;
        this.globalClipnorm = builder.globalClipnorm;
    }

    private void checkLearningRate(double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + ": learningRate must be a number of 0 or more. Received: learningRate=" + rate + ".");
        }
    }

    // ---- what a subclass says ---------------------------------------------------------------------------------------

    /** Keras's name of this optimizer: {@code adam}, {@code sgd}. */
    public abstract String name();

    /** Makes the memory for a weight that is seen for the first time; called once for all weights, in their order. */
    protected abstract void create(List<Parameter> parameters);

    /** Updates one weight. {@code index} is its place in the list given to {@link #create}. */
    protected abstract void update(int index, Tensor value, Tensor gradient);

    /** What the optimizer remembers, in the order in which Keras saves it. Empty before the first step. */
    public abstract List<Slot> slots();

    // ---- one step ---------------------------------------------------------------------------------------------------

    /**
     * Makes the memory for these weights; {@link #apply} does so by itself. A second call with the same weights changes
     * nothing.
     *
     * @throws IllegalArgumentException if other weights were seen before: each optimizer serves one model
     */
    public final void build(List<Parameter> parameters) {
        if (indices.isEmpty()) {
            for (Parameter parameter : parameters) {
                indices.put(parameter, indices.size());
            }
            create(parameters);
            return;
        }
        for (Parameter parameter : parameters) {
            if (!indices.containsKey(parameter)) {
                throw new IllegalArgumentException(getClass().getSimpleName()
                        + ": an optimizer serves the weights that it first saw. Received: another weight, "
                        + parameter.name()
                        + ". Make a new optimizer for another model, or for other trainable layers.");
            }
        }
    }

    /**
     * One step.
     *
     * @param parameters the weights to change
     * @param gradients their gradients, clipped in place; a weight without one stays as it is
     */
    public final void apply(List<Parameter> parameters, Gradients gradients) {
        build(parameters);
        List<Parameter> changed = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (gradients.find(parameter) != null) {
                changed.add(parameter);
            }
        }
        clip(changed, gradients);
        for (Parameter parameter : changed) {
            Tensor value = parameter.value();
            if (weightDecay != null) {
                double keep = 1 - weightDecay * learningRate;
                for (int i = 0; i < value.size(); i++) {
                    value.setAt(i, value.getAt(i) * keep);
                }
            }
            update(indices.getOrDefault(parameter, 0), value, gradients.of(parameter));
        }
        iterations++;
        for (Parameter parameter : changed) {
            if (parameter.constraint() != null) {
                parameter.constraint().apply(parameter.value());
            }
            parameter.changed();
        }
    }

    private void clip(List<Parameter> parameters, Gradients gradients) {
        if (clipvalue != null) {
            for (Parameter parameter : parameters) {
                Tensor gradient = gradients.of(parameter);
                for (int i = 0; i < gradient.size(); i++) {
                    gradient.setAt(i, Math.max(-clipvalue, Math.min(clipvalue, gradient.getAt(i))));
                }
            }
        } else if (clipnorm != null) {
            for (Parameter parameter : parameters) {
                Tensor gradient = gradients.of(parameter);
                scaleDown(gradient, Math.sqrt(squares(gradient)), clipnorm);
            }
        } else if (globalClipnorm != null) {
            double squares = 0;
            for (Parameter parameter : parameters) {
                squares += squares(gradients.of(parameter));
            }
            for (Parameter parameter : parameters) {
                scaleDown(gradients.of(parameter), Math.sqrt(squares), globalClipnorm);
            }
        }
    }

    private static double squares(Tensor gradient) {
        double sum = 0;
        for (int i = 0; i < gradient.size(); i++) {
            sum += gradient.getAt(i) * gradient.getAt(i);
        }
        return sum;
    }

    private static void scaleDown(Tensor gradient, double norm, double bound) {
        if (norm > bound) {
            for (int i = 0; i < gradient.size(); i++) {
                gradient.setAt(i, gradient.getAt(i) * (bound / norm));
            }
        }
    }

    // ---- configuration and state ------------------------------------------------------------------------------------

    /** The learning rate of the next step. */
    public final double learningRate() {
        return learningRate;
    }

    /** The learning rate that the optimizer was made with. */
    public final double initialLearningRate() {
        return initialLearningRate;
    }

    /**
     * Changes the learning rate from the next step on.
     *
     * @param newLearningRate finite, 0 or more
     */
    public final void setLearningRate(double newLearningRate) {
        checkLearningRate(newLearningRate);
        learningRate = newLearningRate;
    }

    /** The number of steps so far. */
    public final long iterations() {
        return iterations;
    }

    /** Sets the number of steps so far, when a saved training is continued. */
    public final void setIterations(long newIterations) {
        if (newIterations < 0) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + ": iterations must be 0 or more. Received: iterations=" + newIterations + ".");
        }
        iterations = newIterations;
    }

    /** The decay of the weights, or null. */
    public final @Nullable Double weightDecay() {
        return weightDecay;
    }

    /** The bound on each weight's gradient, or null. */
    public final @Nullable Double clipnorm() {
        return clipnorm;
    }

    /** The bound on every element of the gradients, or null. */
    public final @Nullable Double clipvalue() {
        return clipvalue;
    }

    /** The bound on all gradients together, or null. */
    public final @Nullable Double globalClipnorm() {
        return globalClipnorm;
    }

    /** A memory of zeros for each weight, under one name. */
    protected static List<Slot> zeros(List<Parameter> parameters, String name) {
        return parameters.stream()
                .map(parameter ->
                        new Slot(parameter, name, Tensor.zeros(parameter.value().dtype(), parameter.shape())))
                .toList();
    }
}
