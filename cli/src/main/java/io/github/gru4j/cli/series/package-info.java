/**
 * From rows in the order of time to windows for a recurrent model: the split into parts, the windows and their targets,
 * the baselines that a model has to beat, and a series for trying it all without a file.
 */
@NullMarked
package io.github.gru4j.cli.series;

import org.jspecify.annotations.NullMarked;
