package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean of the cross-entropy between class numbers and predictions ({@code keras.metrics.SparseCategoricalCrossentropy});
 * see {@link io.github.gru4j.loss.SparseCategoricalCrossentropy}.
 *
 * <p>A sample whose target is {@code ignoreClass} has the value 0; as in Keras it counts all the same unless there is a
 * weight or a mask. Not thread-safe.
 */
public final class SparseCategoricalCrossentropy extends LossMetric {

    private final boolean fromLogits;
    private final @Nullable Integer ignoreClass;

    private SparseCategoricalCrossentropy(boolean fromLogits, @Nullable Integer ignoreClass) {
        super(io.github.gru4j.loss.SparseCategoricalCrossentropy.builder()
                .fromLogits(fromLogits)
                .ignoreClass(ignoreClass)
                .build());
        this.fromLogits = fromLogits;
        this.ignoreClass = ignoreClass;
    }

    /** The metric on probabilities. */
    public static SparseCategoricalCrossentropy of() {
        return of(false, null);
    }

    /**
     * The metric.
     *
     * @param fromLogits whether the predictions are logits rather than probabilities
     * @param ignoreClass the target of samples of value 0, or null for none
     */
    public static SparseCategoricalCrossentropy of(boolean fromLogits, @Nullable Integer ignoreClass) {
        return new SparseCategoricalCrossentropy(fromLogits, ignoreClass);
    }

    /** Whether the predictions are logits rather than probabilities. */
    public boolean fromLogits() {
        return fromLogits;
    }

    /** The target of samples of value 0, or null for none. */
    public @Nullable Integer ignoreClass() {
        return ignoreClass;
    }

    @Override
    protected double weight(Tensor yTrue, Samples samples, int sample) {
        boolean ignored = ignoreClass != null && yTrue.getAt(sample) == ignoreClass;
        return ignored && samples.weighted() ? 0 : samples.weight(sample);
    }
}
