package io.github.gru4j.metric;

/**
 * The mean of the cross-entropy between targets of 0 or 1 and predictions ({@code keras.metrics.BinaryCrossentropy}); see
 * {@link io.github.gru4j.loss.BinaryCrossentropy}. Not thread-safe.
 */
public final class BinaryCrossentropy extends LossMetric {

    private final boolean fromLogits;
    private final double labelSmoothing;

    private BinaryCrossentropy(boolean fromLogits, double labelSmoothing) {
        super(io.github.gru4j.loss.BinaryCrossentropy.builder()
                .fromLogits(fromLogits)
                .labelSmoothing(labelSmoothing)
                .build());
        this.fromLogits = fromLogits;
        this.labelSmoothing = labelSmoothing;
    }

    /** The metric on probabilities. */
    public static BinaryCrossentropy of() {
        return of(false, 0);
    }

    /**
     * The metric.
     *
     * @param fromLogits whether the predictions are logits rather than probabilities
     * @param labelSmoothing how much of every target is spread evenly over the two classes, in [0, 1]
     */
    public static BinaryCrossentropy of(boolean fromLogits, double labelSmoothing) {
        return new BinaryCrossentropy(fromLogits, labelSmoothing);
    }

    /** Whether the predictions are logits rather than probabilities. */
    public boolean fromLogits() {
        return fromLogits;
    }

    /** How much of every target is spread evenly over the two classes. */
    public double labelSmoothing() {
        return labelSmoothing;
    }
}
