package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes weights by their gradients ({@code keras.optimizers.Optimizer}). A step divides the gradients by the scale of the
 * loss and accumulates them if asked, clips them, decays the weights, updates them, moves their averages if asked and
 * applies their constraints, in this order, as in Keras 3 {@code optimizers/base_optimizer.py}.
 *
 * <p>Holds its memory of the weights ({@link #slots}); not thread-safe.
 */
public abstract class Optimizer {

    private final String name;
    private final LearningRate learningRate;
    private final @Nullable Double weightDecay;
    private final Clipping clipping;
    private final GradientAccumulation accumulation;
    private final MovingAverage average;
    private final Map<Parameter, Integer> indices = new LinkedHashMap<>();
    private final List<Parameter> changed = new ArrayList<>(); // of one step; kept for its memory
    private final @Nullable Double lossScaleFactor;
    private long iterations;

    /** The arguments that every Keras optimizer takes; each method returns the builder. */
    @SuppressWarnings("unchecked")
    public abstract static class Builder<B extends Builder<B>> {
        private final double learningRate;
        private final @Nullable LearningRateSchedule schedule;
        private @Nullable String name;
        private @Nullable Double weightDecay;
        private @Nullable Double clipnorm;
        private @Nullable Double clipvalue;
        private @Nullable Double globalClipnorm;
        private boolean useEma;
        private double emaMomentum = 0.99;
        private @Nullable Integer emaOverwriteFrequency;
        private @Nullable Integer gradientAccumulationSteps;
        private @Nullable Double lossScaleFactor;

        /** For subclasses: a learning rate that stays until it is set. */
        protected Builder(double learningRate) {
            this.learningRate = learningRate;
            this.schedule = null;
        }

        /** For subclasses: a learning rate that depends on the step. */
        protected Builder(LearningRateSchedule schedule) {
            this.learningRate = 0;
            this.schedule = schedule;
        }

        /** The optimizer's name in files; by default the class name in snake case. */
        public B name(@Nullable String newName) {
            name = newName;
            return (B) this;
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

        /** Whether to keep an exponential moving average of the weights, which they become after training; false. */
        public B useEma(boolean newUseEma) {
            useEma = newUseEma;
            return (B) this;
        }

        /** The share of the moving average that is kept in a step, 0 to 1; 0.99 by default. */
        public B emaMomentum(double momentum) {
            emaMomentum = momentum;
            return (B) this;
        }

        /** Every so many updates the weights become their moving averages also in training; never by default. */
        public B emaOverwriteFrequency(@Nullable Integer updates) {
            emaOverwriteFrequency = updates;
            return (B) this;
        }

        /**
         * What the gradients are divided by before anything else, because the loss was multiplied by it; null (default) for
         * nothing. {@code Model.fit} multiplies; a loop of your own does so itself. That serves smaller number formats than
         * those here, where a power of two changes no bit.
         *
         * @param factor positive and finite, or null
         */
        public B lossScaleFactor(@Nullable Double factor) {
            lossScaleFactor = factor;
            return (B) this;
        }

        /** Weights change once in so many steps, by the mean of their gradients; 2 or more, or null (default) for each. */
        public B gradientAccumulationSteps(@Nullable Integer steps) {
            gradientAccumulationSteps = steps;
            return (B) this;
        }
    }

    /** An optimizer with the common arguments of its builder, and the name that it has if none was given. */
    protected Optimizer(Builder<?> builder, String defaultName) {
        String type = getClass().getSimpleName();
        String given = builder.name;
        if (given != null && (given.isEmpty() || given.indexOf('/') >= 0)) {
            throw new IllegalArgumentException(
                    type + ": name must not be empty nor contain '/'. Received: name=" + given + ".");
        }
        name = given == null ? defaultName : given;
        learningRate = builder.schedule == null
                ? new LearningRate(type, builder.learningRate)
                : new LearningRate(type, builder.schedule);
        weightDecay = builder.weightDecay;
        if (weightDecay != null) {
            Checks.finite(type, "weightDecay", weightDecay);
        }
        clipping = new Clipping(builder.clipnorm, builder.clipvalue, builder.globalClipnorm);
        clipping.check(type);
        accumulation = new GradientAccumulation(type, builder.gradientAccumulationSteps);
        lossScaleFactor = builder.lossScaleFactor;
        if (lossScaleFactor != null) {
            Checks.positive(type, "lossScaleFactor", lossScaleFactor);
        }
        average = new MovingAverage(type, builder.useEma, builder.emaMomentum, builder.emaOverwriteFrequency);
    }

    // ---- what a subclass says ---------------------------------------------------------------------------------------

    /** Makes the memory for the weights; called once for all of them, in their order. */
    protected abstract void create(List<Parameter> parameters);

    /** Called before the weights of one step are updated; by default does nothing. */
    protected void beginUpdates() {}

    /** Updates one weight. {@code index} is its place in the list given to {@link #create}. */
    protected abstract void update(int index, Tensor value, Tensor gradient);

    /** What this kind of optimizer remembers, in the order in which Keras saves it. Empty before {@link #create}. */
    protected abstract List<Slot> memory();

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
            average.create(parameters);
            accumulation.create(parameters);
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
     * @param gradients their gradients, unscaled, accumulated and clipped in place; a weight without one stays as it is
     */
    public final void apply(List<Parameter> parameters, Gradients gradients) {
        build(parameters);
        changed.clear();
        for (Parameter parameter : parameters) {
            if (gradients.find(parameter) != null) {
                changed.add(parameter);
            }
        }
        unscale(gradients);
        if (accumulation.take(changed, indices, gradients, iterations)) {
            clipping.apply(changed, gradients);
            beginUpdates();
            for (Parameter parameter : changed) {
                decay(parameter.value());
                update(indices.getOrDefault(parameter, 0), parameter.value(), gradients.of(parameter));
            }
        }
        average.update(parameters, indices, updates());
        iterations++;
        for (Parameter parameter : changed) {
            if (parameter.constraint() != null) {
                parameter.constraint().apply(parameter.value());
            }
            parameter.changed();
        }
    }

    private void unscale(Gradients gradients) {
        for (int i = 0; lossScaleFactor != null && i < changed.size(); i++) {
            Tensor gradient = gradients.of(changed.get(i));
            for (int j = 0; j < gradient.size(); j++) {
                gradient.setAt(j, gradient.getAt(j) / lossScaleFactor);
            }
        }
    }

    private void decay(Tensor value) {
        if (weightDecay != null) {
            double keep = 1 - weightDecay * learningRate();
            for (int i = 0; i < value.size(); i++) {
                value.setAt(i, value.getAt(i) * keep);
            }
        }
    }

    /**
     * The last act of a training: with a moving average the weights become it. {@code Model.fit} does so by itself, before
     * its callbacks hear of the end.
     *
     * @param parameters the weights to replace
     * @throws IllegalArgumentException if other weights were seen before
     */
    public final void finalizeVariableValues(List<Parameter> parameters) {
        if (!indices.isEmpty()) {
            build(parameters);
            average.overwrite(parameters, indices);
        }
    }

    // ---- configuration and state ------------------------------------------------------------------------------------

    /** The name in files: the one given, else Keras's for the class: {@code adam}, {@code rm_sprop}. */
    public final String name() {
        return name;
    }

    /** Everything that the optimizer remembers, in the order in which Keras saves it. Empty before the first step. */
    public final List<Slot> slots() {
        return Stream.of(average.slots(), accumulation.slots(), memory())
                .flatMap(List::stream)
                .toList();
    }

    /** The learning rate of the next step. */
    public final double learningRate() {
        return learningRate.at(iterations);
    }

    /** The learning rate that the optimizer was made with; of a schedule, the one of the first step. */
    public final double initialLearningRate() {
        return learningRate.initial();
    }

    /** The schedule of the learning rate, or null if it is a number. */
    public final @Nullable LearningRateSchedule learningRateSchedule() {
        return learningRate.schedule();
    }

    /**
     * Changes the learning rate from the next step on.
     *
     * @param newLearningRate finite, 0 or more
     * @throws IllegalStateException if a schedule gives the learning rate
     */
    public final void setLearningRate(double newLearningRate) {
        learningRate.set(newLearningRate);
    }

    /** The number of steps so far, which Keras saves under the name {@code iteration}. */
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

    /**
     * How often the weights were updated so far: in every step or, with gradient accumulation, in the last of each group
     * of steps. Formulas with a step number count these, as Keras's property {@code iterations} does.
     */
    public final long updates() {
        return accumulation.updates(iterations);
    }

    /** The decay of the weights, or null. */
    public final @Nullable Double weightDecay() {
        return weightDecay;
    }

    /** The bound on each weight's gradient, or null. */
    public final @Nullable Double clipnorm() {
        return clipping.clipnorm();
    }

    /** The bound on every element of the gradients, or null. */
    public final @Nullable Double clipvalue() {
        return clipping.clipvalue();
    }

    /** The bound on all gradients together, or null. */
    public final @Nullable Double globalClipnorm() {
        return clipping.globalClipnorm();
    }

    /** Whether a moving average of the weights is kept. */
    public final boolean useEma() {
        return average.used();
    }

    /** The share of the moving average that is kept in a step. */
    public final double emaMomentum() {
        return average.momentum();
    }

    /** After how many updates the weights become their moving averages in training, or null for never. */
    public final @Nullable Integer emaOverwriteFrequency() {
        return average.overwriteFrequency();
    }

    /** The number of steps whose gradients make one update, or null for one. */
    public final @Nullable Integer gradientAccumulationSteps() {
        return accumulation.steps();
    }

    /** What the loss is multiplied by before its gradients are taken, or null for 1. */
    public final @Nullable Double lossScaleFactor() {
        return lossScaleFactor;
    }
}
