package io.github.gru4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The model files that Keras wrote, with the inputs and outputs that it gave them. */
final class GoldenFiles {

    private static final String MODELS = "models.json";
    private static final String KERAS_2_MODELS = "keras2/models.json";

    private GoldenFiles() {}

    /**
     * A file of a case.
     *
     * @param item the case
     * @param kind under which key the case names it ({@code ".h5"})
     * @param file where it lies
     */
    record GoldenModel(JsonNode item, String kind, Path file) {

        /** The case as {@code gru4j verify} reads it. */
        Path io(Path folder) {
            ObjectNode io = JsonMapper.shared().createObjectNode();
            io.set("inputs", item.get("inputs"));
            JsonNode propagated = item.get("outputs_with_mask_propagation");
            io.set("outputs", propagated == null ? item.get("outputs") : propagated);
            try {
                return Files.writeString(folder.resolve("io.json"), io.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String name() {
            return item.get("name").stringValue();
        }

        @Override
        public String toString() {
            return folder().relativize(file).toString();
        }
    }

    /** Where the golden data lie. */
    static Path folder() {
        try {
            return Path.of(GoldenFiles.class.getResource("/golden/README.md").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Every file of these kinds, of Keras 3 and of Keras 2. */
    static List<GoldenModel> of(List<String> kinds) {
        List<GoldenModel> found = new ArrayList<>();
        found.addAll(of(MODELS, kinds));
        found.addAll(of(KERAS_2_MODELS, kinds));
        return found;
    }

    private static List<GoldenModel> of(String list, List<String> kinds) {
        Path path = folder().resolve(list);
        List<GoldenModel> found = new ArrayList<>();
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (JsonNode item : root.path(root.has("models") ? "models" : "cases")) {
            item.get("files").properties().forEach(entry -> {
                if (kinds.contains(entry.getKey())) {
                    Path file = path.resolveSibling(entry.getValue().stringValue());
                    found.add(new GoldenModel(item, entry.getKey(), file));
                }
            });
        }
        return found;
    }
}
