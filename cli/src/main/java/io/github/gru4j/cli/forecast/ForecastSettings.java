package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.training.TrainingSettings;
import org.jspecify.annotations.Nullable;

/**
 * What to forecast from how much, as the user said; all values are checked.
 *
 * @param window rows that the model sees
 * @param horizons rows from the end of the window to the targets
 * @param season the period of the seasonal baseline, 0 for none, null to derive it from the time stamps
 * @param training how to train
 */
public record ForecastSettings(
        int window, Horizons horizons, @Nullable Integer season, TrainingSettings training) {}
