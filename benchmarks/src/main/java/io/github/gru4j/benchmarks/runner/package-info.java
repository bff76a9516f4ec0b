/** Runs the benchmarks of all competitors interleaved and prints one table. */
@NullMarked
package io.github.gru4j.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
