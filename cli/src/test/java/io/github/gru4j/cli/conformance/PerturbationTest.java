package io.github.gru4j.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** No number that Keras computed is overlooked: whichever one is changed, its case fails. */
class PerturbationTest {

    private static final int CASES_PER_FILE = 2;
    private static final int NUMBERS_PER_CASE = 12;

    /** Under which keys the results of Keras stand, by file. */
    private static final Map<String, List<String>> RESULTS = new LinkedHashMap<>();

    /** What goes in rather than comes out, and what another backend gave. */
    private static final List<String> GIVEN =
            List.of("alternative", "args", "config", "initial_weights", "layer", "model", "serialized");

    static {
        RESULTS.put("activations.json", List.of("outputs"));
        RESULTS.put("dropout.json", List.of("outputs", "states"));
        RESULTS.put("errors.json", List.of("value"));
        RESULTS.put("forward.json", List.of("outputs", "states", "layer_states_after"));
        RESULTS.put("gradients.json", List.of("output", "loss", "gradients"));
        RESULTS.put("initializers.json", List.of("mean", "std", "value", "gram_diagonal_mean"));
        RESULTS.put("keras2/keras2_dropout_mask_facts.json", List.of("result"));
        RESULTS.put("keras2/keras2_forward.json", List.of("outputs", "states", "layer_states_after"));
        RESULTS.put("keras2/keras2_training.json", List.of("history", "predictions_after", "final_variables"));
        RESULTS.put("keras2/keras3_reads_keras2.json", List.of("keras3"));
        RESULTS.put("keras2/models.json", List.of("outputs", "weights"));
        RESULTS.put("losses.json", List.of("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"));
        RESULTS.put("metrics.json", List.of("result_after"));
        RESULTS.put(
                "models.json",
                List.of("outputs", "keras_summary", "optimizer_variables", "layouts", "reload_max_abs_diff"));
        RESULTS.put("optimizers.json", List.of("learning_rate", "weights", "value"));
        RESULTS.put("regularizers_constraints.json", List.of("value", "outputs", "losses"));
        RESULTS.put("training.json", List.of("history", "predictions_after"));
    }

    @TestFactory
    Stream<DynamicTest> everyChangedResultIsNoticed() {
        return RESULTS.keySet().stream().map(file -> DynamicTest.dynamicTest(file, () -> noticed(file)));
    }

    private static void noticed(String name) {
        Path path = ConformanceTest.golden().resolve(name);
        GoldenFile file = GoldenFile.read(path);
        int cases = 0;
        int numbers = 0;
        Cases kind = Conformance.kind(file);
        for (JsonNode item : file.items()) {
            if (cases == CASES_PER_FILE) {
                break;
            }
            CaseResult result = Conformance.run(file, kind, item, "case");
            boolean settled = result.passed() && result.decisions().isEmpty();
            List<Runnable> changes = new ArrayList<>();
            JsonNode copy = item.deepCopy();
            changes(copy, false, RESULTS.get(name), changes);
            if (!settled || changes.isEmpty()) {
                continue;
            }
            cases++;
            for (int i = 0; i < changes.size(); i += Math.max(1, changes.size() / NUMBERS_PER_CASE)) {
                JsonNode changed = item.deepCopy();
                List<Runnable> again = new ArrayList<>();
                changes(changed, false, RESULTS.get(name), again);
                again.get(i).run();
                assertThat(Conformance.run(file, kind, changed, "case").passed())
                        .as("%s of %s, change %d", name, CaseIds.of(item, 0), i)
                        .isFalse();
                numbers++;
            }
        }
        assertThat(cases).isEqualTo(CASES_PER_FILE);
        assertThat(numbers).isGreaterThanOrEqualTo(CASES_PER_FILE);
    }

    /** Collects a change for every number below the keys: one is added to it. */
    private static void changes(JsonNode node, boolean below, List<String> keys, List<Runnable> changes) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                boolean result = below || keys.contains(entry.getKey());
                if (result && value.isNumber() && !GIVEN.contains(entry.getKey())) {
                    changes.add(() -> object.put(entry.getKey(), value.doubleValue() + 1));
                } else if (!GIVEN.contains(entry.getKey())) {
                    changes(value, result, keys, changes);
                }
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                if (below && array.get(i).isNumber()) {
                    changes.add(() ->
                            array.set(index, array.numberNode(array.get(index).doubleValue() + 1)));
                } else {
                    changes(array.get(i), below, keys, changes);
                }
            }
        }
    }
}
