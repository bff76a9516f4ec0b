package io.github.gru4j.keras;

import io.github.gru4j.metric.MeanAbsoluteError;
import io.github.gru4j.metric.MeanSquaredError;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.metric.RootMeanSquaredError;
import io.github.gru4j.metric.SparseCategoricalAccuracy;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code keras.metrics} in files: an object, or the short name under which the user asked for it. */
final class MetricConfigs {

    /** Names that Keras keeps as they were given; the metric then bears this name in the history, too. */
    private static final List<String> SHORT = List.of("mae", "MAE", "mse", "MSE");

    private static final Family<Metric> FAMILY = new Family<Metric>("keras.metrics", Metrics::get)
            .with(MeanAbsoluteError.class, c -> named(c, MeanAbsoluteError.of()), MetricConfigs::write)
            .with(MeanSquaredError.class, c -> named(c, MeanSquaredError.of()), MetricConfigs::write)
            .with(RootMeanSquaredError.class, c -> named(c, RootMeanSquaredError.of()), MetricConfigs::write)
            .with(SparseCategoricalAccuracy.class, c -> named(c, SparseCategoricalAccuracy.of()), MetricConfigs::write);

    private MetricConfigs() {}

    static Metric read(JsonNode node, Place place) {
        return FAMILY.read(node, place);
    }

    static JsonNode write(Metric metric) {
        return SHORT.contains(metric.name()) ? StringNode.valueOf(metric.name()) : FAMILY.write(metric);
    }

    private static <M extends Metric> M named(Config config, M metric) {
        String name = config.string("name", metric.name());
        if (!name.equals(metric.name())) {
            throw config.error("name must be the default, '" + metric.name() + "'. Received: name='" + name + "'.");
        }
        config.get("dtype");
        return metric;
    }

    private static void write(Metric metric, ObjectNode out) {
        out.put("name", metric.name());
        out.put("dtype", "float32");
    }
}
