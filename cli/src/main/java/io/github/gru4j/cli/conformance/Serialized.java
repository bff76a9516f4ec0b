package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.layer.Layer;

/** Layers from a few words of Keras's serialised form, for what has no other form in Java. Stateless. */
final class Serialized {

    private Serialized() {}

    /**
     * The serialised form of a layer.
     *
     * @param className such as {@code GRU}
     * @param arguments the inside of its config: {@code "'units': 3"}, with single quotes
     */
    static String json(String className, String arguments) {
        return ("{'module': 'keras.layers', 'class_name': '" + className + "', 'config': {" + arguments
                        + "}, 'registered_name': null}")
                .replace('\'', '"');
    }

    /** A layer of Keras 3; see {@link #json}. */
    static Layer layer(String className, String arguments) {
        return KerasConfigs.keras3().layer(json(className, arguments));
    }
}
