/** One JMH class per question. Run them all with {@code runner.Main}; see {@code benchmarks/README.md}. */
@NullMarked
package io.github.gru4j.benchmarks;

import org.jspecify.annotations.NullMarked;
