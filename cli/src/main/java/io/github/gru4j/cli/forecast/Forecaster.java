package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Windows;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Runs a model over the windows of a series, some at a time, so that inputs do not grow with the series.
 *
 * @param model maps {@code (batch, window, features)} to {@code (batch, outputs)}
 * @param windows the windows
 */
public record Forecaster(Model model, Windows windows) {

    private static final int CHUNK = 1024;

    /**
     * The model's outputs for the windows of the given rows.
     *
     * @param targetRows the row of the nearest target of each window
     * @return {@code (targetRows.length, outputs)}
     * @throws NotARowOfNumbers if the model gives anything else for a window
     */
    public float[][] outputs(int[] targetRows) {
        float[][] all = new float[targetRows.length][];
        for (int from = 0; from < targetRows.length; from += CHUNK) {
            int to = Math.min(targetRows.length, from + CHUNK);
            Tensor outputs = model.predict(windows.inputs(Arrays.copyOfRange(targetRows, from, to)));
            if (outputs.shape().rank() != 2) {
                throw new NotARowOfNumbers(outputs.shape());
            }
            int width = outputs.dim(1);
            for (int i = from; i < to; i++) {
                all[i] = new float[width];
                for (int j = 0; j < width; j++) {
                    all[i][j] = (float) outputs.get(i - from, j);
                }
            }
        }
        return all;
    }
}
