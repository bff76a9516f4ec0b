package io.github.gru4j.metric;

/**
 * The mean of the cross-entropy between distributions and predictions ({@code keras.metrics.CategoricalCrossentropy}); see
 * {@link io.github.gru4j.loss.CategoricalCrossentropy}. Not thread-safe.
 */
public final class CategoricalCrossentropy extends LossMetric {

    private final boolean fromLogits;
    private final double labelSmoothing;

    private CategoricalCrossentropy(boolean fromLogits, double labelSmoothing) {
        super(io.github.gru4j.loss.CategoricalCrossentropy.builder()
                .fromLogits(fromLogits)
                .labelSmoothing(labelSmoothing)
                .build());
        this.fromLogits = fromLogits;
        this.labelSmoothing = labelSmoothing;
    }

    /** The metric on probabilities. */
    public static CategoricalCrossentropy of() {
        return of(false, 0);
    }

    /**
     * The metric.
     *
     * @param fromLogits whether the predictions are logits rather than probabilities
     * @param labelSmoothing how much of every target is spread evenly over the classes, in [0, 1]
     */
    public static CategoricalCrossentropy of(boolean fromLogits, double labelSmoothing) {
        return new CategoricalCrossentropy(fromLogits, labelSmoothing);
    }

    /** Whether the predictions are logits rather than probabilities. */
    public boolean fromLogits() {
        return fromLogits;
    }

    /** How much of every target is spread evenly over the classes. */
    public double labelSmoothing() {
        return labelSmoothing;
    }
}
