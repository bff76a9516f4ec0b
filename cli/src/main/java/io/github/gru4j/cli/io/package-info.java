/**
 * What every command shares at its edges: the one-line error a user reads, suggestions for a mistyped name, and files
 * that are written beside their target and moved into place.
 */
@NullMarked
package io.github.gru4j.cli.io;

import org.jspecify.annotations.NullMarked;
