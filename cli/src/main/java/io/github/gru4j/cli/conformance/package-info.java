/**
 * {@code gru4j conformance}: runs every case of a directory of numbers that Keras computed against this build. One class
 * per kind of file, recognised by what is in it; a shared reader of arrays and a shared comparison. Uses what any program
 * can use, nothing internal.
 */
@NullMarked
package io.github.gru4j.cli.conformance;

import org.jspecify.annotations.NullMarked;
