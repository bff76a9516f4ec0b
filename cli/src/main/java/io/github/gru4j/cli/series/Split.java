package io.github.gru4j.cli.series;

import io.github.gru4j.cli.io.UserError;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * The parts of a series, by time: training first, then validation, then test. A window belongs to the part in which its
 * target lies. Its inputs may reach back into the part before, which lies in its past; no target of one part is an input
 * or a target of an earlier one.
 *
 * @param rows all rows
 * @param window rows in a window
 * @param horizons how many rows after the last row of its window targets lie
 * @param trainEnd the first row of the validation part
 * @param validationEnd the first row of the test part
 */
public record Split(int rows, int window, Horizons horizons, int trainEnd, int validationEnd) {

    /**
     * Splits a number of rows.
     *
     * @param source where the rows come from, for the message
     * @param rows how many there are
     * @param window rows in a window, at least 1
     * @param horizons rows from the end of a window to its targets
     * @param validationShare the share of all rows in the validation part, 0 for none
     * @param testShare the share of all rows in the test part, above 0
     * @throws UserError if the training part does not hold one window and its target
     */
    public static Split of(
            String source, int rows, int window, Horizons horizons, double validationShare, double testShare) {
        int trainEnd = trainEnd(rows, validationShare, testShare);
        int least = window + horizons.last();
        if (trainEnd < least) {
            int needed = rows;
            while (trainEnd(needed, validationShare, testShare) < least) {
                needed++;
            }
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%s: has %s, but at least %d are needed: a window and its target%s take %d (--window %d + --horizon"
                            + " %s), and they must fit in the training part, which is what --validation-split %s and"
                            + " --test-split %s leave of all rows. Use a smaller --window or more rows.",
                    source,
                    rows == 1 ? "1 row" : rows + " rows",
                    needed,
                    horizons.count() == 1 ? "" : "s",
                    least,
                    window,
                    horizons.last(),
                    plain(validationShare),
                    plain(testShare)));
        }
        return new Split(rows, window, horizons, trainEnd, rows - share(rows, testShare));
    }

    private static String plain(double share) {
        return BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
    }

    private static int trainEnd(int rows, double validationShare, double testShare) {
        return rows - share(rows, validationShare) - share(rows, testShare);
    }

    /** At least one row where a share is asked for. */
    private static int share(int rows, double share) {
        return share == 0 ? 0 : Math.max(1, (int) Math.round(rows * share));
    }

    /** The first row that can be a target. */
    public int firstTarget() {
        return window + horizons.first() - 1;
    }
}
