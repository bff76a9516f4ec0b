/** {@link io.github.gru4j.tensor.Tensor} and {@link io.github.gru4j.tensor.Shape}: storage and indexing, no mathematics. */
@NullMarked
package io.github.gru4j.tensor;

import org.jspecify.annotations.NullMarked;
