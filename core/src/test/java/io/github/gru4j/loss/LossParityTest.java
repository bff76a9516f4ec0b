package io.github.gru4j.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The losses against Keras's values, under every reduction. */
class LossParityTest {

    private static final Map<String, BiFunction<JsonNode, Reduction, Loss>> LOSSES = Map.ofEntries(
            simple("MeanSquaredError", MeanSquaredError::of),
            simple("MeanAbsoluteError", MeanAbsoluteError::of),
            simple("MeanAbsolutePercentageError", MeanAbsolutePercentageError::of),
            simple("MeanSquaredLogarithmicError", MeanSquaredLogarithmicError::of),
            simple("LogCosh", LogCosh::of),
            simple("CosineSimilarity", CosineSimilarity::of),
            simple("Hinge", Hinge::of),
            simple("SquaredHinge", SquaredHinge::of),
            simple("Poisson", Poisson::of),
            simple("KLDivergence", KLDivergence::of),
            Map.entry("Huber", (args, reduction) -> Huber.of(Golden.number(args, "delta", 1), reduction)),
            Map.entry(
                    "BinaryCrossentropy",
                    (args, reduction) -> common(BinaryCrossentropy.builder(), args, reduction)
                            .build()),
            Map.entry(
                    "CategoricalCrossentropy",
                    (args, reduction) -> common(CategoricalCrossentropy.builder(), args, reduction)
                            .build()),
            Map.entry(
                    "BinaryFocalCrossentropy",
                    (args, reduction) -> common(BinaryFocalCrossentropy.builder(), args, reduction)
                            .alpha(Golden.number(args, "alpha", 0.25))
                            .gamma(Golden.number(args, "gamma", 2))
                            .applyClassBalancing(
                                    args.path("apply_class_balancing").booleanValue(false))
                            .build()),
            Map.entry(
                    "SparseCategoricalCrossentropy",
                    (args, reduction) -> SparseCategoricalCrossentropy.builder()
                            .fromLogits(args.path("from_logits").booleanValue(false))
                            .ignoreClass(
                                    args.has("ignore_class")
                                            ? (Integer) args.get("ignore_class").intValue()
                                            : null)
                            .reduction(reduction)
                            .build()));

    private static Map.Entry<String, BiFunction<JsonNode, Reduction, Loss>> simple(
            String name, Function<Reduction, Loss> make) {
        return Map.entry(name, (args, reduction) -> {
            assertThat(args.size()).isZero();
            return make.apply(reduction);
        });
    }

    private static <B extends CrossentropyBuilder<B>> B common(B builder, JsonNode args, Reduction reduction) {
        return builder.fromLogits(args.path("from_logits").booleanValue(false))
                .labelSmoothing(Golden.number(args, "label_smoothing", 0))
                .reduction(reduction);
    }

    private static Loss loss(JsonNode c, Reduction reduction) {
        return LOSSES.get(c.get("class_name").stringValue()).apply(c.get("args"), reduction);
    }

    static Stream<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>(Golden.cases("losses.json"));
        assertThat(cases).hasSize(122);
        cases.addAll(Golden.cases("losses_further.json"));
        assertThat(cases).hasSize(164);
        return cases.stream();
    }

    @Test
    void theCasesUseEveryLoss() {
        TreeSet<String> used = new TreeSet<>();
        cases().forEach(c -> used.add(c.get("class_name").stringValue()));
        assertThat(used).isEqualTo(new TreeSet<>(LOSSES.keySet()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyReductionMatchesKeras(JsonNode c) {
        Tensor yTrue = Golden.tensor(c.get("y_true"), DType.FLOAT32);
        Tensor yPred = Golden.tensor(c.get("y_pred"), DType.FLOAT32);
        Tensor weight = tensor(c.path("sample_weight"));
        Mask mask = mask(c.path("mask"));
        String what = c.get("class_name") + " " + c.get("args");
        for (Reduction reduction : Reduction.values()) {
            Loss loss = loss(c, reduction);
            if (reduction == Reduction.NONE) {
                Golden.assertClose(
                        what, loss.values(yTrue, yPred, weight, mask), Golden.tensor(c.get("none"), DType.FLOAT32));
            } else {
                Golden.assertClose(
                        what + " " + reduction,
                        loss.value(yTrue, yPred, weight, mask),
                        Golden.number(c.get(reduction.kerasName())),
                        0);
            }
        }
    }

    private static @Nullable Tensor tensor(JsonNode node) {
        return node.isArray() ? Golden.tensor(node, DType.FLOAT32) : null;
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
