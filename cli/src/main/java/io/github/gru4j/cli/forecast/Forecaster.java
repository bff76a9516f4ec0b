package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Windows;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Runs a model over the windows of a series, some at a time, so that memory does not grow with the series.
 *
 * @param model maps {@code (batch, window, features)} to {@code (batch, outputs)}
 * @param windows the windows
 */
public record Forecaster(Model model, Windows windows) {

    private static final int CHUNK = 1024;

    /** Receives the outputs of one window. */
    public interface Sink {
        /**
         * One window's outputs.
         *
         * @param index which of the target rows, from 0
         * @param outputs the model's outputs of a chunk of windows, {@code (windows, outputs)}
         * @param row this window's row in them
         */
        void accept(int index, Tensor outputs, int row);
    }

    /** Runs the model on the windows whose targets are the given rows. */
    public void run(int[] targetRows, Sink sink) {
        for (int from = 0; from < targetRows.length; from += CHUNK) {
            int to = Math.min(targetRows.length, from + CHUNK);
            Tensor outputs = model.predict(windows.inputs(Arrays.copyOfRange(targetRows, from, to)));
            for (int i = from; i < to; i++) {
                sink.accept(i, outputs, i - from);
            }
        }
    }

    /** The first output for each of the given target rows. */
    public double[] forecast(int[] targetRows) {
        double[] forecasts = new double[targetRows.length];
        run(targetRows, (index, outputs, row) -> forecasts[index] = outputs.get(row, 0));
        return forecasts;
    }
}
