package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Scores;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a model over all windows of a table, told by the rows that they are for: one row was forecast from several
 * windows where there are several horizons.
 *
 * @param horizons how far ahead the outputs are; of one alone, all outputs
 * @param first the row of the nearest target of the first window
 * @param outputs all horizons of the first target, then of the next, for each window in turn
 */
public record Predictions(Horizons horizons, int first, float[][] outputs) {

    /**
     * A name for each output: {@code prediction}, and where there are several, the target or the distance behind it.
     *
     * @param targets the targets, if they are known
     */
    public List<String> names(List<String> targets) {
        int width = outputs[0].length;
        int perTarget = horizons.count();
        boolean several = width > perTarget;
        boolean known = targets.size() * perTarget == width;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int target = i / perTarget;
            names.add("prediction"
                    + (several ? "_" + (known ? targets.get(target) : String.valueOf(target + 1)) : "")
                    + (perTarget > 1 ? "_" + horizons.ahead().get(i % perTarget) : ""));
        }
        return names;
    }

    /** Every output for a row; null where no window foretells it. */
    public @Nullable Float[] of(int row) {
        @Nullable Float[] values = new Float[outputs[0].length];
        for (int i = 0; i < values.length; i++) {
            int window = window(row, i);
            values[i] = window < 0 || window >= outputs.length ? null : outputs[window][i];
        }
        return values;
    }

    /** Which window says what this output is for a row. */
    private int window(int row, int output) {
        return row - first - horizons.ahead().get(output % horizons.count()) + horizons.first();
    }

    /** How many of the rows are foretold by any window. */
    public int covered(int[] rows) {
        int covered = 0;
        for (int row : rows) {
            covered += row >= first && row < first + outputs.length + horizons.span() - 1 ? 1 : 0;
        }
        return covered;
    }

    /**
     * The scores of a target over all horizons, on rows where it is known.
     *
     * @param target which one
     * @param values its values
     * @param known the rows
     * @return null if none of them is foretold
     */
    public @Nullable Scores scores(int target, double[] values, int[] known) {
        List<Integer> rows = new ArrayList<>();
        List<Double> forecasts = new ArrayList<>();
        for (int i = target * horizons.count(); i < (target + 1) * horizons.count(); i++) {
            for (int row : known) {
                int window = window(row, i);
                if (window >= 0 && window < outputs.length) {
                    rows.add(row);
                    forecasts.add((double) outputs[window][i]);
                }
            }
        }
        return rows.isEmpty()
                ? null
                : Scores.of(
                        values,
                        rows.stream().mapToInt(Integer::intValue).toArray(),
                        forecasts.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
