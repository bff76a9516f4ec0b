/**
 * Trains GRU models on tasks of the literature, as a user of the library would, and compares their scores with published
 * ones. Uses public methods only; knows nothing of the other benchmarks but their table.
 */
@NullMarked
package io.github.gru4j.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
