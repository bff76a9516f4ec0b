/** From a text to a model that foretells its next character, its scores, and texts that it writes. */
@NullMarked
package io.github.gru4j.cli.text;

import org.jspecify.annotations.NullMarked;
