/** Keras's constraints: what is done to a weight after each optimizer step. */
@NullMarked
package io.github.gru4j.constraint;

import org.jspecify.annotations.NullMarked;
