/**
 * Tables in files, read through DuckDB: what columns they have and of what kind, how their numbers and times are
 * written, and the numeric rows in the order of time.
 */
@NullMarked
package io.github.gru4j.cli.data;

import org.jspecify.annotations.NullMarked;
