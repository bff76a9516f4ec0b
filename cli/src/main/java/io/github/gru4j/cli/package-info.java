/** The command line: train, predict, inspect, convert, stream, verify, conformance. */
@NullMarked
package io.github.gru4j.cli;

import org.jspecify.annotations.NullMarked;
