package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasFileInfo.ArrayInfo;
import io.github.gru4j.keras.KerasFiles;
import java.nio.file.Path;
import java.util.Collection;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Which arrays the files of a model hold, as the case recorded it from the files that Keras wrote. */
final class FileLayout {

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

    /** Compares the arrays of a file, with the names of the layers that they belong to. */
    void compare(Path file, String kind) {
        JsonNode recorded = GoldenArrays.required(layouts, kind);
        TreeMap<String, String> owners = new TreeMap<>();
        TreeMap<String, String> expected = new TreeMap<>();
        for (JsonNode node : GoldenArrays.some(recorded, "hdf5")) {
            String path = GoldenArrays.text(node, "path").substring(1);
            if (node.has("shape")) {
                expected.put(path, node.get("shape") + " " + GoldenArrays.text(node, "dtype"));
            } else {
                owners.put(path, node.path("attributes").path("name").asString(""));
            }
        }
        expected.replaceAll((path, array) -> array + " of " + owners.get(path.substring(0, path.lastIndexOf('/'))));
        TreeMap<String, String> received = new TreeMap<>();
        for (ArrayInfo array : KerasFiles.describe(file).arrays()) {
            String shape = array.shape().toString().replace(" ", "");
            received.put(array.path(), shape + " " + array.dtype() + " of " + array.owner());
        }
        check.same("arrays of a file " + kind, received, expected);
    }
}
