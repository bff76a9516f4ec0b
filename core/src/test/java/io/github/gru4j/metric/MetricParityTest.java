package io.github.gru4j.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The metrics against Keras's values, batch after batch. */
class MetricParityTest {

    private static final Map<String, Function<JsonNode, Metric>> WITH_ARGUMENTS = Map.ofEntries(
            Map.entry("AUC", MetricParityTest::auc),
            Map.entry("BinaryAccuracy", args -> BinaryAccuracy.of(Golden.number(args, "threshold", 0.5))),
            Map.entry(
                    "BinaryCrossentropy",
                    args -> BinaryCrossentropy.of(
                            args.path("from_logits").booleanValue(false), Golden.number(args, "label_smoothing", 0))),
            Map.entry(
                    "CategoricalCrossentropy",
                    args -> CategoricalCrossentropy.of(
                            args.path("from_logits").booleanValue(false), Golden.number(args, "label_smoothing", 0))),
            Map.entry(
                    "SparseCategoricalCrossentropy",
                    args -> SparseCategoricalCrossentropy.of(
                            args.path("from_logits").booleanValue(false),
                            args.has("ignore_class")
                                    ? (Integer) args.get("ignore_class").intValue()
                                    : null)),
            Map.entry("TruePositives", args -> TruePositives.of(numbers(args.path("thresholds")))),
            Map.entry("FalsePositives", args -> FalsePositives.of(numbers(args.path("thresholds")))),
            Map.entry("TrueNegatives", args -> TrueNegatives.of(numbers(args.path("thresholds")))),
            Map.entry("FalseNegatives", args -> FalseNegatives.of(numbers(args.path("thresholds")))),
            Map.entry("Precision", args -> common(Precision.builder(), args).build()),
            Map.entry("Recall", args -> common(Recall.builder(), args).build()),
            Map.entry(
                    "TopKCategoricalAccuracy",
                    args -> TopKCategoricalAccuracy.of(args.get("k").intValue())),
            Map.entry(
                    "SparseTopKCategoricalAccuracy",
                    args -> SparseTopKCategoricalAccuracy.of(args.get("k").intValue())),
            Map.entry("R2Score", MetricParityTest::r2));

    private static Metric auc(JsonNode args) {
        AUC.Builder builder = AUC.builder().fromLogits(args.path("from_logits").booleanValue(false));
        builder.multiLabel(args.path("multi_label").booleanValue(false)).numLabels(integer(args.path("num_labels")));
        builder.curve(AUC.Curve.valueOf(args.path("curve").stringValue("ROC")));
        builder.summationMethod(AUC.SummationMethod.valueOf(
                args.path("summation_method").stringValue("interpolation").toUpperCase(Locale.ROOT)));
        builder.numThresholds((int) Golden.number(args, "num_thresholds", 200));
        if (args.has("thresholds")) {
            builder.thresholds(numbers(args.get("thresholds")));
        }
        if (args.has("label_weights")) {
            builder.labelWeights(numbers(args.get("label_weights")));
        }
        return builder.build();
    }

    private static Metric r2(JsonNode args) {
        JsonNode aggregation = args.path("class_aggregation");
        return R2Score.of(
                aggregation.isNull()
                        ? null
                        : R2Score.ClassAggregation.valueOf(
                                aggregation.stringValue("uniform_average").toUpperCase(Locale.ROOT)),
                (int) Golden.number(args, "num_regressors", 0));
    }

    private static <B extends PrecisionRecallBuilder<B>> B common(B builder, JsonNode args) {
        return builder.thresholds(numbers(args.path("thresholds")))
                .topK(integer(args.path("top_k")))
                .classId(integer(args.path("class_id")));
    }

    private static @Nullable Integer integer(JsonNode node) {
        return node.isNumber() ? (Integer) node.intValue() : null;
    }

    private static double[] numbers(JsonNode node) {
        if (node.isNumber()) {
            return new double[] {node.doubleValue()};
        }
        return node.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    private static Metric metric(JsonNode c) {
        String className = c.get("class_name").stringValue();
        if (className.equals("Accuracy")) {
            return Accuracy.of();
        }
        return c.get("args").isEmpty()
                ? Metrics.get(className)
                : WITH_ARGUMENTS.get(className).apply(c.get("args"));
    }

    static Stream<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>(Golden.cases("metrics.json"));
        assertThat(cases).hasSize(58);
        cases.addAll(Golden.cases("metrics_further.json"));
        assertThat(cases).hasSize(152);
        return cases.stream();
    }

    @Test
    void theCasesUseEveryMetric() {
        TreeSet<String> used = new TreeSet<>();
        cases().forEach(c -> used.add(c.get("class_name").stringValue()));
        assertThat(used).isEqualTo(new TreeSet<>(Metrics.classNames())).hasSize(28);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resultsAfterEveryBatchMatchKeras(JsonNode c) {
        Metric metric = metric(c);
        String what = c.get("class_name") + " " + c.get("args");
        for (int round = 0; round < 2; round++) {
            for (JsonNode batch : c.get("batches")) {
                JsonNode weight = batch.get("sample_weight");
                metric.update(
                        Golden.tensor(batch.get("y_true"), DType.FLOAT32),
                        Golden.tensor(batch.get("y_pred"), DType.FLOAT32),
                        weight.isNull() ? null : Golden.tensor(weight, DType.FLOAT32),
                        mask(batch.path("mask")));
                Tensor expected = Golden.tensor(batch.get("result_after"), DType.FLOAT32);
                Golden.assertClose(what, metric.results(), expected);
                if (expected.size() == 1) {
                    Golden.assertClose(what, metric.result(), expected.getAt(0), 0);
                }
            }
            metric.reset();
        }
    }

    private static @Nullable Mask mask(JsonNode node) {
        if (!node.isArray()) {
            return null;
        }
        boolean[][] rows = new boolean[node.size()][node.get(0).size()];
        for (int row = 0; row < rows.length; row++) {
            for (int step = 0; step < rows[row].length; step++) {
                rows[row][step] = node.get(row).get(step).booleanValue();
            }
        }
        return Mask.of(rows);
    }
}
