package io.github.gru4j.keras;

import io.github.gru4j.model.Model;
import java.util.Map;
import java.util.Objects;

/**
 * {@code .weights.h5}: the weights of a model and the state of its optimizer, without the model; the same tree of groups as
 * in a {@code .keras} archive.
 */
final class WeightsFile extends KerasFile {

    private final long size;

    /**
     * A file of weights.
     *
     * @param hdf the file
     * @param place the file as a whole
     * @param size of the file in bytes
     */
    WeightsFile(HdfReader hdf, KerasConfigs configs, Place place, long size) {
        // The file does not say which Keras wrote it. The layers of Keras 2 are those of Keras 3, and some more.
        super(hdf, configs.codecs(Generation.KERAS_2), place.withGeneration(Generation.KERAS_2));
        this.size = size;
        if (!hdf.members("").contains("layers") && !hdf.members("").contains("vars")) {
            throw place.error(
                    "must be a model or weights of Keras: attributes model_config or layer_names, or groups layers"
                            + " or vars. Received: groups " + hdf.members("") + ".");
        }
    }

    @Override
    Model model() {
        throw place().error("must hold a model. Received: weights alone. Build the model and call"
                + " KerasFiles.loadWeights(model, path).");
    }

    /** Arrays in the order of Keras 2 are taken for another optimizer's, unless the two orders are the same. */
    @Override
    void readOptimizerIfSame(Model model, boolean assign) {
        OptimizerTree.readIfSame(model, hdf(), place().withGeneration(Generation.KERAS_3), assign);
    }

    @Override
    KerasFileInfo info() {
        String name = Objects.requireNonNullElse(hdf().attribute("vars", "name"), "");
        return new KerasFileInfo("weights.h5", "", "", "", "", name, "", "", hdf().countDatasets(), size, Map.of());
    }
}
