package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A number that says how good predictions are, accumulated over batches ({@code keras.metrics.Metric}).
 *
 * <p>A masked sample does not count where the metric is the mean of a function ({@link MeanMetric}). As in Keras 3 the others
 * overlook a mask: {@link RootMeanSquaredError}, {@link R2Score}, {@link AUC} and all that count under thresholds. A
 * sample weight of 0 leaves a sample out of these, too.
 *
 * <p>Holds its sums, so each training has its own; not thread-safe.
 */
public abstract class Metric {

    private String name;
    private @Nullable String identifier;

    /** A metric that reports under Keras's default name, its class name in snake case. */
    protected Metric() {
        this.name = Module.toSnakeCase(getClass().getSimpleName());
    }

    /** A metric that reports under this name. */
    protected Metric(String name) {
        this.name = name;
    }

    /** The name under which logs report it: Keras's, {@code mean_absolute_error} or {@code mae} as it was asked for. */
    public final String name() {
        return name;
    }

    /** The string by which {@link Metrics#get} was asked for this metric; null for one that was made as an object. */
    public final @Nullable String identifier() {
        return identifier;
    }

    /** Lets logs report this metric under another name. */
    public final Metric named(String newName) {
        name = newName;
        identifier = null;
        return this;
    }

    /** As Keras does with a string: it is the name, too. */
    final Metric identified(String newIdentifier) {
        name = newIdentifier;
        identifier = newIdentifier;
        return this;
    }

    /** Adds a batch of samples that all weigh 1. */
    public final void update(Tensor yTrue, Tensor yPred) {
        update(yTrue, yPred, null, null);
    }

    /**
     * Adds a batch.
     *
     * @param yTrue targets
     * @param yPred predictions
     * @param sampleWeight weights in the shape of the samples or of their first axes, or null for ones
     * @param mask which samples count, or null for all; not every metric looks at it
     */
    public abstract void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask);

    /**
     * The value over all batches since {@link #reset}; 0 before the first.
     *
     * @throws IllegalStateException if the metric has several; see {@link #results}
     */
    public abstract double result();

    /** All values over all batches since {@link #reset}: a scalar, or a vector of one per threshold or per output. */
    public Tensor results() {
        return Tensor.of(new double[] {result()});
    }

    /** Forgets all batches. */
    public abstract void reset();

    /** Which values are better; null, by default, if nobody can say, as of a count. */
    public @Nullable Direction direction() {
        return null;
    }

    /**
     * What was accumulated since {@link #reset}, in an order of its own, so that a training can be saved in the middle of an
     * epoch.
     *
     * @throws UnsupportedOperationException by default
     */
    public double[] state() {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + ": this metric does not tell its state, so a training cannot be saved in the middle of an epoch."
                + " Override state and setState, or save at the end of epochs.");
    }

    /**
     * Accumulates on from there.
     *
     * @param state what {@link #state} told
     * @throws IllegalArgumentException if it is that of another metric
     * @throws UnsupportedOperationException by default
     */
    public void setState(double[] state) {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + ": this metric does not tell its state. Override state and setState.");
    }

    /** The error of a state that another metric told. */
    final IllegalArgumentException wrongState(double[] state) {
        return new IllegalArgumentException(getClass().getSimpleName()
                + ": state must be one that this metric told. Received: " + state.length + " numbers.");
    }

    /** The one value of several, or the error that there is no such one. */
    final double single(double[] values) {
        if (values.length != 1) {
            throw new IllegalStateException(getClass().getSimpleName() + ": this metric has " + values.length
                    + " values, not one. Call results.");
        }
        return values[0];
    }

    /** A scalar for one value, else a vector. */
    static Tensor tensor(double[] values) {
        return values.length == 1 ? Tensor.of(values) : Tensor.of(values, values.length);
    }

    /** The error of targets in the wrong shape. */
    final IllegalArgumentException wrongShape(Tensor yTrue, Tensor yPred) {
        return new IllegalArgumentException(getClass().getSimpleName()
                + ": targets must have the shape of the predictions, " + yPred.shape() + ". Received: shape="
                + yTrue.shape() + ".");
    }

    /** Division as Keras does it here: 0 by 0. */
    static double ratio(double numerator, double denominator) {
        return denominator == 0 ? 0 : numerator / denominator;
    }
}
