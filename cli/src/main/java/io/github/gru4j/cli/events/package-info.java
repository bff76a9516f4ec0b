/** Lines of text as events of a stream: JSON or CSV in, the same kind out. */
@NullMarked
package io.github.gru4j.cli.events;

import org.jspecify.annotations.NullMarked;
