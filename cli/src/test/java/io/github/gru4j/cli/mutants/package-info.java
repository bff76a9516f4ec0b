/**
 * Plausible mistakes, made one at a time in the sources of core, and the golden cases that notice them.
 */
@NullMarked
package io.github.gru4j.cli.mutants;

import org.jspecify.annotations.NullMarked;
