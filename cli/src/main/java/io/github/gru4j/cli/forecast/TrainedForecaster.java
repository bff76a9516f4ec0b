package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.series.Scores;
import io.github.gru4j.cli.series.Season;
import io.github.gru4j.model.Sequential;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What training gave.
 *
 * @param model predicts in the target's unit
 * @param notes what its file is to remember
 * @param frame the rows
 * @param testRows the rows of the test part that were forecast
 * @param forecasts one for each of them
 * @param scores of the model on the test part
 * @param lastValue scores of the forecast that nothing changes
 * @param season the period of the seasonal baseline, or null
 * @param seasonal its scores, or null
 * @param loss the training loss of each epoch
 * @param validationLoss the validation loss of each epoch; empty without a validation part
 * @param bestEpoch the epoch whose weights were kept, from 1
 * @param mostEpochs how many epochs there could have been
 * @param took how long training took
 */
public record TrainedForecaster(
        Sequential model,
        ModelNotes notes,
        Frame frame,
        int[] testRows,
        double[] forecasts,
        Scores scores,
        Scores lastValue,
        @Nullable Season season,
        @Nullable Scores seasonal,
        List<Double> loss,
        List<Double> validationLoss,
        int bestEpoch,
        int mostEpochs,
        Duration took) {}
