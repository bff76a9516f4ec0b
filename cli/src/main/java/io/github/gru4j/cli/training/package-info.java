/** What training needs whatever the task: the layers, the settings, and the fit that stops when nothing gets better. */
@NullMarked
package io.github.gru4j.cli.training;

import org.jspecify.annotations.NullMarked;
