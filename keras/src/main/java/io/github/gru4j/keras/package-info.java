/** Reads and writes the model files of Keras. */
@NullMarked
package io.github.gru4j.keras;

import org.jspecify.annotations.NullMarked;
