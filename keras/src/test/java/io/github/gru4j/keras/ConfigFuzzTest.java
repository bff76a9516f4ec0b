package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.constraint.MinMaxNorm;
import io.github.gru4j.initializer.Orthogonal;
import io.github.gru4j.initializer.VarianceScaling;
import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.regularizer.L1L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
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

    private static final KerasConfigs KERAS_2 = KerasConfigs.keras2()
            .with(CustomCells.PLUS_ONE)
            .with(CustomCells.WITH_CONSTANTS)
            .with(CustomCells.TWICE);
    private static final KerasConfigs KERAS_3 = KerasConfigs.keras3()
            .with(CustomCells.PLUS_ONE)
            .with(CustomCells.WITH_CONSTANTS)
            .with(CustomCells.TWICE);

    /** Custom layers, one of them around one of Keras. */
    private static final String CUSTOM = KERAS_3.json(Sequential.of(
            Input.of(5, 3),
            RNN.of(new CustomCells.SumCell.Builder(4).build()),
            new CustomCells.Twice("twice", DType.FLOAT32, Dense.of(2), true)));

    /** A graph with a call of every form: one tensor, several, states, a layer used twice, a model inside. */
    private static final String GRAPH = KERAS_3.json(graph());

    private static Functional graph() {
        KerasTensor x = Input.of(5, 3).tensor();
        List<KerasTensor> encoded = GRU.builder(4).returnState(true).build().connect(List.of(x));
        Dense shared = Dense.of(4);
        KerasTensor merged = Add.of().connect(shared.connect(encoded.get(0)), shared.connect(encoded.get(1)));
        KerasTensor inside = Input.of(4).tensor();
        KerasTensor state = Functional.of(inside, Dense.of(4).connect(inside)).connect(merged);
        return Functional.of(List.of(x), List.of(RNN.of(GRUCell.of(4)).connect(x, state), state));
    }

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

    /** The objects that have a method of their own, each with it. */
    private static Map<String, BiConsumer<KerasConfigs, String>> objects(ObjectNode config) {
        Map<String, BiConsumer<KerasConfigs, String>> all = new LinkedHashMap<>();
        JsonNode gru = config.get("config").get("layers").get(2).get("config");
        JsonNode compilation = config.get("compile_config");
        all.put(Json.write(config), KerasConfigs::layer);
        all.put(Json.write(config.get("config").get("layers").get(4)), KerasConfigs::layer);
        all.put(CUSTOM, KerasConfigs::layer);
        all.put(GRAPH, KerasConfigs::layer);
        all.put(GRAPH.replace("\"batch_shape\"", "\"batch_input_shape\""), KerasConfigs::layer);
        all.put(Json.write(gru.get("activation")), KerasConfigs::activation);
        all.put(Json.write(gru.get("kernel_initializer")), KerasConfigs::initializer);
        all.put(Json.write(gru.get("bias_regularizer")), KerasConfigs::regularizer);
        all.put(Json.write(gru.get("bias_constraint")), KerasConfigs::constraint);
        all.put(Json.write(compilation.get("optimizer")), KerasConfigs::optimizer);
        all.put(Json.write(compilation.get("loss")), KerasConfigs::loss);
        all.put(Json.write(compilation.get("metrics").get(1)), KerasConfigs::metric);
        return all;
    }

    @Test
    void anyValueInAnyPlaceOfATextIsRefusedOrHarmlessInBothGenerations() {
        Random random = new Random(9);
        int[] outcomes = new int[2];
        objects(config()).forEach((text, read) -> {
            ObjectNode node = Golden.parse(text.getBytes(StandardCharsets.UTF_8), "text");
            List<List<Object>> paths = paths(node, List.of());
            for (int i = 0; i < 60; i++) {
                List<Object> path = paths.get(random.nextInt(paths.size()));
                String mutant = withValue(node.deepCopy(), path, VALUES.get(random.nextInt(VALUES.size())));
                outcomes[reads(KERAS_3, read, mutant)]++;
                outcomes[reads(KERAS_2, read, mutant)]++;
            }
            for (String value : VALUES) {
                outcomes[reads(KERAS_3, read, value)]++;
            }
            for (int length = 0; length < text.length(); length += 1 + text.length() / 20) {
                assertThat(reads(KERAS_3, read, text.substring(0, length))).isZero();
            }
        });
        assertThat(outcomes[0]).isGreaterThan(500);
        assertThat(outcomes[1]).isGreaterThan(150);
    }

    @Test
    void anyValueAndAnyOtherReferenceInAGraphIsRefusedOrHarmless() {
        Random random = new Random(11);
        int[] outcomes = new int[2];
        ObjectNode node = Golden.parse(GRAPH.getBytes(StandardCharsets.UTF_8), "text");
        List<List<Object>> edges = new ArrayList<>(paths(node, List.of()));
        edges.removeIf(
                path -> !path.contains("inbound_nodes") && !path.toString().contains("put_layers"));
        List<String> values = new ArrayList<>(VALUES);
        node.get("config").get("layers").forEach(layer -> {
            String name = Json.write(layer.get("name"));
            values.addAll(
                    List.of(name, "[" + name + ", 0, 0]", "[[" + name + ", 0, 1]]", "[[" + name + ", 1, 0, {}]]"));
        });
        for (int i = 0; i < 1500; i++) {
            String mutant = withValue(
                    node.deepCopy(),
                    edges.get(random.nextInt(edges.size())),
                    values.get(random.nextInt(values.size())));
            outcomes[reads(KERAS_3, KerasConfigs::layer, mutant)]++;
        }
        assertThat(outcomes[0]).isGreaterThan(700);
        assertThat(outcomes[1]).isGreaterThan(150);
    }

    /** Alone and behind an entrance, for which it is then built. */
    @Test
    void anyValueInAnyPlaceOfAnyClassIsRefusedOrHarmless() {
        Random random = new Random(10);
        int[] outcomes = new int[2];
        TableSamples.byClass().forEach((name, samples) -> {
            for (ObjectNode sample : samples.subList(0, Math.min(3, samples.size()))) {
                assertThat(reads(KERAS_3, KerasConfigs::layer, Json.write(sample)))
                        .as(name)
                        .isOne();
                List<List<Object>> paths = paths(sample, List.of());
                for (int i = 0; i < 80; i++) {
                    List<Object> path = paths.get(random.nextInt(paths.size()));
                    String value = VALUES.get(random.nextInt(VALUES.size()));
                    String mutant = withValue(sample.deepCopy(), path, value);
                    outcomes[reads(KERAS_3, KerasConfigs::layer, mutant)]++;
                    outcomes[reads(KERAS_2, KerasConfigs::layer, mutant)]++;
                    String model = Json.write(TableSamples.model("[null, 5, 3]", Json.object()))
                            .replace(", {}]", ", " + mutant + "]");
                    outcomes[reads(KERAS_3, KerasConfigs::layer, model)]++;
                }
            }
        });
        assertThat(outcomes[0]).isGreaterThan(5000);
        assertThat(outcomes[1]).isGreaterThan(2000);
    }

    /** 1 if the text is read, 0 if it is refused in the way that is promised. */
    private static int reads(KerasConfigs configs, BiConsumer<KerasConfigs, String> read, String text) {
        try {
            read.accept(configs, text);
            return 1;
        } catch (KerasFormatException e) {
            assertThat(e.file()).as(text).isEmpty();
            assertThat(e.reason()).as(text).contains("Received: ");
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(text, e);
        }
    }

    /** The config with one value replaced by any text. */
    private String withValue(List<Object> path, String value) {
        return withValue(config(), path, value);
    }

    private static String withValue(ObjectNode config, List<Object> path, String value) {
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
