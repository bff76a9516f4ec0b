/**
 * How gradients change weights; one class per Keras object. An optimizer knows parameters and gradients, never layers.
 */
@NullMarked
package io.github.gru4j.optimizer;

import org.jspecify.annotations.NullMarked;
