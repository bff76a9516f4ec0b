/**
 * Keras's ways to choose the first values of a weight, with Keras's distributions and fans. The numbers themselves come
 * from {@link io.github.gru4j.random.Generator}, so they differ from TensorFlow's under the same seed.
 */
@NullMarked
package io.github.gru4j.initializer;

import org.jspecify.annotations.NullMarked;
