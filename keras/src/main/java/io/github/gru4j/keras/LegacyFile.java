package io.github.gru4j.keras;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Legacy {@code .h5} of Keras 2 and Keras 3: HDF5 with the weights of each layer in a group of its name, and of a whole
 * model also its config, how it is compiled and the state of its optimizer.
 */
final class LegacyFile extends KerasFile {

    static final String CONFIG = "model_config";
    static final String VERSION = "keras_version";
    private static final String TRAINING = "training_config";
    private static final String WEIGHTS = "model_weights";
    private static final String OPTIMIZER = "optimizer_weights";

    private final String version;
    private final String weights;
    private final long size;

    private LegacyFile(HdfReader hdf, Codecs codecs, Place place, String version, String weights, long size) {
        super(hdf, codecs, place);
        this.version = version;
        this.weights = weights;
        this.size = size;
    }

    /** Whether a file of HDF5 is one of these. */
    static boolean is(HdfReader hdf) {
        return hdf.has("", CONFIG) || hdf.has("", "layer_names") || hdf.has("", "layer_names0");
    }

    /**
     * A legacy file.
     *
     * @param file the file as a whole
     * @param size of the file in bytes
     * @throws KerasFormatException if it is of neither Keras 2 nor Keras 3
     */
    static LegacyFile of(HdfReader hdf, KerasConfigs configs, Place file, long size) {
        String weights = hdf.has("", CONFIG) ? WEIGHTS : "";
        String version = hdf.attribute("", VERSION);
        if (version == null) {
            version = hdf.attribute(weights, VERSION);
        }
        if (version == null) {
            throw file.at(VERSION)
                    .error("must be 2.x or 3.x. Received: no keras_version, as in files of Keras 1. Load the file with"
                            + " Keras 2 and save it again.");
        }
        Generation generation = Generation.of(version, file);
        Place place = file.withGeneration(generation).withBareForms();
        return new LegacyFile(hdf, configs.codecs(generation), place, version, weights, size);
    }

    @Override
    @Nullable
    Serialized form() {
        String config = hdf().attribute("", CONFIG);
        return config == null ? null : LegacyConfig.read(config, hdf(), weights, place().entry(CONFIG));
    }

    private Compilation compilation() {
        String training = hdf().attribute("", TRAINING);
        return training == null ? Compilation.NONE : TrainingConfig.read(training, place().entry(TRAINING));
    }

    @Override
    Model model() {
        Serialized serialized = form();
        if (serialized == null) {
            throw place().error("must hold a model. Received: weights alone. Build the model and call"
                    + " KerasFiles.loadWeights(model, path).");
        }
        Layer layer = codecs().read(serialized);
        if (!(layer instanceof Model model)) {
            throw serialized.config().error("must be a model. Received: class_name=" + serialized.className() + ".");
        }
        if (!model.built()) {
            throw serialized
                    .config()
                    .error("must say which shape of input the model was built for. Received: neither an"
                            + " InputLayer nor batch_input_shape or build_input_shape.");
        }
        compilation().applyTo(model);
        return model;
    }

    private LegacyWeights weights() {
        return new LegacyWeights(hdf(), weights, codecs(), place());
    }

    @Override
    void readWeights(Model model, Sink sink) {
        weights().read(model, sink);
    }

    @Override
    List<String> readWeightsByName(Model model, Sink sink) {
        return weights().readByName(model, sink);
    }

    @Override
    void readOptimizer(Model model) {
        Optimizer optimizer = model.optimizer();
        List<String> paths = LegacyWeights.paths(hdf(), OPTIMIZER);
        if (optimizer != null && !paths.isEmpty()) {
            new OptimizerState(optimizer, hdf(), OPTIMIZER, paths, place()).read(model);
        }
    }

    /** Keras takes the weights alone from these files when it fills a model. */
    @Override
    void readOptimizerIfSame(Model model, boolean assign) {}

    @Override
    KerasFileInfo info() {
        Serialized serialized = form();
        Compilation compilation =
                serialized == null ? Compilation.NONE : compilation().of(CompileConfigs.outputs(serialized));
        return new KerasFileInfo(
                serialized == null ? "h5 weights" : "h5",
                version,
                "",
                "Keras",
                serialized == null ? "" : serialized.className(),
                serialized == null ? "" : serialized.config().string("name", ""),
                compilation.summary(),
                compilation.ignored(),
                hdf().countDatasets(),
                size,
                Map.of());
    }
}
