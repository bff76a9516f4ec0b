/** From labelled sequences of different lengths to a trained classifier and its scores. */
@NullMarked
package io.github.gru4j.cli.classify;

import org.jspecify.annotations.NullMarked;
