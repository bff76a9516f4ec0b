package io.github.gru4j.keras;

import io.github.gru4j.metric.AUC;
import io.github.gru4j.metric.FalseNegatives;
import io.github.gru4j.metric.FalsePositives;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Precision;
import io.github.gru4j.metric.PrecisionRecallBuilder;
import io.github.gru4j.metric.Recall;
import io.github.gru4j.metric.ThresholdMetric;
import io.github.gru4j.metric.TrueNegatives;
import io.github.gru4j.metric.TruePositives;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The metrics in files that count predictions above thresholds. */
final class ThresholdConfigs {

    private static final int MOST_THRESHOLDS = 1_000_000; // a file must not decide how much memory is taken

    /** Bytes for a threshold and what is counted for it. */
    private static final long MEMORY_PER_THRESHOLD = 100;

    private ThresholdConfigs() {}

    static void addTo(Family<Metric> family) {
        counts(family, TruePositives.class, TruePositives::of);
        counts(family, FalsePositives.class, FalsePositives::of);
        counts(family, TrueNegatives.class, TrueNegatives::of);
        counts(family, FalseNegatives.class, FalseNegatives::of);
        MetricConfigs.with(
                family,
                Precision.class,
                config -> read(config, Precision.builder()).build(),
                (metric, out) -> write(metric, metric.topK(), metric.classId(), out));
        MetricConfigs.with(
                family,
                Recall.class,
                config -> read(config, Recall.builder()).build(),
                (metric, out) -> write(metric, metric.topK(), metric.classId(), out));
        MetricConfigs.with(family, AUC.class, ThresholdConfigs::readAuc, ThresholdConfigs::write);
    }

    private static <M extends ThresholdMetric> void counts(
            Family<Metric> family, Class<M> type, Function<double[], M> make) {
        MetricConfigs.with(
                family,
                type,
                config -> make.apply(thresholds(config)),
                (metric, out) -> out.set("thresholds", thresholds(metric)));
    }

    private static <B extends PrecisionRecallBuilder<B>> B read(Config config, B builder) {
        return builder.thresholds(thresholds(config))
                .topK(config.integerOrNull("top_k"))
                .classId(config.integerOrNull("class_id"));
    }

    private static void write(
            ThresholdMetric metric, @Nullable Integer topK, @Nullable Integer classId, ObjectNode out) {
        out.set("thresholds", thresholds(metric));
        out.put("top_k", topK);
        out.put("class_id", classId);
    }

    /** A number, a list of them, or null for the default. */
    private static double[] thresholds(Config config) {
        double[] numbers = config.numbers("thresholds");
        return numbers == null ? new double[0] : numbers;
    }

    private static JsonNode thresholds(ThresholdMetric metric) {
        double[] thresholds = metric.thresholds();
        return switch (thresholds.length) {
            case 0 -> NullNode.instance;
            case 1 -> DoubleNode.valueOf(thresholds[0]);
            default -> list(thresholds);
        };
    }

    private static JsonNode list(double @Nullable [] numbers) {
        if (numbers == null) {
            return NullNode.instance;
        }
        ArrayNode list = Json.array();
        for (double number : numbers) {
            list.add(number);
        }
        return list;
    }

    private static AUC readAuc(Config config) {
        AUC.Curve curve = config.constant("curve", AUC.Curve.values(), AUC.Curve::name, AUC.Curve.ROC);
        AUC.SummationMethod summationMethod = config.constant(
                "summation_method",
                AUC.SummationMethod.values(),
                AUC.SummationMethod::kerasName,
                AUC.SummationMethod.INTERPOLATION);
        if (curve == null || summationMethod == null) {
            throw config.error("curve and summation_method must be given. Received: null.");
        }
        int numThresholds = config.integer("num_thresholds", 200);
        if (numThresholds > MOST_THRESHOLDS) {
            throw config.error("num_thresholds must be at most " + MOST_THRESHOLDS + ". Received: num_thresholds="
                    + numThresholds + ".");
        }
        Place place = config.place();
        place.memory().spend(Math.max(0, numThresholds), MEMORY_PER_THRESHOLD, "thresholds of a metric", place);
        return AUC.builder()
                .curve(curve)
                .summationMethod(summationMethod)
                .numThresholds(numThresholds)
                .thresholds(config.numbers("thresholds"))
                .multiLabel(config.bool("multi_label", false))
                .numLabels(config.integerOrNull("num_labels"))
                .labelWeights(config.numbers("label_weights"))
                .fromLogits(config.bool("from_logits", false))
                .build();
    }

    private static void write(AUC auc, ObjectNode out) {
        out.put("num_thresholds", auc.numThresholds());
        out.put("curve", auc.curve().name());
        out.put("summation_method", auc.summationMethod().kerasName());
        out.put("multi_label", auc.multiLabel());
        out.put("num_labels", auc.numLabels());
        out.set("label_weights", list(auc.labelWeights()));
        out.put("from_logits", auc.fromLogits());
        if (auc.thresholds() != null) {
            out.set("thresholds", list(auc.thresholds()));
        }
    }
}
