/** Many keys for a long time: a soak that notices drift and growth, and the latencies of single steps. */
@NullMarked
package io.github.gru4j.benchmarks.keys;

import org.jspecify.annotations.NullMarked;
