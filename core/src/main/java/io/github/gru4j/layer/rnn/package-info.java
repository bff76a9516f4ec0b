/**
 * Recurrence: {@link io.github.gru4j.layer.rnn.RNNCell} (one time step, what a user may implement),
 * {@link io.github.gru4j.layer.rnn.GRUCell}, cells made of cells, and {@link io.github.gru4j.layer.rnn.RNN},
 * {@link io.github.gru4j.layer.rnn.GRU} and {@link io.github.gru4j.layer.rnn.Bidirectional}, which own time, masks and
 * state. The step equations of the GRU are in one file,
 * {@code GRUMath}, forward above backward.
 */
@NullMarked
package io.github.gru4j.layer.rnn;

import org.jspecify.annotations.NullMarked;
