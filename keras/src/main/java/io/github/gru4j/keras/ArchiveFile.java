package io.github.gru4j.keras;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code .keras}: a zip archive of {@code metadata.json}, {@code config.json} and {@code model.weights.h5}. */
final class ArchiveFile extends KerasFile {

    /** What metadata calls the notes that {@link KerasFiles#save} was given. */
    static final String NOTES = "notes";

    private final ArchiveReader archive;
    private final ObjectNode metadata;
    private @Nullable ObjectNode config;

    private ArchiveFile(ArchiveReader archive, ObjectNode metadata, HdfReader hdf, Codecs codecs, Place place) {
        super(hdf, codecs, place);
        this.archive = archive;
        this.metadata = metadata;
    }

    /**
     * Opens an archive.
     *
     * @param file the file as a whole
     */
    static ArchiveFile open(ArchiveReader archive, Place file, KerasConfigs configs) {
        ObjectNode metadata = metadata(archive, file);
        Generation generation =
                Generation.of(metadata.path("keras_version").stringValue(), file.entry(ArchiveReader.METADATA));
        // Every number takes two bytes at least (float16).
        Place place = file.withGeneration(generation)
                .withMaxWeights(archive.weights().length / 2)
                .entry(ArchiveReader.WEIGHTS);
        HdfReader hdf = HdfReader.open(archive.weights(), place);
        return new ArchiveFile(archive, metadata, hdf, configs.codecs(generation), place);
    }

    private static ObjectNode metadata(ArchiveReader archive, Place file) {
        Place place = file.entry(ArchiveReader.METADATA);
        ObjectNode metadata = Json.parse(archive.metadata(), place);
        if (!metadata.path("keras_version").isString()) {
            throw place.error("keras_version must be a string. Received: " + Json.shown(metadata) + ".");
        }
        return metadata;
    }

    @Override
    Model model() {
        Serialized serialized = form();
        Layer layer = codecs().read(serialized);
        if (!(layer instanceof Model model)) {
            throw serialized.config().error("must be a model. Received: class_name=" + serialized.className() + ".");
        }
        compilation(serialized).applyTo(model);
        return model;
    }

    @Override
    Serialized form() {
        Place place = place().entry(ArchiveReader.CONFIG);
        if (config == null) {
            config = Json.parse(archive.config(), place);
        }
        return Serialized.read(config, place);
    }

    private static Compilation compilation(Serialized serialized) {
        return CompileConfigs.read(
                serialized.beside("compile_config"), serialized.place().down("compile_config"));
    }

    @Override
    KerasFileInfo info() {
        Serialized serialized = form();
        Compilation compilation = compilation(serialized).of(CompileConfigs.outputs(serialized));
        return new KerasFileInfo(
                "keras",
                metadata.path("keras_version").stringValue(),
                metadata.path("date_saved").stringValue(""),
                metadata.path("written_by").stringValue("Keras"),
                serialized.className(),
                serialized.config().string("name", ""),
                compilation.summary(),
                compilation.ignored(),
                hdf().countDatasets(),
                archive.size(),
                notes());
    }

    /** The notes of a file; what is not a list of texts is nobody's note. */
    private Map<String, List<String>> notes() {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        metadata.path(NOTES).properties().forEach(entry -> {
            if (entry.getValue() instanceof ArrayNode texts) {
                notes.put(
                        entry.getKey(),
                        texts.valueStream().map(text -> text.asString("")).toList());
            }
        });
        return notes;
    }
}
