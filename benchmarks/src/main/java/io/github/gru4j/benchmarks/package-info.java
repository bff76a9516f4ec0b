/** One class per question, the competitors behind one interface. Run by hand; see {@code benchmarks/README.md}. */
@NullMarked
package io.github.gru4j.benchmarks;

import org.jspecify.annotations.NullMarked;
