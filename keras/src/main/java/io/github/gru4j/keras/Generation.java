package io.github.gru4j.keras;

/** Whose meaning the words of a config have: the two generations share most words but not all meanings. */
enum Generation {
    /** {@code tf.keras} up to TensorFlow 2.15, {@code tf_keras} after it, and the {@code keras} package up to 2.15. */
    KERAS_2,
    /** The {@code keras} package from 3.0 on. */
    KERAS_3;

    /**
     * The generation of a version of Keras.
     *
     * @param version {@code "3.16.0"}
     * @param place where it stands
     * @throws KerasFormatException if it is neither of the two
     */
    static Generation of(String version, Place place) {
        if (version.startsWith("3.")) {
            return KERAS_3;
        }
        if (version.startsWith("2.")) {
            return KERAS_2;
        }
        throw place.error(
                "keras_version must be 2.x or 3.x: other versions give the same words other meanings. Received:"
                        + " keras_version=" + version + ". Save the model again with Keras 3.");
    }

    /** Whether a Python module is part of Keras itself. */
    boolean owns(String module) {
        return within("keras", module) || (this == KERAS_2 && within("tf_keras", module));
    }

    private static boolean within(String parent, String module) {
        return module.equals(parent) || module.startsWith(parent + ".");
    }
}
