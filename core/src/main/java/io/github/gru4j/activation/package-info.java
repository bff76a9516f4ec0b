/**
 * Keras's activation functions under Keras's identifiers; each holds its derivative beside its function. Start at
 * {@link io.github.gru4j.activation.Activations}.
 */
@NullMarked
package io.github.gru4j.activation;

import org.jspecify.annotations.NullMarked;
