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
 * @param targets the columns to forecast; empty without any
 * @param x the features, {@code (rows, features)}; all finite
 * @param rowNumbers the number of each row in the file, from 1, {@code (rows)}
 * @param time when each row was, or null in file order
 * @param notes what was done to the data on the way, for the user
 */
public record Frame(
        String source,
        List<String> features,
        List<Target> targets,
        float[][] x,
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
}
