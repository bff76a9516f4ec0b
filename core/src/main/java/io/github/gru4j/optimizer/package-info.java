/**
 * How gradients change weights, and learning rates that change with the steps; one class per Keras object. An optimizer
 * knows parameters and gradients, never layers. What all optimizers can do ({@link Optimizer}) stands in small classes
 * beside it: clipping, accumulation of gradients, moving averages of weights.
 */
@NullMarked
package io.github.gru4j.optimizer;

import org.jspecify.annotations.NullMarked;
