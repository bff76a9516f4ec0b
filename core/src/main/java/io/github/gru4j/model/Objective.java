package io.github.gru4j.model;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one output of a model is trained for and judged by.
 *
 * @param output which output, from 0
 * @param prefix what its names in logs begin with; empty in a model with one output
 * @param loss what to minimise, or null
 * @param weight what the loss is multiplied by
 * @param metrics what to report; samples all weigh 1 in it
 * @param weightedMetrics what to report of weighted samples
 */
record Objective(
        int output,
        String prefix,
        @Nullable Loss loss,
        double weight,
        List<Metric> metrics,
        List<Metric> weightedMetrics) {

    /** All metrics, those that do not see sample weights first. */
    List<Metric> allMetrics() {
        return Stream.concat(metrics.stream(), weightedMetrics.stream()).toList();
    }

    /** Shows a batch to the metrics. */
    void update(Tensor y, Tensor predictions, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        metrics.forEach(metric -> metric.update(y, predictions, null, mask));
        weightedMetrics.forEach(metric -> metric.update(y, predictions, sampleWeight, mask));
    }
}
