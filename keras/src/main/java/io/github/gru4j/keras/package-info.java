/**
 * Model files: {@link io.github.gru4j.keras.KerasFiles} reads those of Keras 2 and Keras 3 and writes those of Keras 3,
 * {@link io.github.gru4j.keras.KerasConfigs} the serialised objects inside them, with a user's own
 * {@link io.github.gru4j.keras.CustomLayer}; {@link io.github.gru4j.keras.PyTorchFiles} reads the weights of PyTorch's
 * GRUs. A model file is the most dangerous input the library takes, so everything in here reads within byte budgets, opens
 * nothing that a file names, and ends in a {@link io.github.gru4j.keras.KerasFormatException} where a file is wrong.
 * The callbacks that write files stand here, too: {@link io.github.gru4j.keras.ModelCheckpoint},
 * {@link io.github.gru4j.keras.CSVLogger} and {@link io.github.gru4j.keras.BackupAndRestore}.
 */
@NullMarked
package io.github.gru4j.keras;

import org.jspecify.annotations.NullMarked;
