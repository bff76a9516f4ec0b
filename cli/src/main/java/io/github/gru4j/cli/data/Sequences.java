package io.github.gru4j.cli.data;

import java.util.List;

/**
 * Labelled sequences of different lengths.
 *
 * <p>The arrays are not copied; nobody writes to them after {@link SequenceReader} made them.
 *
 * @param source the file's name, for messages
 * @param features the names of the feature columns
 * @param ids what the file calls each sequence, in the order in which they begin
 * @param labels the label of each
 * @param x the steps of each, {@code (sequences)(steps)(features)}; all finite, at least one step
 * @param notes what was done to the data on the way, for the user
 */
public record Sequences(
        String source,
        List<String> features,
        List<String> ids,
        List<String> labels,
        float[][][] x,
        List<String> notes) {

    /** How many there are. */
    public int size() {
        return x.length;
    }

    /** The steps of the longest. */
    public int longest() {
        int longest = 0;
        for (float[][] steps : x) {
            longest = Math.max(longest, steps.length);
        }
        return longest;
    }

    /** The steps of the shortest. */
    public int shortest() {
        int shortest = Integer.MAX_VALUE;
        for (float[][] steps : x) {
            shortest = Math.min(shortest, steps.length);
        }
        return shortest;
    }
}
