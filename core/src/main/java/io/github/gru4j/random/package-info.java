/** Seeded generators; the only source of randomness. */
@NullMarked
package io.github.gru4j.random;

import org.jspecify.annotations.NullMarked;
