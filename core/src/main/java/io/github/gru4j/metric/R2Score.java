package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How much of the variance of the targets the predictions explain ({@code keras.metrics.R2Score}).
 *
 * <pre>  1 − Σ (yTrue − yPred)² / Σ (yTrue − mean)²  for each output </pre>
 *
 * <p>Targets and predictions are (samples, outputs). NaN while the targets of an output are all predicted and all alike, 0
 * where they are alike and not predicted. Overlooks a mask, as Keras 3 does. Not thread-safe.
 */
public final class R2Score extends Metric {

    /** What becomes of the scores of the outputs. */
    public enum ClassAggregation {
        /** Their mean. */
        UNIFORM_AVERAGE,
        /** Their mean, weighted by the variances of the targets. */
        VARIANCE_WEIGHTED_AVERAGE;

        /** Keras's identifier: {@code uniform_average}. */
        public String kerasName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final @Nullable ClassAggregation classAggregation;
    private final int numRegressors;
    private Sums sums = new Sums(0);
    private long numSamples;

    /** Weighted sums per output. */
    private record Sums(double[] targets, double[] squares, double[] errors, double[] weights) {
        Sums(int outputs) {
            this(new double[outputs], new double[outputs], new double[outputs], new double[outputs]);
        }

        int outputs() {
            return weights.length;
        }

        /** Σ (yTrue − mean)². */
        double variance(int output) {
            return squares[output] - targets[output] * targets[output] / weights[output];
        }

        double score(int output) {
            double score = 1 - errors[output] / variance(output);
            return Double.isInfinite(score) ? 0 : score;
        }
    }

    private R2Score(@Nullable ClassAggregation classAggregation, int numRegressors) {
        if (numRegressors < 0) {
            throw new IllegalArgumentException(
                    "R2Score: numRegressors must be 0 or more. Received: numRegressors=" + numRegressors + ".");
        }
        this.classAggregation = classAggregation;
        this.numRegressors = numRegressors;
    }

    /** The mean of the scores of the outputs. */
    public static R2Score of() {
        return of(ClassAggregation.UNIFORM_AVERAGE, 0);
    }

    /**
     * The metric.
     *
     * @param classAggregation what becomes of the scores of the outputs; null to keep each one
     * @param numRegressors the number of independent regressors, for the adjusted score; 0 for the plain one
     */
    public static R2Score of(@Nullable ClassAggregation classAggregation, int numRegressors) {
        return new R2Score(classAggregation, numRegressors);
    }

    /** What becomes of the scores of the outputs; null if each one is kept. */
    public @Nullable ClassAggregation classAggregation() {
        return classAggregation;
    }

    /** The number of independent regressors; 0 for the plain score. */
    public int numRegressors() {
        return numRegressors;
    }

    @Override
    public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        int outputs = yPred.shape().rank() == 1 ? 1 : yPred.dim(-1);
        if (yPred.shape().rank() > 2 || yTrue.size() != yPred.size()) {
            throw new IllegalArgumentException(
                    "R2Score: targets and predictions must have one shape (samples, outputs)." + " Received: targets "
                            + yTrue.shape() + ", predictions " + yPred.shape() + ".");
        }
        if (sums.outputs() == 0) {
            sums = new Sums(outputs);
        } else if (sums.outputs() != outputs) {
            throw new IllegalArgumentException("R2Score: predictions must have " + sums.outputs()
                    + " outputs, as those before. Received: shape=" + yPred.shape() + ".");
        }
        Samples samples = Samples.elements("R2Score", yPred, sampleWeight, null);
        for (int i = 0; i < yPred.size(); i++) {
            double weight = samples.weight(i);
            if (weight != 0) {
                double target = yTrue.getAt(i);
                double error = target - yPred.getAt(i);
                sums.targets[i % outputs] += weight * target;
                sums.squares[i % outputs] += weight * target * target;
                sums.errors[i % outputs] += weight * error * error;
                sums.weights[i % outputs] += weight;
            }
        }
        numSamples += yTrue.size(); // Keras counts the numbers, not the rows
    }

    private double[] values() {
        double[] scores = new double[sums.outputs()];
        Arrays.setAll(scores, sums::score);
        if (scores.length == 0) {
            return new double[1];
        }
        double[] values = classAggregation == null ? scores : new double[] {average(scores)};
        if (numRegressors != 0 && numRegressors < numSamples - 1) { // else the plain score, as in Keras
            double degrees = numSamples - numRegressors - 1.0;
            Arrays.setAll(values, i -> 1 - (1 - values[i]) * (numSamples - 1) / degrees);
        }
        return values;
    }

    private double average(double[] scores) {
        boolean uniform = Objects.requireNonNull(classAggregation) == ClassAggregation.UNIFORM_AVERAGE;
        double sum = 0;
        double weights = 0;
        for (int output = 0; output < scores.length; output++) {
            double weight = uniform ? 1 : sums.variance(output);
            sum += weight * scores[output];
            weights += weight;
        }
        return sum / weights;
    }

    /**
     * The score; 0 before the first batch.
     *
     * @throws IllegalStateException if each of several outputs keeps its score; see {@link #results}
     */
    @Override
    public double result() {
        return single(values());
    }

    @Override
    public Tensor results() {
        return tensor(values());
    }

    @Override
    public void reset() {
        sums = new Sums(0);
        numSamples = 0;
    }

    @Override
    public double[] state() {
        return Stream.of(new double[] {numSamples}, sums.targets, sums.squares, sums.errors, sums.weights)
                .flatMapToDouble(DoubleStream::of)
                .toArray();
    }

    @Override
    public void setState(double[] state) {
        if (state.length % 4 != 1) {
            throw wrongState(state);
        }
        int outputs = state.length / 4;
        Sums restored = new Sums(outputs);
        System.arraycopy(state, 1, restored.targets, 0, outputs);
        System.arraycopy(state, 1 + outputs, restored.squares, 0, outputs);
        System.arraycopy(state, 1 + 2 * outputs, restored.errors, 0, outputs);
        System.arraycopy(state, 1 + 3 * outputs, restored.weights, 0, outputs);
        sums = restored;
        numSamples = (long) state[0];
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
