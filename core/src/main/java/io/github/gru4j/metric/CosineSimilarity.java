package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean cosine of the angle between targets and predictions along the last axis: 1 where they point the same way
 * ({@code keras.metrics.CosineSimilarity}; the loss of this name is its negative). Not thread-safe.
 */
public final class CosineSimilarity extends LossMetric {

    private CosineSimilarity() {
        super(io.github.gru4j.loss.CosineSimilarity.of());
    }

    /** The metric. */
    public static CosineSimilarity of() {
        return new CosineSimilarity();
    }

    @Override
    protected double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        return Arrays.stream(super.values(yTrue, yPred, samples))
                .map(value -> -value)
                .toArray();
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
