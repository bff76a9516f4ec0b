package io.github.gru4j.cli.series;

/**
 * A target's mean and standard deviation, learned from its training part.
 *
 * @param mean the mean
 * @param deviation the standard deviation; 1 for a target that never changes
 */
public record Scale(double mean, double deviation) {

    /**
     * Learns the scale of rows {@code [0, end)}.
     *
     * @param values the target
     * @param end the end of the training part
     */
    public static Scale of(double[] values, int end) {
        double sum = 0;
        for (int i = 0; i < end; i++) {
            sum += values[i];
        }
        double mean = sum / end;
        double squares = 0;
        for (int i = 0; i < end; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        double deviation = Math.sqrt(squares / end);
        return new Scale(mean, deviation > 0 ? deviation : 1);
    }

    /** A value in units of the scale. */
    public float standardise(double value) {
        return (float) ((value - mean) / deviation);
    }
}
