package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A metric of which predictions are above one or more thresholds: a value for each of them. A target other than 0 counts
 * as 1. Overlooks a mask, as Keras 3 does. Not thread-safe.
 */
public abstract sealed class ThresholdMetric extends Metric
        permits TruePositives, FalsePositives, TrueNegatives, FalseNegatives, Precision, Recall {

    /** What takes the place of predictions that are not among the best k: Keras's {@code NEG_INF}. */
    private static final double LOWEST = -1e10;

    private final double[] thresholds; // as given; empty for the default
    private final @Nullable Integer topK;
    private final @Nullable Integer classId;
    private final ConfusionCounts counts;

    ThresholdMetric(double... thresholds) {
        this(null, null, thresholds);
    }

    ThresholdMetric(@Nullable Integer topK, @Nullable Integer classId, double... thresholds) {
        String owner = getClass().getSimpleName();
        for (double threshold : thresholds) {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException(owner
                        + ": thresholds must be in the range [0, 1]. Received: thresholds="
                        + Arrays.toString(thresholds) + ".");
            }
        }
        if (topK != null && topK <= 0) {
            throw new IllegalArgumentException(
                    owner + ": topK must be a positive integer or null. Received: topK=" + topK + ".");
        }
        if (classId != null && classId < 0) {
            throw new IllegalArgumentException(
                    owner + ": classId must be 0 or more, or null. Received: classId=" + classId + ".");
        }
        this.thresholds = thresholds.clone();
        this.topK = topK;
        this.classId = classId;
        double least = topK == null ? 0.5 : LOWEST;
        this.counts = ConfusionCounts.of(thresholds.length == 0 ? new double[] {least} : thresholds);
    }

    /** The thresholds that were given; none for the default: 0.5, or all of the best k under {@code topK}. */
    public final double[] thresholds() {
        return thresholds.clone();
    }

    /** How many of the largest predictions of a sample may count as 1, or null for all. */
    final @Nullable Integer topKOrNull() {
        return topK;
    }

    /** The only class that counts, or null for all. */
    final @Nullable Integer classIdOrNull() {
        return classId;
    }

    /** The value under each threshold. */
    abstract double[] values(ConfusionCounts confusion);

    @Override
    public final void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        if (yTrue.size() != yPred.size()) {
            throw wrongShape(yTrue, yPred);
        }
        int width = yPred.shape().rank() == 0 ? 1 : yPred.dim(-1);
        if (classId != null && (yPred.shape().rank() < 2 || classId >= width)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": predictions must have a last axis of"
                    + " more than " + classId + " classes, the classId. Received: shape=" + yPred.shape() + ".");
        }
        Samples samples = Samples.elements(getClass().getSimpleName(), yPred, sampleWeight, null);
        for (int i = 0; i < samples.count(); i++) {
            if (classId == null || i % width == classId) {
                double prediction = topK == null || isAmongBest(topK, yPred, i, width) ? yPred.getAt(i) : LOWEST;
                counts.add(yTrue.getAt(i) != 0, prediction, samples.weight(i));
            }
        }
    }

    /** Whether fewer than k predictions of the sample come before this one; of equal ones the first comes first. */
    private static boolean isAmongBest(int k, Tensor yPred, int position, int width) {
        double own = yPred.getAt(position);
        int start = position - position % width;
        int before = 0;
        for (int i = start; i < start + width; i++) {
            double other = yPred.getAt(i);
            before += other > own || (other == own && i < position) ? 1 : 0;
        }
        return before < k;
    }

    @Override
    public final double result() {
        return single(values(counts));
    }

    @Override
    public final Tensor results() {
        return tensor(values(counts));
    }

    @Override
    public final void reset() {
        counts.reset();
    }

    @Override
    public final double[] state() {
        return counts.state();
    }

    @Override
    public final void setState(double[] state) {
        if (state.length != counts.stateSize()) {
            throw wrongState(state);
        }
        counts.setState(state, 0);
    }

    /** Quotients, 0 where the divisor is 0. */
    static double[] ratios(double[] numerators, double[] others) {
        double[] ratios = new double[numerators.length];
        Arrays.setAll(ratios, i -> ratio(numerators[i], numerators[i] + others[i]));
        return ratios;
    }
}
