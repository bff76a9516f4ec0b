/** Keras's penalties on weights and outputs, each with its gradient. */
@NullMarked
package io.github.gru4j.regularizer;

import org.jspecify.annotations.NullMarked;
