/** Competitors with native libraries, in the build profile {@code peers} only; nothing else may name these classes. */
@NullMarked
package io.github.gru4j.benchmarks.natives;

import org.jspecify.annotations.NullMarked;
