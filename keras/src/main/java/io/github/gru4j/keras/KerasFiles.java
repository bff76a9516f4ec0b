package io.github.gru4j.keras;

import io.github.gru4j.model.Model;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes models in Keras's file formats: {@code .keras}, a zip archive of {@code metadata.json},
 * {@code config.json} and {@code model.weights.h5}, and {@code .weights.h5} for the weights alone.
 *
 * <pre>{@code
 * Model model = KerasFiles.load(Path.of("model.keras"));
 * KerasFiles.save(model, Path.of("copy.keras"));
 * }</pre>
 *
 * <p>Files of Keras 2 and Keras 3 are read, each with the meaning that its words have there, whatever the files are called;
 * what is written has the layout of Keras 3.16 and opens there, with weights, compilation
 * and optimizer state. Layers: {@link #supportedLayers()}, and those that the user wrote and registered with
 * {@link KerasConfigs#with}; a file with any other fails by name. A compilation with parts that are not supported is left
 * out: the model then predicts but has to be compiled again before training, and {@link KerasFileInfo#ignored} says why.
 *
 * <pre>{@code
 * KerasConfigs configs = KerasConfigs.keras3().with(customCell);
 * Model model = KerasFiles.load(Path.of("custom.keras"), configs);
 * }</pre>
 *
 * <p>A hostile file ends in a {@link KerasFormatException}: memory is asked for before it is allocated and has a limit,
 * {@link KerasConfigs#maxMemory}; nothing is extracted to disk, and nothing that a file names is opened, loaded or run.
 *
 * <p>Thread-safe.
 */
public final class KerasFiles {

    /** The version whose layout is written. */
    private static final String KERAS_VERSION = "3.16.0";

    private static final String WRITTEN_BY = "gru4j";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss", Locale.ROOT);

    private KerasFiles() {}

    /** The Keras class names of the layers that files may hold without any being registered. */
    public static List<String> supportedLayers() {
        return KerasConfigs.keras3().layers();
    }

    /**
     * Loads a model: configuration, weights and, where the file has them, compilation and optimizer state.
     *
     * @param path a {@code .keras} file or a legacy {@code .h5} file of a whole model, told apart by content
     * @throws KerasFormatException if the file is damaged or holds something that is not supported
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static Model load(Path path) {
        return load(path, KerasConfigs.keras3());
    }

    /**
     * As {@link #load(Path)}, with custom layers.
     *
     * @param path a {@code .keras} file or a legacy {@code .h5} file of a whole model, told apart by content
     * @param configs which custom layers the file may hold; the file itself says whose meaning its words have
     */
    public static Model load(Path path, KerasConfigs configs) {
        try (KerasFile file = KerasFile.open(path, configs)) {
            Model model = file.model();
            file.readWeights(model, KerasFile.ASSIGN);
            file.readOptimizer(model);
            return model;
        }
    }

    /**
     * Fills the weights of a model, found by position: the model has the layers, in the order, of the one that was saved.
     * Nothing is changed unless every weight fits.
     *
     * <p>As in Keras, the state of the optimizer comes with them, learning rate included, if the model is compiled and the
     * file has the state of an optimizer of the same name with the same arrays; else, and with a legacy file, the optimizer
     * stays as it was. Before its first step an optimizer has no memory to fill: build one that shall continue a training.
     *
     * <pre>{@code
     * model.compile(Adam.of(0.001), Losses.meanSquaredError());
     * model.optimizer().build(model.trainableWeights());
     * KerasFiles.loadWeights(model, Path.of("checkpoint.weights.h5"));
     * }</pre>
     *
     * @param model a built model
     * @param path a {@code .weights.h5} file, a legacy {@code .h5} file of weights, or a file of a whole model
     * @throws KerasFormatException if the file is damaged, or its weights are not those of the model
     * @throws IllegalStateException if the model is not built
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static void loadWeights(Model model, Path path) {
        loadWeights(model, path, KerasConfigs.keras3());
    }

    /**
     * As {@link #loadWeights(Model, Path)}, with custom layers.
     *
     * @param configs which custom layers the model may hold
     */
    public static void loadWeights(Model model, Path path, KerasConfigs configs) {
        checkBuilt(model, "its weights are loaded");
        try (KerasFile file = KerasFile.open(path, configs)) {
            file.readWeights(model, KerasFile.CHECK);
            file.readOptimizerIfSame(model, false);
            file.readWeights(model, KerasFile.ASSIGN);
            file.readOptimizerIfSame(model, true);
        }
    }

    /**
     * Fills the weights of those layers of a model whose names the file knows ({@code load_weights(by_name=True)} of Keras),
     * as for a model that shares a part with the one that was saved. Nothing is changed unless all of these layers fit.
     *
     * @param model a built model
     * @param path a legacy {@code .h5} file, of weights or of a whole model; other formats keep no names
     * @return the names of the layers that were filled
     * @throws KerasFormatException if the file is damaged, knows none of the layers, or their weights do not fit
     * @throws IllegalStateException if the model is not built
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static List<String> loadWeightsByName(Model model, Path path) {
        return loadWeightsByName(model, path, KerasConfigs.keras3());
    }

    /**
     * As {@link #loadWeightsByName(Model, Path)}, with custom layers.
     *
     * @param configs which custom layers the model may hold
     */
    public static List<String> loadWeightsByName(Model model, Path path, KerasConfigs configs) {
        checkBuilt(model, "its weights are loaded");
        try (KerasFile file = KerasFile.open(path, configs)) {
            file.readWeightsByName(model, KerasFile.CHECK);
            return file.readWeightsByName(model, KerasFile.ASSIGN);
        }
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
            throw new IllegalArgumentException("KerasFiles: path must end in .keras, the one format in which models are"
                    + " written. Received: path=" + path + "." + remedy(path));
        }
        checkBuilt(model, "it is saved");
        ObjectNode metadata = Json.object();
        metadata.put("keras_version", KERAS_VERSION);
        metadata.put("date_saved", LocalDateTime.now(ZoneId.systemDefault()).format(DATE));
        metadata.put("written_by", WRITTEN_BY); // neither this entry nor the notes are Keras's
        if (!notes.isEmpty()) {
            ObjectNode written = metadata.putObject(ArchiveFile.NOTES);
            notes.forEach((name, texts) -> texts.forEach(written.putArray(name)::add));
        }
        Codecs codecs = configs.codecs(Generation.KERAS_3);
        ObjectNode config = codecs.write(model);
        config.set("compile_config", CompileConfigs.write(model));
        HdfWriter weights = weights(model, codecs);
        String metadataText = Json.write(metadata);
        String configText = Json.write(config);
        SafeFile.write(path, out -> ArchiveWriter.write(metadataText, configText, weights, out));
    }

    /** What a caller may have meant who names another format. */
    private static String remedy(Path path) {
        String name = path.toString();
        return name.endsWith(".weights.h5")
                ? " For the weights alone call KerasFiles.saveWeights."
                : name.endsWith(".h5") || name.endsWith(".hdf5")
                        ? " Legacy .h5 files are read, not written: Keras itself has replaced them by .keras."
                        : "";
    }

    private static void checkBuilt(Model model, String before) {
        if (!model.built()) {
            throw new IllegalStateException("KerasFiles: model must be built before " + before + ". Received: "
                    + model.className() + " '" + model.name()
                    + "', not built. Call build(shape) or put an Input in front.");
        }
    }

    private static HdfWriter weights(Model model, Codecs codecs) {
        HdfWriter weights = new HdfWriter();
        new WeightTree(codecs).write(model, weights.root());
        OptimizerTree.write(model, weights.root());
        return weights;
    }

    /**
     * Saves the weights of a model and, if it is compiled, the state of its optimizer, as {@code model.save_weights} of
     * Keras 3 does. The file is written beside its target and moved into place: a failure leaves an old file as it was.
     *
     * @param model a built model of supported layers
     * @param path the target; its name ends in {@code .weights.h5}
     * @throws IllegalArgumentException if the name does not, or the model holds what Keras files cannot
     * @throws IllegalStateException if the model is not built
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void saveWeights(Model model, Path path) {
        saveWeights(model, path, KerasConfigs.keras3());
    }

    /**
     * As {@link #saveWeights(Model, Path)}, with custom layers.
     *
     * @param configs which custom layers the model may hold
     */
    public static void saveWeights(Model model, Path path, KerasConfigs configs) {
        if (!path.toString().endsWith(".weights.h5")) {
            throw new IllegalArgumentException(
                    "KerasFiles: path must end in .weights.h5, as Keras asks for. Received: path=" + path + ".");
        }
        checkBuilt(model, "its weights are saved");
        HdfWriter weights = weights(model, configs.codecs(Generation.KERAS_2)); // more layers have weights than configs
        SafeFile.write(path, weights::writeTo);
    }

    /**
     * What a file says about itself; the model is not built, so this also works for files that cannot be loaded. Of a
     * damaged file it is what could be read, and {@link KerasFileInfo#problem} says what could not.
     *
     * @param path a file of Keras, of any format
     * @throws KerasFormatException if nothing of the file could be read
     * @throws UncheckedIOException if there is no such file or it cannot be read
     */
    public static KerasFileInfo describe(Path path) {
        KerasConfigs configs = KerasConfigs.keras3();
        try (KerasFile file = KerasFile.open(path, configs)) {
            return file.description();
        } catch (KerasFormatException e) {
            return DamagedFile.describe(path, configs, e);
        }
    }
}
