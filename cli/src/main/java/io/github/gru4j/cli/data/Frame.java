package io.github.gru4j.cli.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numeric rows that a command works on, in the order of time.
 *
 * <p>The arrays are not copied; nobody writes to them after {@link FrameReader} made them.
 *
 * @param source the file's name, for messages
 * @param features the names of the feature columns
 * @param target the name of the target column, or null without one
 * @param x the features, {@code (rows, features)}; all finite
 * @param y the target, {@code (rows)}, or null without one; NaN where the file has none and the target is not a feature
 * @param given whether the row's target is the file's own and not filled in, {@code (rows)}
 * @param rowNumbers the number of each row in the file, from 1, {@code (rows)}
 * @param time when each row was, or null in file order
 * @param notes what was done to the data on the way, for the user
 */
public record Frame(
        String source,
        List<String> features,
        @Nullable String target,
        float[][] x,
        double @Nullable [] y,
        boolean[] given,
        long[] rowNumbers,
        @Nullable TimeAxis time,
        List<String> notes) {

    /** The number of rows. */
    public int rows() {
        return x.length;
    }

    /** The number of features. */
    public int width() {
        return features.size();
    }

    /** The target column, which must be there. */
    public double[] targetValues() {
        if (y == null) {
            throw new IllegalStateException("Frame: there is no target. Received: target=" + target + ".");
        }
        return y;
    }
}
