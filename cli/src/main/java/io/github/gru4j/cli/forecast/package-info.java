/** The model behind {@code train} and {@code predict}: how it is built, trained, and what its file remembers. */
@NullMarked
package io.github.gru4j.cli.forecast;

import org.jspecify.annotations.NullMarked;
