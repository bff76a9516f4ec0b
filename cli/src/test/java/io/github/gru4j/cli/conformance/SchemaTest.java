package io.github.gru4j.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a golden case says beside its numbers is not overlooked either. */
class SchemaTest {

    private static final String FACTS = "keras2/keras2_dropout_mask_facts.json";

    @TempDir
    private Path folder;

    /** What the first case of a file that has what is changed says, once it is changed. */
    private static CaseResult changed(String name, Consumer<ObjectNode> change) {
        return changed(
                name,
                GoldenFile.read(ConformanceTest.golden().resolve(name)).items().get(0),
                change);
    }

    private static CaseResult changed(String name, JsonNode item, Consumer<ObjectNode> change) {
        GoldenFile file = GoldenFile.read(ConformanceTest.golden().resolve(name));
        Cases kind = Conformance.kind(file);
        assertThat(Conformance.run(file, kind, item, "case").passed()).isTrue();
        ObjectNode copy = (ObjectNode) item.deepCopy();
        change.accept(copy);
        return Conformance.run(file, kind, copy, "case");
    }

    private static JsonNode named(String name, String key, String value) {
        for (JsonNode item :
                GoldenFile.read(ConformanceTest.golden().resolve(name)).items()) {
            if (item.path(key).asString("").equals(value)) {
                return item;
            }
        }
        throw new AssertionError(name + " has no " + value);
    }

    private static ObjectNode in(JsonNode node, String... path) {
        JsonNode inner = node;
        for (String key : path) {
            inner = inner.isArray() ? inner.get(Integer.parseInt(key)) : inner.get(key);
        }
        return (ObjectNode) inner;
    }

    @ParameterizedTest
    @CsvSource({
        "activations.json, ''",
        "configs.json, ''",
        "dropout.json, ''",
        "dropout.json, calls/0",
        "dropout.json, calls/0/forced_dropout/0",
        "dropout.json, weights/0",
        "errors.json, ''",
        "forward.json, ''",
        "forward.json, calls/0",
        "forward.json, weights/0",
        "gradients.json, ''",
        "gradients.json, call",
        "gradients.json, gradients",
        "initializers.json, ''",
        "initializers.json, statistics/0",
        "keras2/keras2_dropout_mask_facts.json, ''",
        "keras2/keras2_forward.json, ''",
        "keras2/keras2_forward.json, calls/0",
        "keras2/keras2_training.json, ''",
        "keras2/keras2_training.json, fit_args",
        "keras2/keras2_training.json, float64",
        "keras2/keras3_reads_keras2.json, ''",
        "keras2/keras3_reads_keras2.json, keras3",
        "keras2/models.json, ''",
        "keras2/models.json, weights/0",
        "losses.json, ''",
        "metrics.json, ''",
        "metrics.json, batches/0",
        "models.json, ''",
        "models.json, files",
        "models.json, layouts",
        "optimizers.json, ''",
        "optimizers.json, steps/0",
        "optimizers.json, variables/0",
        "regularizers_constraints.json, ''",
        "regularizers_constraints.json, values/0",
        "training.json, ''",
        "training.json, initial_variables/0",
    })
    void aKeyThatTheSchemaDoesNotKnowFails(String file, String place) {
        String[] path = place.isEmpty() ? new String[0] : place.split("/");
        assertThat(changed(file, item -> in(item, path).put("nope", 1)).failure())
                .contains("nope");
    }

    @Test
    void aKindMustBeKnownAndThatOfTheLayer() {
        assertThat(changed("forward.json", item -> item.put("kind", "lstm")).failure())
                .isEqualTo("float32: the case has an unknown kind, 'lstm'");
        assertThat(changed("forward.json", item -> item.put("kind", "bidirectional"))
                        .failure())
                .isEqualTo("float32: the case is of the kind 'bidirectional', but its layer is not a Bidirectional");
        assertThat(changed("configs.json", item -> item.put("kind", "cell")).failure())
                .isEqualTo("the case has an unknown kind, 'cell'");
    }

    @Test
    void weightsHaveTheNamesAndShapesThatTheCaseSays() {
        assertThat(changed("forward.json", item -> in(item, "weights", "0").put("name", "bias"))
                        .failure())
                .contains("has the weights [bias, recurrent_kernel, ");
        assertThat(changed(
                                "forward.json",
                                item -> ((ArrayNode) item.get("weights").get(0).get("shape")).set(0, 99))
                        .failure())
                .contains("that it says is (99, ");
    }

    @Test
    void moreThanIsComparedFails() {
        assertThat(changed(
                                "optimizers.json",
                                item -> add(item.get("steps").get(0).get("gradients")))
                        .failure())
                .isEqualTo("step 1: gradients: expected 2, received 3");
        assertThat(changed("keras2/keras2_training.json", item -> add(item.get("final_variables")))
                        .failure())
                .startsWith("float32: variables: expected ");
        assertThat(changed("initializers.json", item -> ((ArrayNode) item.get("statistics")).removeAll())
                        .failure())
                .isEqualTo("the case has nothing in 'statistics'");
        assertThat(changed("activations.json", item -> {
                            item.putArray("inputs");
                            item.putArray("outputs");
                        })
                        .failure())
                .isEqualTo("float64: nothing was compared");
    }

    private static void add(JsonNode list) {
        ((ArrayNode) list).add(list.get(0).deepCopy());
    }

    @Test
    void noRoundingNoiseExcusesEverything() {
        assertThat(changed("forward.json", item -> item.put("float64_max_abs_diff", 1.0))
                        .failure())
                .isEqualTo("the case has a 'float64_max_abs_diff' that is not between 0 and 0.001, but 1.0");
        assertThat(changed("forward.json", item -> item.put("float64_max_abs_diff", "NaN"))
                        .passed())
                .isFalse();
    }

    /** Else a decision would excuse whatever the file says. */
    @Test
    void aDecidedDifferenceIsFromWhatKerasGives() {
        JsonNode rate = named("errors.json", "expression", "GRUCell(3, dropout=1.5).dropout");
        assertThat(changed("errors.json", rate, item -> item.put("value", 0.9)).failure())
                .isEqualTo("Keras gives: expected 1.0, received 0.9");
        assertThat(changed("errors.json", rate, item -> item.put("raises", "ValueError"))
                        .failure())
                .isEqualTo("Keras gives: expected 1.0, received an error");
        JsonNode names = named(FACTS, "id", "weight_names");
        assertThat(changed(
                                FACTS,
                                names,
                                item -> ((ArrayNode)
                                                item.get("result").get(0).get(1).get(1))
                                        .set(0, 7))
                        .failure())
                .startsWith("what was decided: ");
        JsonNode masks = named("keras2/keras3_reads_keras2.json", "name", "embedding_mask_gru");
        assertThat(changed(
                                "keras2/keras3_reads_keras2.json",
                                masks,
                                item -> in(item, "keras3").put("weights", 0.5))
                        .failure())
                .startsWith("weights: largest difference of an output where recurrent layers keep their masks: ");
    }

    @Test
    void aSecondCaseOfTheSameIdFails() throws IOException {
        Path golden = ConformanceTest.golden().resolve("errors.json");
        GoldenFile file = GoldenFile.read(golden);
        ((ArrayNode) file.root().get("cases")).add(file.items().get(0));
        Path copy = Files.writeString(folder.resolve("errors.json"), file.root().toString());
        FileReport report = Conformance.run(folder, copy, Conformance.Progress.NONE);
        assertThat(report.failures())
                .containsExactly(
                        new CaseResult("GRUCell(0)", 0, "another case before it has the same id", java.util.List.of()));
    }

    @Test
    void aLinkToNowhereIsNotSkipped() throws IOException {
        Files.createSymbolicLink(folder.resolve("gone.json"), folder.resolve("nowhere"));
        assertThat(Conformance.files(folder)).hasSize(1);
        assertThat(Conformance.run(folder, folder.resolve("gone.json"), Conformance.Progress.NONE)
                        .lines())
                .containsExactly("gone.json: cannot be interpreted: it is not a file");
    }
}
