/** What a command shows: text tables, progress, and pictures. */
@NullMarked
package io.github.gru4j.cli.report;

import org.jspecify.annotations.NullMarked;
