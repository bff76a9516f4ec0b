package io.github.gru4j.cli.classify;

import java.util.List;

/**
 * How often each class was taken for which.
 *
 * @param classes the names of the classes
 * @param counts {@code (true class, predicted class)}
 */
public record ConfusionMatrix(List<String> classes, int[][] counts) {

    /**
     * Counts.
     *
     * @param truth the class of each sequence
     * @param predicted what the model takes it for
     */
    public static ConfusionMatrix of(List<String> classes, int[] truth, int[] predicted) {
        int[][] counts = new int[classes.size()][classes.size()];
        for (int i = 0; i < truth.length; i++) {
            counts[truth[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(classes, counts);
    }

    /** How many sequences there are of a class. */
    public int support(int c) {
        int sum = 0;
        for (int count : counts[c]) {
            sum += count;
        }
        return sum;
    }

    /** How many sequences were taken for a class. */
    public int predicted(int c) {
        int sum = 0;
        for (int[] row : counts) {
            sum += row[c];
        }
        return sum;
    }

    /** How many sequences there are. */
    public int total() {
        int sum = 0;
        for (int c = 0; c < counts.length; c++) {
            sum += support(c);
        }
        return sum;
    }

    /** The share of sequences that were taken for what they are. */
    public double accuracy() {
        int right = 0;
        for (int c = 0; c < counts.length; c++) {
            right += counts[c][c];
        }
        return (double) right / total();
    }

    /** The share of a class's sequences that were taken for what they are; NaN where there are none. */
    public double recall(int c) {
        return (double) counts[c][c] / support(c);
    }

    /** The share of what was taken for a class that belongs to it; NaN where nothing was. */
    public double precision(int c) {
        return (double) counts[c][c] / predicted(c);
    }

    /** The mean of the recalls of the classes that occur, which does not favour the frequent ones. */
    public double balancedAccuracy() {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < counts.length; c++) {
            if (support(c) > 0) {
                sum += recall(c);
                occurring++;
            }
        }
        return sum / occurring;
    }
}
