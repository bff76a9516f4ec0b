package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Module;
import io.github.gru4j.model.Functional;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Functional models as Keras 3 writes them, with operations for masks: see graphs.py among the golden data. */
class GoldenGraphTest {

    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path directory;

    private static List<Tensor> tensors(ObjectNode golden, String key) {
        List<Tensor> all = new ArrayList<>();
        for (JsonNode item : golden.get(key)) {
            List<Integer> shape = new ArrayList<>();
            item.get("shape").forEach(size -> shape.add(size.intValue()));
            all.add(Golden.tensor(item.get("values"), DType.FLOAT32)
                    .reshape(Shape.of(shape.stream().mapToInt(Integer::intValue).toArray())));
        }
        return all;
    }

    private static Functional load(Path file) {
        return (Functional) KerasFiles.load(file);
    }

    private static ObjectNode config(Path file) throws IOException {
        return Golden.parse(ArchiveReader.read(file).config(), "config.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"decoder", "order", "317", "347", "355"})
    void aGraphOfKerasPredictsAsInKerasAndSurvivesItsFile(String name) throws IOException {
        Path file = Golden.file("graphs/graph_" + name + ".keras");
        ObjectNode golden = Golden.parse(Files.readAllBytes(Golden.file("graphs/graph_" + name + ".json")), name);
        Functional model = load(file);
        List<Tensor> inputs = tensors(golden, "inputs");
        List<Tensor> outputs = model.predict(inputs);
        List<Tensor> expected = tensors(golden, "outputs");
        assertThat(outputs).hasSameSizeAs(expected);
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(Golden.distance(outputs.get(i), expected.get(i), TOLERANCE, TOLERANCE))
                    .isLessThanOrEqualTo(1);
        }
        Path first = directory.resolve("first.keras");
        Path second = directory.resolve("second.keras");
        KerasFiles.save(model, first);
        Functional loaded = load(first);
        KerasFiles.save(loaded, second);
        assertThat(config(second)).isEqualTo(config(first));
        assertThat(ArchiveReader.read(second).weights())
                .isEqualTo(ArchiveReader.read(first).weights());
        List<Tensor> again = loaded.predict(inputs);
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(again.get(i).floats()).containsExactly(outputs.get(i).floats());
        }
    }

    /** Weights are found by the order of layers, for which the operations of masks count. */
    @ParameterizedTest
    @ValueSource(strings = {"decoder", "order", "317", "347", "355"})
    void layersStandInTheOrderOfKeras(String name) throws IOException {
        Path file = Golden.file("graphs/graph_" + name + ".keras");
        List<String> expected = new ArrayList<>();
        for (JsonNode layer : config(file).get("config").get("layers")) {
            if (!layer.get("module").stringValue().startsWith("keras.src.ops.")) {
                expected.add(layer.get("name").stringValue());
            }
        }
        assertThat(load(file).layers().stream().map(Module::name)).containsExactlyElementsOf(expected);
    }

    /** What a layer was built for is kept, of all its inputs and of a layer with several uses as of the first in Python. */
    @ParameterizedTest
    @ValueSource(strings = {"decoder", "order", "317", "347", "355"})
    void whatLayersWereBuiltForIsKept(String name) throws IOException {
        Path file = Golden.file("graphs/graph_" + name + ".keras");
        Path saved = directory.resolve("saved.keras");
        KerasFiles.save(load(file), saved);
        assertThat(buildConfigs(config(saved))).isEqualTo(buildConfigs(config(file)));
    }

    private static List<String> buildConfigs(JsonNode node) {
        List<String> all = new ArrayList<>();
        if (node.has("build_config")) {
            all.add(node.path("config").path("name").stringValue("") + " " + Json.shown(node.get("build_config")));
        }
        node.forEach(child -> all.addAll(buildConfigs(child)));
        return all;
    }
}
