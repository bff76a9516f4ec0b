package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasFileInfo.ArrayInfo;
import io.github.gru4j.keras.KerasFiles;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The groups, arrays and attributes that the files of a model hold, empty ones too, as the case recorded them from the
 * files that Keras wrote.
 */
final class FileLayout {

    /** Attributes that are compared as configs, not as texts. */
    private static final Set<String> CONFIGS = Set.of("model_config", "training_config");

    private final JsonNode layouts;
    private final Check check;

    /**
     * The layouts of the files of a case.
     *
     * @param layouts by the kind of file
     * @param kinds the kinds that there are
     */
    FileLayout(JsonNode layouts, Collection<String> kinds, Check check) {
        GoldenArrays.only(layouts, kinds);
        this.layouts = layouts;
        this.check = check;
    }

    /** Compares everything in a file: every path, the shapes and types of arrays, the attributes of both. */
    void compare(Path file, String kind) {
        TreeMap<String, String> expected = new TreeMap<>();
        for (JsonNode node : GoldenArrays.some(GoldenArrays.required(layouts, kind), "hdf5")) {
            TreeMap<String, JsonNode> attributes = new TreeMap<>();
            node.path("attributes").properties().forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
            String what = node.has("shape") ? node.get("shape") + " " + GoldenArrays.text(node, "dtype") : "group";
            expected.put(GoldenArrays.text(node, "path").substring(1), what + " " + attributes);
        }
        TreeMap<String, String> received = new TreeMap<>();
        for (ArrayInfo array : KerasFiles.describe(file).arrays()) {
            received.put(array.path(), array.shape().toString().replace(" ", "") + " " + array.dtype());
        }
        try (HdfFile hdf = HdfFile.fromBytes(bytes(file, kind))) {
            received.put("", "group " + attributes(hdf));
            addMembers(hdf, "", received);
        }
        TreeSet<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(received.keySet());
        for (String path : paths) {
            check.same("/" + path + " in a file " + kind, received.get(path), expected.get(path));
        }
    }

    private static void addMembers(Group group, String path, Map<String, String> found) {
        group.getChildren().forEach((name, node) -> {
            String inside = path + name;
            if (node instanceof Group child) {
                found.put(inside, "group " + attributes(child));
                addMembers(child, inside + "/", found);
            } else {
                found.merge(inside, attributes(node).toString(), (array, attributes) -> array + " " + attributes);
            }
        });
    }

    private static Map<String, JsonNode> attributes(Node node) {
        TreeMap<String, JsonNode> attributes = new TreeMap<>();
        node.getAttributes()
                .forEach((name, attribute) -> attributes.put(
                        name,
                        CONFIGS.contains(name)
                                ? JsonNodeFactory.instance.stringNode("(json)")
                                // An empty list comes as null.
                                : JsonMapper.shared()
                                        .valueToTree(Objects.requireNonNullElse(attribute.getData(), List.of()))));
        return attributes;
    }

    private static byte[] bytes(Path file, String kind) {
        try {
            if (!kind.equals(".keras")) {
                return Files.readAllBytes(file);
            }
            try (ZipFile zip = new ZipFile(file.toFile());
                    InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
