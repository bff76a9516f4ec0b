package io.github.gru4j.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many predictions are above each of some thresholds, those of targets 1 and those of targets 0 apart.
 *
 * <p>What is kept is a histogram: the weight of the predictions that have 0, 1, 2, … thresholds below them. Sums over it
 * give the four cells of the confusion matrix under every threshold. Comparisons are made in float32, as Keras makes them.
 * Not thread-safe.
 */
final class ConfusionCounts {

    private static final double EPSILON = 1e-7; // keras.backend.epsilon()

    private final float[] sorted; // (thresholds)
    private final int[] places; // (thresholds), where a threshold as it was given stands among the sorted ones
    private final boolean even;
    private final boolean lowest; // whether every prediction is above the first threshold
    private final double[] positives; // (thresholds + 1)
    private final double[] negatives; // (thresholds + 1)

    private ConfusionCounts(double[] thresholds, boolean even, boolean lowest) {
        int[] order = IntStream.range(0, thresholds.length)
                .boxed()
                .sorted((a, b) -> Double.compare(thresholds[a], thresholds[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.sorted = new float[thresholds.length];
        this.places = new int[thresholds.length];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = (float) thresholds[order[i]];
            places[order[i]] = i;
        }
        this.even = even;
        this.lowest = lowest;
        this.positives = new double[thresholds.length + 1];
        this.negatives = new double[thresholds.length + 1];
    }

    /** Counts under these thresholds. */
    static ConfusionCounts of(double... thresholds) {
        return new ConfusionCounts(thresholds, evenlySpread(thresholds), false);
    }

    /** Counts under thresholds in (0, 1) and one on either side of that range, as a curve needs them. */
    static ConfusionCounts ofCurve(double... inner) {
        double[] all = new double[inner.length + 2];
        System.arraycopy(inner, 0, all, 1, inner.length);
        all[all.length - 1] = 1;
        boolean even = all.length == 2 || evenlySpread(all);
        all[0] = -EPSILON;
        all[all.length - 1] = 1 + EPSILON;
        return new ConfusionCounts(all, even, true);
    }

    private static boolean evenlySpread(double[] thresholds) {
        for (int i = 0; i < thresholds.length; i++) {
            double place = (double) i / (thresholds.length - 1);
            if (!(Math.abs(thresholds[i] - place) <= EPSILON + 1e-5 * place)) { // numpy.allclose
                return false;
            }
        }
        return thresholds.length >= 3;
    }

    /** The number of thresholds. */
    int size() {
        return sorted.length;
    }

    /** Adds a prediction. */
    void add(boolean positive, double prediction, double weight) {
        (positive ? positives : negatives)[rank((float) prediction)] += weight;
    }

    /** How many thresholds are below a prediction. */
    private int rank(float prediction) {
        if (even) { // Keras's arithmetic, which may round a prediction over a threshold
            float clipped = Math.min(Math.max(prediction, 0), 1);
            int rank = (int) Math.ceil(clipped * (sorted.length - 1));
            return lowest ? Math.max(rank, 1) : rank;
        }
        int rank = 0;
        while (rank < sorted.length && prediction > sorted[rank]) {
            rank++;
        }
        return rank;
    }

    /** For each threshold the weight of predictions above it whose target is 1. */
    double[] truePositives() {
        return above(positives);
    }

    /** For each threshold the weight of predictions above it whose target is 0. */
    double[] falsePositives() {
        return above(negatives);
    }

    /** For each threshold the weight of predictions not above it whose target is 0. */
    double[] trueNegatives() {
        return notAbove(negatives);
    }

    /** For each threshold the weight of predictions not above it whose target is 1. */
    double[] falseNegatives() {
        return notAbove(positives);
    }

    private double[] above(double[] histogram) {
        double[] sums = new double[sorted.length];
        double sum = 0;
        for (int i = sums.length - 1; i >= 0; i--) {
            sum += histogram[i + 1];
            sums[i] = sum;
        }
        return asGiven(sums);
    }

    private double[] notAbove(double[] histogram) {
        double[] sums = new double[sorted.length];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += histogram[i];
            sums[i] = sum;
        }
        return asGiven(sums);
    }

    private double[] asGiven(double[] sums) {
        return IntStream.of(places).mapToDouble(place -> sums[place]).toArray();
    }

    /** The histogram, of targets 1 and then of targets 0. */
    double[] state() {
        double[] state = Arrays.copyOf(positives, 2 * positives.length);
        System.arraycopy(negatives, 0, state, positives.length, negatives.length);
        return state;
    }

    /** How many numbers {@link #state} has. */
    int stateSize() {
        return 2 * positives.length;
    }

    /** Takes a histogram from a place in an array. */
    void setState(double[] state, int from) {
        System.arraycopy(state, from, positives, 0, positives.length);
        System.arraycopy(state, from + positives.length, negatives, 0, negatives.length);
    }

    /** Forgets all predictions. */
    void reset() {
        Arrays.fill(positives, 0);
        Arrays.fill(negatives, 0);
    }
}
