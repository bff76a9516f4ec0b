package io.github.gru4j.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What counts when a file is compared with its recorded layout. */
class FileLayoutTest {

    private static final String EMPTY_GROUP = "/layers/gru/vars";
    private static final String ARRAY = "/layers/dense/vars/1";

    @ParameterizedTest
    @ValueSource(strings = {".keras", ".h5", ".weights.h5"})
    void aFileHasItsRecordedLayout(String kind) {
        assertThat(failure(kind, nodes -> {})).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {".keras", ".weights.h5"})
    void groupsAndAttributesCountToo(String kind) {
        assertThat(failure(kind, nodes -> nodes.remove(index(nodes, EMPTY_GROUP))))
                .isEqualTo("/layers/gru/vars in a file " + kind + ": expected null, received group {name=\"gru\"}");
        assertThat(failure(kind, nodes -> nodes.addObject().put("path", "/more")))
                .isEqualTo("/more in a file " + kind + ": expected group {}, received null");
        assertThat(failure(kind, nodes -> attributes(nodes, EMPTY_GROUP).put("name", "gru_1")))
                .isEqualTo("/layers/gru/vars in a file " + kind
                        + ": expected group {name=\"gru_1\"}, received group {name=\"gru\"}");
        assertThat(failure(kind, nodes -> attributes(nodes, EMPTY_GROUP).put("more", 1)))
                .contains("expected group {more=1, name=");
        assertThat(failure(kind, nodes -> attributes(nodes, "/").put("name", "model")))
                .isEqualTo("/ in a file " + kind + ": expected group {name=\"model\"}, received group {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {".keras", ".weights.h5"})
    void shapesAndTypesCount(String kind) {
        assertThat(failure(kind, nodes -> node(nodes, ARRAY).put("dtype", "float64")))
                .isEqualTo(ARRAY + " in a file " + kind + ": expected [2] float64 {}, received [2] float32 {}");
        assertThat(failure(kind, nodes -> node(nodes, ARRAY).putArray("shape").add(3)))
                .isEqualTo(ARRAY + " in a file " + kind + ": expected [3] float32 {}, received [2] float32 {}");
        assertThat(failure(kind, nodes -> nodes.remove(index(nodes, ARRAY))))
                .isEqualTo(ARRAY + " in a file " + kind + ": expected null, received [2] float32 {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer_names", "backend"})
    void theListsOfLegacyFilesCount(String attribute) {
        assertThat(failure(".h5", nodes -> attributes(nodes, "/model_weights").put(attribute, "x")))
                .startsWith("/model_weights in a file .h5: expected group {");
    }

    /** Compares the files of a model with a layout that was changed; null if they are the same. */
    private static String failure(String kind, Consumer<ArrayNode> change) {
        Path golden = ConformanceTest.golden();
        for (JsonNode item : GoldenFile.read(golden.resolve("models.json")).items()) {
            if (item.get("name").stringValue().equals("gru_dense")) {
                JsonNode layouts = item.get("layouts").deepCopy();
                change.accept((ArrayNode) layouts.get(kind).get("hdf5"));
                Check check = new Check(Tolerance.EXACT);
                new FileLayout(layouts, Set.of(".keras", ".h5", ".weights.h5"), check)
                        .compare(golden.resolve("models/gru_dense" + kind), kind);
                return check.result("gru_dense").failure();
            }
        }
        throw new AssertionError("no gru_dense");
    }

    private static int index(ArrayNode nodes, String path) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).get("path").stringValue().equals(path)) {
                return i;
            }
        }
        throw new AssertionError(path);
    }

    private static ObjectNode node(ArrayNode nodes, String path) {
        return (ObjectNode) nodes.get(index(nodes, path));
    }

    private static ObjectNode attributes(ArrayNode nodes, String path) {
        return (ObjectNode) node(nodes, path).get("attributes");
    }
}
