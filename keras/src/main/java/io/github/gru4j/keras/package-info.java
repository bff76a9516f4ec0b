/**
 * Keras files: {@link io.github.gru4j.keras.KerasFiles} reads and writes the {@code .keras} archives of Keras 3. A model
 * file is the most dangerous input the library takes, so everything in here reads within byte budgets, opens nothing that
 * a file names, and ends in a {@link io.github.gru4j.keras.KerasFormatException} where a file is wrong.
 */
@NullMarked
package io.github.gru4j.keras;

import org.jspecify.annotations.NullMarked;
