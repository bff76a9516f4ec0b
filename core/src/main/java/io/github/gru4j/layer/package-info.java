/**
 * {@link io.github.gru4j.layer.Module}, {@link io.github.gru4j.layer.Layer}, {@link io.github.gru4j.layer.Parameter} and
 * the plain layers; forward and backward adjacent in each. A built layer is immutable configuration plus parameters;
 * what changes during a call belongs to the {@link io.github.gru4j.layer.Call} and the
 * {@link io.github.gru4j.layer.Pass}.
 */
@NullMarked
package io.github.gru4j.layer;

import org.jspecify.annotations.NullMarked;
