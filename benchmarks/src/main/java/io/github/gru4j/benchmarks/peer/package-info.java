/** Who competes: the interface, this library and hand-written loops behind it, and the check that all compute the same. */
@NullMarked
package io.github.gru4j.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
