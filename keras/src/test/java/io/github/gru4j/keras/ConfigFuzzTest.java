package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.constraint.MinMaxNorm;
import io.github.gru4j.initializer.Orthogonal;
import io.github.gru4j.initializer.VarianceScaling;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.regularizer.L1L2;
import io.github.gru4j.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every value of a config that has every kind of value, replaced: only a model or a located refusal may come out. */
class ConfigFuzzTest {

    /** What no reader expects, as JSON. Among it are numbers at the ends of all types. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "3",
            "0.5",
            "-0.0",
            "1e308",
            "1e999",
            "-Infinity",
            "NaN",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "123456789012345678901234567890",
            "\"\"",
            "\"x\"",
            "\"NaN\"",
            "\"\\u0000/..\"",
            "[]",
            "[null]",
            "[1, 2]",
            "[\"x\"]",
            "[[[]]]",
            "{}",
            "{\"class_name\": \"x\"}",
            "{\"module\": \"keras\", \"class_name\": \"Zeros\", \"config\": {}, \"registered_name\": null}");

    private static final int CASES = 250;

    @TempDir
    Path directory;

    private Path file;
    private ArchiveReader sound;

    @BeforeEach
    void saveAModelOfEveryKindOfValue() throws IOException {
        file = directory.resolve("model.keras");
        Model model = Sequential.of(
                Input.of(5, 3),
                Normalization.builder().mean(1, 2, 3).variance(4, 5, 6).build(),
                GRU.builder(GRUCell.builder(4)
                                .activation(Activations.relu(0.1, 6, 0.5))
                                .kernelInitializer(new VarianceScaling(2, "fan_avg", "uniform", 7L))
                                .recurrentInitializer(new Orthogonal(1.2, 3L))
                                .biasRegularizer(L1L2.of(0.1, 0.2))
                                .biasConstraint(MinMaxNorm.of(0.1, 1, 0.5, 0, 1))
                                .seed(1L)
                                .build())
                        .returnSequences(true)
                        .build(),
                Dropout.builder(0.5).noiseShape(Shape.of(Shape.UNKNOWN, 1, 4)).build(),
                RNN.of(GRUCell.of(2)),
                Sequential.of(Input.of(2), Dense.of(1)));
        model.compile(Adam.of(0.1), Losses.meanSquaredError(), Metrics.get("mae"), Metrics.rootMeanSquaredError());
        KerasFiles.save(model, file);
        sound = ArchiveReader.read(file);
    }

    @Test
    void anyValueInAnyPlaceIsRefusedWithItsPlaceOrHarmless() throws IOException {
        Random random = new Random(7);
        List<List<Object>> paths = paths(config(), List.of());
        Collections.shuffle(paths, random);
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            List<Object> path = paths.get(i);
            String value = VALUES.get(random.nextInt(VALUES.size()));
            refused += loads(withValue(path, value), path + " = " + value) ? 0 : 1;
        }
        assertThat(refused).isBetween(CASES / 2, CASES * 9 / 10);
    }

    @Test
    void anyKeyThatIsMissingOrUnknownIsRefusedWithItsPlaceOrHarmless() throws IOException {
        int refused = 0;
        int unknown = 0;
        List<List<Object>> paths = paths(config(), List.of());
        Collections.shuffle(paths, new Random(8));
        for (List<Object> path : paths.subList(0, 80)) {
            if (path.get(path.size() - 1) instanceof String key) {
                ObjectNode config = config();
                ObjectNode owner = (ObjectNode) node(config, path.subList(0, path.size() - 1));
                JsonNode value = owner.remove(key);
                refused += loads(Json.write(config), "no " + path) ? 0 : 1;
                owner.set("no_such_" + key, value);
                unknown += loads(Json.write(config), "renamed " + path) ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(10);
        assertThat(unknown).isGreaterThan(refused + 20);
    }

    /** The config with one value replaced by any text. */
    private String withValue(List<Object> path, String value) {
        ObjectNode config = config();
        JsonNode owner = node(config, path.subList(0, path.size() - 1));
        if (path.get(path.size() - 1) instanceof String key) {
            ((ObjectNode) owner).put(key, "HERE");
        } else {
            ((ArrayNode) owner)
                    .set(
                            (Integer) path.get(path.size() - 1),
                            Json.array().add("HERE").get(0));
        }
        return Json.write(config).replace("\"HERE\"", value);
    }

    /** Whether the file loads; anything but a model or a refusal that names the file and the entry fails the test. */
    private boolean loads(String config, String what) throws IOException {
        Archives.write(file, sound.metadata(), config.getBytes(StandardCharsets.UTF_8), sound.weights());
        try {
            KerasFiles.load(file);
            return true;
        } catch (KerasFormatException e) {
            assertThat(e.file()).as(what).isEqualTo(file.toString());
            assertThat(e.inside()).as(what).containsAnyOf("config.json", "model.weights.h5");
            assertThat(e.reason()).as(what).contains("Received: ");
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
    }

    private ObjectNode config() {
        return Golden.parse(sound.config(), "config.json");
    }

    /** The ways to all values inside a node: names in objects, numbers in lists. */
    private static List<List<Object>> paths(JsonNode node, List<Object> here) {
        List<List<Object>> all = new ArrayList<>();
        if (!here.isEmpty()) {
            all.add(here);
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> all.addAll(paths(entry.getValue(), longer(here, entry.getKey()))));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                all.addAll(paths(array.get(i), longer(here, i)));
            }
        }
        return all;
    }

    private static List<Object> longer(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private static JsonNode node(JsonNode root, List<Object> path) {
        JsonNode node = root;
        for (Object step : path) {
            node = step instanceof String key ? node.get(key) : node.get((Integer) step);
        }
        return node;
    }
}
