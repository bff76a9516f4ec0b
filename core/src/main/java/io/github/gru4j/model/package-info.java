/**
 * Models and their training: {@link io.github.gru4j.model.Model}, {@link io.github.gru4j.model.Sequential}, the training
 * loop, callbacks and history.
 */
@NullMarked
package io.github.gru4j.model;

import org.jspecify.annotations.NullMarked;
