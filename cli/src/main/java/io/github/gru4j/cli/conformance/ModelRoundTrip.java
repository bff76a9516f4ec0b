package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that was loaded, saved and loaded again: the same model, in a file as Keras 3 lays it out.
 *
 * <p>What is written has the words of Keras 3. Of a model of Keras 2 the expected config is the recorded one, read with
 * the meaning of Keras 2 and written with those words; where Keras 3 has no form for it, the model must be refused with
 * the same reason, and its weights alone are saved and loaded.
 */
final class ModelRoundTrip {

    private static final String CONFIG = "config.json";

    private final GoldenFile file;
    private final ObjectNode item;
    private final FileLayout layout;
    private final Check check;

    /** The round trips of the files of a case. */
    ModelRoundTrip(GoldenFile file, ObjectNode item, FileLayout layout, Check check) {
        this.file = file;
        this.item = item;
        this.layout = layout;
        this.check = check;
    }

    /**
     * Saves and loads a model.
     *
     * @param model as it was loaded
     * @param kind the kind of file that it was loaded from
     */
    void run(Model model, String kind) {
        Path folder;
        try {
            folder = Files.createTempDirectory("gru4j-conformance");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            weights(model, folder.resolve("saved.weights.h5"));
            if (written(model).isObject()) {
                whole(model, kind, folder.resolve("saved.keras"));
            }
            config(model);
        } finally {
            delete(folder);
        }
    }

    // ---- config -----------------------------------------------------------------------------------------------------

    private void config(Model model) {
        JsonNode expected = item.get("config").deepCopy();
        if (file.keras2()) {
            expected = written(KerasConfigs.keras2().layer(expected.toString()));
        } else {
            ((ObjectNode) expected).remove("compile_config");
        }
        ConfigCases.compare("config", written(model), expected, check);
    }

    /** A model in the words of Keras 3, or why there are none. */
    private static JsonNode written(Layer model) {
        try {
            return JsonMapper.shared().readTree(KerasConfigs.keras3().json(model));
        } catch (IllegalArgumentException e) {
            return JsonMapper.shared().valueToTree(String.valueOf(e.getMessage()));
        }
    }

    // ---- whole models -----------------------------------------------------------------------------------------------

    private void whole(Model model, String kind, Path saved) {
        KerasFiles.save(model, saved);
        Model again = KerasFiles.load(saved);
        same(again, model, "saved and loaded");
        ConfigCases.compare("config, saved and loaded", written(again), written(model), check);
        if (!file.keras2()) {
            layout.compare(saved, ".keras");
            archive(saved, kind);
        }
    }

    /** The entries of the archive, and the config as it stands there. */
    private void archive(Path saved, String kind) {
        ArrayNode entries = JsonMapper.shared().createArrayNode();
        JsonNode written;
        try (ZipFile zip = new ZipFile(saved.toFile())) {
            zip.stream()
                    .forEach(entry -> entries.addArray().add(entry.getName()).add(method(entry)));
            try (InputStream in = zip.getInputStream(zip.getEntry(CONFIG))) {
                written = JsonMapper.shared().readTree(in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        check.same(
                "entries of the archive",
                entries,
                item.get("layouts").get(".keras").get("zip_entries"));
        JsonNode expected = item.get("config").deepCopy();
        // The recorded config is that of the model before it had an optimizer.
        if (written.path("compile_config") instanceof ObjectNode compilation
                && !expected.path("compile_config").has("optimizer")) {
            compilation.remove("optimizer");
        }
        if (kind.equals(".keras")) {
            ConfigCases.compare("config.json", written, expected, check);
        }
    }

    private static int method(ZipEntry entry) {
        return entry.getMethod() == ZipEntry.STORED ? 0 : entry.getMethod();
    }

    // ---- weights alone ----------------------------------------------------------------------------------------------

    private void weights(Model model, Path saved) {
        KerasFiles.saveWeights(model, saved);
        List<Tensor> values = model.getWeights();
        ModelCases.forget(model);
        KerasFiles.loadWeights(model, saved);
        check.close("weight, saved alone and loaded", model.getWeights(), values, Tolerance.EXACT);
        if (!file.keras2()) {
            layout.compare(saved, ".weights.h5");
        }
    }

    // ---- what is compared -------------------------------------------------------------------------------------------

    /** Bit for bit the same weights, and the same predictions. */
    private void same(Model received, Model expected, String how) {
        check.close("weight, " + how, received.getWeights(), expected.getWeights(), Tolerance.EXACT);
        check.close(
                "output, " + how, ModelCases.calls(received, item), ModelCases.calls(expected, item), Tolerance.EXACT);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = new ArrayList<>(files.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
