/**
 * Data that need not fit into memory: {@link io.github.gru4j.data.Dataset}, a pipeline from samples to batches, after
 * {@code tf.data}; windows over a series and padding of sequences as in Keras.
 */
@NullMarked
package io.github.gru4j.data;

import org.jspecify.annotations.NullMarked;
