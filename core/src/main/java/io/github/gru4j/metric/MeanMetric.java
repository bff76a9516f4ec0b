package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A metric that is the weighted mean of a value per sample ({@code keras.metrics.MeanMetricWrapper}).
 *
 * <p>Each sequence of a batch counts as the mean of its steps, as in Keras: batches of other lengths weigh the same. Not
 * thread-safe.
 */
public abstract class MeanMetric extends Metric {

    private double total;
    private double count;

    /** A metric that reports under Keras's default name, its class name in snake case. */
    protected MeanMetric() {}

    /** A metric that reports under this name. */
    protected MeanMetric(String name) {
        super(name);
    }

    /** The value of each sample; that of one whose weight is 0 does not matter. */
    protected abstract double[] values(Tensor yTrue, Tensor yPred, Samples samples);

    /** How predictions divide into samples; by default along the last axis. */
    protected Samples samples(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        return Samples.rows(getClass().getSimpleName(), yTrue, yPred, sampleWeight, mask);
    }

    /** What a sample weighs; by default what weight and mask say. */
    protected double weight(Tensor yTrue, Samples samples, int sample) {
        return samples.weight(sample);
    }

    /** Turns the mean over all samples into the result; by default the mean itself. */
    protected double finish(double mean) {
        return mean;
    }

    @Override
    public final void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        Samples samples = samples(yTrue, yPred, sampleWeight, mask);
        double[] values = values(yTrue, yPred, samples);
        double sum = 0;
        double weights = 0;
        for (int sample = 0; sample < values.length; sample++) {
            double weight = weight(yTrue, samples, sample);
            sum += weight == 0 ? 0 : weight * values[sample];
            weights += weight;
        }
        int rows = samples.shape().rank() == 0 ? 1 : samples.shape().dim(0);
        if (values.length > 0) {
            total += sum * rows / values.length;
            count += weights * rows / values.length;
        }
    }

    @Override
    public final double result() {
        return finish(ratio(total, count));
    }

    @Override
    public final void reset() {
        total = 0;
        count = 0;
    }

    @Override
    public final double[] state() {
        return new double[] {total, count};
    }

    @Override
    public final void setState(double[] state) {
        if (state.length != 2) {
            throw wrongState(state);
        }
        total = state[0];
        count = state[1];
    }
}
