/**
 * The float32 kernels on the Vector API, the only code that sees {@code jdk.incubator.vector}. Loaded by name, never
 * linked, so the library runs on a virtual machine without the module. Each kernel is one method without helpers of its
 * own, because C2 boxes the vectors of a method that it cannot inline completely; a test for zero allocation guards that.
 * The tiles are written by {@code TileTemplate} among the tests, and a test holds them against it.
 */
@NullMarked
package io.github.gru4j.internal.kernel.vector;

import org.jspecify.annotations.NullMarked;
