package io.github.gru4j.keras;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes models in Keras's file format, {@code .keras}: a zip archive of {@code metadata.json},
 * {@code config.json} and {@code model.weights.h5}.
 *
 * <pre>{@code
 * Model model = KerasFiles.load(Path.of("model.keras"));
 * KerasFiles.save(model, Path.of("copy.keras"));
 * }</pre>
 *
 * <p>Files of Keras 3 are read; what is written has the layout of Keras 3.16 and opens there, with weights, compilation
 * and optimizer state. Layers: {@link #supportedLayers()}, and those that the user wrote and registered with
 * {@link KerasConfigs#with}; a file with any other fails by name. A compilation with parts that are not supported is left
 * out: the model then predicts but has to be compiled again before training, and {@link KerasFileInfo#ignored} says why.
 *
 * <pre>{@code
 * KerasConfigs configs = KerasConfigs.keras3().with(customCell);
 * Model model = KerasFiles.load(Path.of("custom.keras"), configs);
 * }</pre>
 *
 * <p>A hostile file ends in a {@link KerasFormatException}: sizes are checked before memory is allocated (those of a custom
 * layer if it says {@link CustomLayer#weightCount}), nothing is extracted to disk, and nothing that a file names is opened,
 * loaded or run.
 *
 * <p>Thread-safe.
 */
public final class KerasFiles {

    /** The version whose layout is written. */
    private static final String KERAS_VERSION = "3.16.0";

    private static final String WRITTEN_BY = "gru4j";
    private static final String NOTES = "notes";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss", Locale.ROOT);

    private KerasFiles() {}

    /** The Keras class names of the layers that files may hold without any being registered. */
    public static List<String> supportedLayers() {
        return KerasConfigs.keras3().layers();
    }

    /**
     * Loads a model: configuration, weights and, where the file has them, compilation and optimizer state.
     *
     * @param path a {@code .keras} file of Keras 3
     * @throws KerasFormatException if the file is damaged or holds something that is not supported
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static Model load(Path path) {
        return load(path, KerasConfigs.keras3());
    }

    /**
     * As {@link #load(Path)}, with custom layers.
     *
     * @param path a {@code .keras} file of Keras 3
     * @param configs which custom layers the file may hold; the file itself says whose meaning its words have
     */
    public static Model load(Path path, KerasConfigs configs) {
        ArchiveReader archive = open(path);
        // Every number takes two bytes at least (float16).
        Place file = Place.of(path.toString()).withMaxWeights(archive.weights().length / 2);
        String version = metadata(archive, file).path("keras_version").stringValue();
        if (!version.startsWith("3.")) {
            throw file.entry(ArchiveReader.METADATA)
                    .error("keras_version must be 3.x: other versions give the same words"
                            + " other meanings. Received: keras_version=" + version
                            + ". Save the model again with Keras 3.");
        }
        Place weights = file.entry(ArchiveReader.WEIGHTS);
        try (HdfReader hdf = HdfReader.open(archive.weights(), weights)) {
            Codecs codecs = configs.codecs(file.generation());
            Model model = model(archive, file, codecs);
            new WeightTree(codecs).read(model, hdf, "", weights);
            OptimizerTree.read(model, hdf, weights);
            return model;
        }
    }

    /** The compiled model of an archive, with weights still to be filled. */
    private static Model model(ArchiveReader archive, Place file, Codecs codecs) {
        Place place = file.entry(ArchiveReader.CONFIG);
        Serialized serialized = Serialized.read(Json.parse(archive.config(), place), place);
        Layer layer = codecs.read(serialized);
        if (!(layer instanceof Model model)) {
            throw serialized.config().error("must be a model. Received: class_name=" + serialized.className() + ".");
        }
        compilation(serialized).applyTo(model);
        return model;
    }

    /**
     * Saves a model. The file is written beside its target and moved into place: a failure leaves an old file as it was.
     *
     * <p>Keras on TensorFlow opens what is written. Its other backends want seeds of layers and initializers that fit their
     * random generators: 0 to 2<sup>31</sup> − 1 suits all of them.
     *
     * @param model a built model of supported layers
     * @param path the target; its name ends in {@code .keras}
     * @throws IllegalArgumentException if the name does not, or the model holds what Keras files cannot
     * @throws IllegalStateException if the model is not built
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void save(Model model, Path path) {
        save(model, path, Map.of());
    }

    /**
     * As {@link #save(Model, Path)}, with custom layers.
     *
     * @param configs which custom layers the model may hold
     */
    public static void save(Model model, Path path, KerasConfigs configs) {
        save(model, path, Map.of(), configs);
    }

    /**
     * As {@link #save(Model, Path)}, with notes that {@link #describe} gives back. They stand in {@code metadata.json},
     * which Keras writes but does not read ({@code saving/saving_lib.py}).
     *
     * @param notes what the caller wants to remember with the model, such as the names of its columns
     */
    public static void save(Model model, Path path, Map<String, List<String>> notes) {
        save(model, path, notes, KerasConfigs.keras3());
    }

    /**
     * As {@link #save(Model, Path, Map)}, with custom layers.
     *
     * @param notes what the caller wants to remember with the model
     * @param configs which custom layers the model may hold
     */
    public static void save(Model model, Path path, Map<String, List<String>> notes, KerasConfigs configs) {
        if (!path.toString().endsWith(".keras")) {
            throw new IllegalArgumentException(
                    "KerasFiles: path must end in .keras, the one format that is written. Received: path=" + path
                            + ".");
        }
        if (!model.built()) {
            throw new IllegalStateException(
                    "KerasFiles: model must be built before it is saved. Received: " + model.className() + " '"
                            + model.name() + "', not built. Call build(shape) or put an Input in front.");
        }
        ObjectNode metadata = Json.object();
        metadata.put("keras_version", KERAS_VERSION);
        metadata.put("date_saved", LocalDateTime.now(ZoneId.systemDefault()).format(DATE));
        metadata.put("written_by", WRITTEN_BY); // neither this entry nor the notes are Keras's
        if (!notes.isEmpty()) {
            ObjectNode written = metadata.putObject(NOTES);
            notes.forEach((name, texts) -> texts.forEach(written.putArray(name)::add));
        }
        Codecs codecs = configs.codecs(Generation.KERAS_3);
        ObjectNode config = codecs.write(model);
        config.set("compile_config", CompileConfigs.write(model));
        HdfWriter weights = new HdfWriter();
        new WeightTree(codecs).write(model, weights.root());
        OptimizerTree.write(model, weights.root());
        String metadataText = Json.write(metadata);
        String configText = Json.write(config);
        SafeFile.write(path, out -> ArchiveWriter.write(metadataText, configText, weights, out));
    }

    /**
     * What a file says about itself; the model is not built, so this also works for many files that cannot be loaded.
     *
     * @param path a {@code .keras} file
     * @throws KerasFormatException if the file is damaged
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static KerasFileInfo describe(Path path) {
        ArchiveReader archive = open(path);
        Place file = Place.of(path.toString());
        ObjectNode metadata = metadata(archive, file);
        Place place = file.entry(ArchiveReader.CONFIG);
        Serialized serialized = Serialized.read(Json.parse(archive.config(), place), place);
        Compilation compilation = compilation(serialized);
        int variables;
        try (HdfReader hdf = HdfReader.open(archive.weights(), file.entry(ArchiveReader.WEIGHTS))) {
            variables = hdf.countDatasets();
        }
        return new KerasFileInfo(
                "keras",
                metadata.path("keras_version").stringValue(),
                metadata.path("date_saved").stringValue(""),
                metadata.path("written_by").stringValue("Keras"),
                serialized.className(),
                serialized.config().string("name", ""),
                compilation.summary(),
                compilation.ignored(),
                variables,
                path.toFile().length(),
                notes(metadata));
    }

    /** The notes of a file; what is not a list of texts is nobody's note. */
    private static Map<String, List<String>> notes(ObjectNode metadata) {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        metadata.path(NOTES).properties().forEach(entry -> {
            if (entry.getValue() instanceof ArrayNode texts) {
                notes.put(
                        entry.getKey(),
                        texts.valueStream().map(text -> text.asString("")).toList());
            }
        });
        return Collections.unmodifiableMap(notes);
    }

    private static ArchiveReader open(Path path) {
        try {
            return ArchiveReader.read(path);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "KerasFiles: the file could not be read. Received: path=" + path + " ("
                            + e.getClass().getSimpleName() + ").",
                    e);
        }
    }

    private static ObjectNode metadata(ArchiveReader archive, Place file) {
        Place place = file.entry(ArchiveReader.METADATA);
        ObjectNode metadata = Json.parse(archive.metadata(), place);
        if (!metadata.path("keras_version").isString()) {
            throw place.error("keras_version must be a string. Received: " + Json.shown(metadata) + ".");
        }
        return metadata;
    }

    private static Compilation compilation(Serialized serialized) {
        return CompileConfigs.read(
                serialized.beside("compile_config"), serialized.place().down("compile_config"));
    }
}
