/** Models that take one event at a time: an immutable model, small external states, no allocation per step. */
@NullMarked
package io.github.gru4j.streaming;

import org.jspecify.annotations.NullMarked;
