package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file in the golden schema: header keys that say which Keras computed it, and one list of items.
 *
 * @param path where it lies
 * @param root its contents
 * @param items the cases
 */
record GoldenFile(Path path, ObjectNode root, List<JsonNode> items) {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The keys under which the schema keeps its lists. */
    private static final List<String> LISTS = List.of("cases", "models", "facts");

    private static final List<String> HEADER = List.of("keras_version", "format_version");

    /** The one version of the schema there is. */
    private static final int FORMAT_VERSION = 2;

    /**
     * Reads a file.
     *
     * @throws GoldenFormatException if it is not in the golden schema
     */
    static GoldenFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new GoldenFormatException("it is not a file");
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new GoldenFormatException("it cannot be read: " + e.getMessage());
        } catch (JacksonException e) {
            throw new GoldenFormatException("it is not JSON: " + e.getOriginalMessage());
        }
        if (!(root instanceof ObjectNode object)) {
            throw new GoldenFormatException("it must hold a JSON object, but holds " + GoldenArrays.shown(root));
        }
        for (String key : HEADER) {
            if (!object.has(key)) {
                throw new GoldenFormatException(
                        "it has no header key '" + key + "'; its keys are " + object.propertyNames());
            }
        }
        if (!object.path("format_version").isInt()
                || object.path("format_version").intValue() != FORMAT_VERSION) {
            throw new GoldenFormatException("'format_version' must be " + FORMAT_VERSION + ", but is "
                    + GoldenArrays.shown(object.path("format_version")));
        }
        List<String> lists = LISTS.stream().filter(object::has).toList();
        if (lists.size() != 1) {
            throw new GoldenFormatException(
                    "it must have one list of " + LISTS + "; its keys are " + object.propertyNames());
        }
        List<JsonNode> items = GoldenArrays.list(GoldenArrays.required(object, lists.get(0)));
        if (items.isEmpty()) {
            throw new GoldenFormatException("its list '" + lists.get(0) + "' is empty");
        }
        return new GoldenFile(path, object, items);
    }

    /** Whether Keras 2 computed it, so that configs have its meaning. */
    boolean keras2() {
        return root.path("keras_version").asString("").startsWith("2.");
    }

    /** The reader of serialised objects with the meaning of the Keras that computed this file. */
    KerasConfigs configs() {
        return ExampleCells.register(keras2() ? KerasConfigs.keras2() : KerasConfigs.keras3());
    }
}
