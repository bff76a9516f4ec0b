package io.github.gru4j.keras;

import io.github.gru4j.metric.Accuracy;
import io.github.gru4j.metric.BinaryAccuracy;
import io.github.gru4j.metric.BinaryCrossentropy;
import io.github.gru4j.metric.CategoricalAccuracy;
import io.github.gru4j.metric.CategoricalCrossentropy;
import io.github.gru4j.metric.CosineSimilarity;
import io.github.gru4j.metric.Hinge;
import io.github.gru4j.metric.KLDivergence;
import io.github.gru4j.metric.LogCoshError;
import io.github.gru4j.metric.MeanAbsoluteError;
import io.github.gru4j.metric.MeanAbsolutePercentageError;
import io.github.gru4j.metric.MeanSquaredError;
import io.github.gru4j.metric.MeanSquaredLogarithmicError;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.metric.Poisson;
import io.github.gru4j.metric.R2Score;
import io.github.gru4j.metric.RootMeanSquaredError;
import io.github.gru4j.metric.SparseCategoricalAccuracy;
import io.github.gru4j.metric.SparseCategoricalCrossentropy;
import io.github.gru4j.metric.SparseTopKCategoricalAccuracy;
import io.github.gru4j.metric.SquaredHinge;
import io.github.gru4j.metric.TopKCategoricalAccuracy;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code keras.metrics} in files: an object, or the string by which the user asked for it. */
final class MetricConfigs {

    /** What a metric takes, though its name be three letters. */
    private static final long MEMORY = 4096;

    private static final Family<Metric> FAMILY = family();

    private MetricConfigs() {}

    private static Family<Metric> family() {
        Family<Metric> family = new Family<>("keras.metrics", Metrics::get);
        plain(family, MeanAbsoluteError.class, MeanAbsoluteError::of);
        plain(family, MeanSquaredError.class, MeanSquaredError::of);
        plain(family, RootMeanSquaredError.class, RootMeanSquaredError::of);
        plain(family, MeanAbsolutePercentageError.class, MeanAbsolutePercentageError::of);
        plain(family, MeanSquaredLogarithmicError.class, MeanSquaredLogarithmicError::of);
        plain(family, LogCoshError.class, LogCoshError::of);
        plain(family, CosineSimilarity.class, CosineSimilarity::of);
        plain(family, KLDivergence.class, KLDivergence::of);
        plain(family, Poisson.class, Poisson::of);
        plain(family, Hinge.class, Hinge::of);
        plain(family, SquaredHinge.class, SquaredHinge::of);
        plain(family, Accuracy.class, Accuracy::of);
        plain(family, CategoricalAccuracy.class, CategoricalAccuracy::of);
        plain(family, SparseCategoricalAccuracy.class, SparseCategoricalAccuracy::of);
        accuracies(family);
        crossentropies(family);
        with(
                family,
                R2Score.class,
                config -> R2Score.of(
                        config.constant(
                                "class_aggregation",
                                R2Score.ClassAggregation.values(),
                                R2Score.ClassAggregation::kerasName,
                                R2Score.ClassAggregation.UNIFORM_AVERAGE),
                        config.integer("num_regressors", 0)),
                (metric, out) -> {
                    R2Score.ClassAggregation aggregation = metric.classAggregation();
                    out.put("class_aggregation", aggregation == null ? null : aggregation.kerasName());
                    out.put("num_regressors", metric.numRegressors());
                });
        ThresholdConfigs.addTo(family);
        return family;
    }

    private static void accuracies(Family<Metric> family) {
        with(
                family,
                BinaryAccuracy.class,
                config -> BinaryAccuracy.of(config.number("threshold", 0.5)),
                (metric, out) -> out.put("threshold", metric.threshold()));
        with(
                family,
                TopKCategoricalAccuracy.class,
                config -> TopKCategoricalAccuracy.of(config.integer("k", 5)),
                (metric, out) -> out.put("k", metric.k()));
        with(
                family,
                SparseTopKCategoricalAccuracy.class,
                config -> {
                    config.only("from_sorted_ids", BooleanNode.FALSE);
                    return SparseTopKCategoricalAccuracy.of(config.integer("k", 5));
                },
                (metric, out) -> out.put("k", metric.k()));
    }

    private static void crossentropies(Family<Metric> family) {
        with(
                family,
                BinaryCrossentropy.class,
                config -> BinaryCrossentropy.of(config.bool("from_logits", false), config.number("label_smoothing", 0)),
                (metric, out) -> {
                    out.put("from_logits", metric.fromLogits());
                    out.put("label_smoothing", metric.labelSmoothing());
                });
        with(
                family,
                CategoricalCrossentropy.class,
                config -> {
                    config.only("axis", IntNode.valueOf(-1));
                    return CategoricalCrossentropy.of(
                            config.bool("from_logits", false), config.number("label_smoothing", 0));
                },
                (metric, out) -> {
                    out.put("from_logits", metric.fromLogits());
                    out.put("label_smoothing", metric.labelSmoothing());
                    out.put("axis", -1);
                });
        with(
                family,
                SparseCategoricalCrossentropy.class,
                config -> {
                    config.only("axis", IntNode.valueOf(-1));
                    return SparseCategoricalCrossentropy.of(
                            config.bool("from_logits", false), config.integerOrNull("ignore_class"));
                },
                (metric, out) -> {
                    out.put("from_logits", metric.fromLogits());
                    out.put("ignore_class", metric.ignoreClass());
                    out.put("axis", -1);
                });
    }

    static Metric read(JsonNode node, Place place) {
        place.memory().spend(MEMORY, "a metric", place);
        return FAMILY.read(node, place);
    }

    static JsonNode write(Metric metric) {
        String identifier = metric.identifier();
        return identifier == null ? FAMILY.write(metric) : StringNode.valueOf(identifier);
    }

    /** A metric that has a name and no further arguments. */
    private static <M extends Metric> void plain(Family<Metric> family, Class<M> type, Supplier<M> make) {
        with(family, type, config -> make.get(), (metric, out) -> {});
    }

    /** A metric with arguments of its own behind the name that all have. */
    static <M extends Metric> void with(
            Family<Metric> family, Class<M> type, Function<Config, M> reader, BiConsumer<M, ObjectNode> writer) {
        family.with(
                type,
                config -> {
                    config.get("dtype"); // sums are double here
                    M metric = reader.apply(config);
                    metric.named(config.string("name", metric.name()));
                    return metric;
                },
                (metric, out) -> {
                    out.put("name", metric.name());
                    out.put("dtype", "float32");
                    writer.accept(metric, out);
                });
    }
}
