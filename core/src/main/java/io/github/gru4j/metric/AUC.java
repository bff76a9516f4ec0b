package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The area under a curve that a threshold draws, approximated between a number of thresholds ({@code keras.metrics.AUC}).
 *
 * <p>Predictions are probabilities in [0, 1]; a target other than 0 counts as 1. With {@code multiLabel} every label, a
 * column of the predictions, has a curve of its own, and the result is the mean of the areas, weighted by
 * {@code labelWeights}; without it {@code labelWeights} weigh the columns of one curve. Overlooks a mask,
 * as Keras 3 does. Not thread-safe.
 */
public final class AUC extends Metric {

    /** What the curve shows. */
    public enum Curve {
        /** Recall over the rate of false positives. */
        ROC,
        /** Precision over recall. */
        PR,
        /** Precision gain over recall gain. */
        PRGAIN
    }

    /** How high the curve is between two thresholds. */
    public enum SummationMethod {
        /** Halfway; for the curve {@link Curve#PR} as Davis and Goadrich interpolate. */
        INTERPOLATION,
        /** As high as the lower end. */
        MINORING,
        /** As high as the higher end. */
        MAJORING;

        /** Keras's identifier: {@code interpolation}. */
        public String kerasName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Curve curve;
    private final SummationMethod summationMethod;
    private final int numThresholds;
    private final double @Nullable [] thresholds;
    private final double[] inner; // between 0 and 1
    private final boolean multiLabel;
    private final double @Nullable [] labelWeights;
    private final boolean fromLogits;
    private final @Nullable Integer numLabels;
    private ConfusionCounts[] counts = {}; // one, or one per label

    /** The arguments of {@link AUC}, under Keras's names. Not thread-safe. */
    public static final class Builder {
        private Curve curve = Curve.ROC;
        private SummationMethod summationMethod = SummationMethod.INTERPOLATION;
        private int numThresholds = 200;
        private double @Nullable [] thresholds;
        private boolean multiLabel;
        private @Nullable Integer numLabels;
        private double @Nullable [] labelWeights;
        private boolean fromLogits;

        private Builder() {}

        /** What the curve shows; ROC by default. */
        public Builder curve(Curve newCurve) {
            curve = newCurve;
            return this;
        }

        /** How high the curve is between two thresholds; interpolation by default. */
        public Builder summationMethod(SummationMethod newSummationMethod) {
            summationMethod = newSummationMethod;
            return this;
        }

        /** How many thresholds, evenly spread over [0, 1]; 200 by default, 2 or more. */
        public Builder numThresholds(int newNumThresholds) {
            numThresholds = newNumThresholds;
            return this;
        }

        /** The thresholds, in [0, 1], in place of evenly spread ones; 0 and 1 are added. */
        public Builder thresholds(double @Nullable ... newThresholds) {
            thresholds = newThresholds == null ? null : newThresholds.clone();
            return this;
        }

        /** Whether every column of the predictions has a curve of its own; false by default. */
        public Builder multiLabel(boolean newMultiLabel) {
            multiLabel = newMultiLabel;
            return this;
        }

        /** The number of columns under {@link #multiLabel}; null, to take it from the predictions, by default. */
        public Builder numLabels(@Nullable Integer newNumLabels) {
            numLabels = newNumLabels;
            return this;
        }

        /** What each column weighs; null, for ones, by default. */
        public Builder labelWeights(double @Nullable ... newLabelWeights) {
            labelWeights = newLabelWeights == null ? null : newLabelWeights.clone();
            return this;
        }

        /** Whether the predictions are logits, of which the sigmoid is to be taken; false by default. */
        public Builder fromLogits(boolean newFromLogits) {
            fromLogits = newFromLogits;
            return this;
        }

        /** The metric. */
        public AUC build() {
            return new AUC(this);
        }
    }

    private AUC(Builder builder) {
        this.curve = builder.curve;
        this.summationMethod = builder.summationMethod;
        this.thresholds = builder.thresholds;
        if (thresholds != null) {
            for (double threshold : thresholds) {
                if (!(threshold >= 0 && threshold <= 1)) {
                    throw new IllegalArgumentException("AUC: thresholds must be in the range [0, 1]. Received:"
                            + " thresholds=" + Arrays.toString(thresholds) + ".");
                }
            }
            this.inner = thresholds.clone();
            Arrays.sort(inner);
        } else if (builder.numThresholds <= 1) {
            throw new IllegalArgumentException("AUC: numThresholds must be an integer of 2 or more. Received:"
                    + " numThresholds=" + builder.numThresholds + ".");
        } else {
            this.inner = new double[builder.numThresholds - 2];
            Arrays.setAll(inner, i -> (i + 1.0) / (builder.numThresholds - 1));
        }
        this.numThresholds = inner.length + 2;
        this.multiLabel = builder.multiLabel;
        this.numLabels = builder.numLabels;
        if (numLabels != null && (!multiLabel || numLabels <= 0)) {
            throw new IllegalArgumentException("AUC: numLabels must be a positive integer under multiLabel, else null."
                    + " Received: numLabels=" + numLabels + ", multiLabel=" + multiLabel + ".");
        }
        this.labelWeights = builder.labelWeights;
        this.fromLogits = builder.fromLogits;
    }

    /** The metric with Keras's defaults: the area under the ROC curve between 200 thresholds. */
    public static AUC of() {
        return builder().build();
    }

    /** A metric with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** What the curve shows. */
    public Curve curve() {
        return curve;
    }

    /** How high the curve is between two thresholds. */
    public SummationMethod summationMethod() {
        return summationMethod;
    }

    /** How many thresholds there are, those at both ends included. */
    public int numThresholds() {
        return numThresholds;
    }

    /** The thresholds between both ends that were given, in ascending order; null if they are evenly spread. */
    public double @Nullable [] thresholds() {
        return thresholds == null ? null : inner.clone();
    }

    /** Whether every column of the predictions has a curve of its own. */
    public boolean multiLabel() {
        return multiLabel;
    }

    /** The number of columns that was given, or null. */
    public @Nullable Integer numLabels() {
        return numLabels;
    }

    /** What each column weighs, or null for ones. */
    public double @Nullable [] labelWeights() {
        return labelWeights == null ? null : labelWeights.clone();
    }

    /** Whether the predictions are logits. */
    public boolean fromLogits() {
        return fromLogits;
    }

    @Override
    public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        if (yTrue.size() != yPred.size()) {
            throw wrongShape(yTrue, yPred);
        }
        int width = yPred.shape().rank() == 0 ? 1 : yPred.dim(-1);
        int labels = multiLabel ? (numLabels == null ? width : numLabels) : 1;
        boolean fits = labelWeights == null || labelWeights.length == width;
        if (!fits || (multiLabel && (yPred.shape().rank() != 2 || labels != width))) {
            throw new IllegalArgumentException(
                    "AUC: predictions must have the shape (samples, labels), as many labels as"
                            + " numLabels and labelWeights say. Received: shape=" + yPred.shape() + ".");
        }
        if (counts.length != labels) {
            counts = curves(labels);
        }
        Samples samples = Samples.elements("AUC", yPred, sampleWeight, null);
        for (int i = 0; i < samples.count(); i++) {
            double weight = samples.weight(i) * (labelWeights == null || multiLabel ? 1 : labelWeights[i % width]);
            double prediction = yPred.getAt(i);
            counts[multiLabel ? i % width : 0].add(
                    yTrue.getAt(i) != 0, fromLogits ? 1 / (1 + Math.exp(-prediction)) : prediction, weight);
        }
    }

    private ConfusionCounts[] curves(int labels) {
        return Stream.generate(() -> ConfusionCounts.ofCurve(inner))
                .limit(labels)
                .toArray(ConfusionCounts[]::new);
    }

    @Override
    public double result() {
        double sum = 0;
        double weights = 0;
        for (int label = 0; label < counts.length; label++) {
            double weight = labelWeights == null || !multiLabel ? 1 : labelWeights[label];
            sum += weight * CurveArea.of(counts[label], curve, summationMethod);
            weights += weight;
        }
        return ratio(sum, weights);
    }

    @Override
    public void reset() {
        counts = new ConfusionCounts[0];
    }

    @Override
    public double[] state() {
        return Stream.of(counts)
                .flatMapToDouble(count -> DoubleStream.of(count.state()))
                .toArray();
    }

    @Override
    public void setState(double[] state) {
        int size = ConfusionCounts.ofCurve(inner).stateSize();
        if (state.length % size != 0) {
            throw wrongState(state);
        }
        counts = curves(state.length / size);
        for (int label = 0; label < counts.length; label++) {
            counts[label].setState(state, label * size);
        }
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
