package io.github.gru4j.keras;

/** Whose meaning the words of a config have: the two generations share most words but not all meanings. */
enum Generation {
    /** {@code tf.keras} up to TensorFlow 2.15, {@code tf_keras} after it, and the {@code keras} package up to 2.15. */
    KERAS_2,
    /** The {@code keras} package from 3.0 on. */
    KERAS_3;

    /** Whether a Python module is part of Keras itself. */
    boolean owns(String module) {
        return within("keras", module) || (this == KERAS_2 && within("tf_keras", module));
    }

    private static boolean within(String parent, String module) {
        return module.equals(parent) || module.startsWith(parent + ".");
    }
}
