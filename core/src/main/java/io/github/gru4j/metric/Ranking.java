package io.github.gru4j.metric;

import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;

/** How the classes of a sample rank by prediction. Stateless; safe to call from many threads. */
final class Ranking {

    private Ranking() {}

    /** The class with the largest number; the first of equal ones. */
    static int best(Tensor x, int sample, int width) {
        int best = 0;
        for (int i = 1; i < width; i++) {
            if (x.getAt(sample * width + i) > x.getAt(sample * width + best)) {
                best = i;
            }
        }
        return best;
    }

    /** Whether fewer than {@code k} classes are predicted above this one; never where a number is not finite. */
    static boolean inTop(int k, double target, Tensor yPred, int sample, int width) {
        if (!(target >= 0 && target < width)) {
            return false;
        }
        double own = yPred.getAt(sample * width + (int) target);
        int above = 0;
        for (int i = 0; i < width; i++) {
            double other = yPred.getAt(sample * width + i);
            if (!Double.isFinite(other)) {
                return false;
            }
            above += other > own ? 1 : 0;
        }
        return above < k;
    }

    /** The classes that targets name: numbers as they are, or the best of each one-hot row. */
    static double[] classes(Metric metric, boolean sparse, Tensor yTrue, Tensor yPred, Samples samples) {
        int count = samples.count();
        if (sparse && yTrue.size() != count) {
            throw new IllegalArgumentException(metric.getClass().getSimpleName()
                    + ": targets must hold one class number per row of the predictions, whose shape is "
                    + yPred.shape() + ". Received: shape=" + yTrue.shape() + ".");
        }
        if (!sparse && !yTrue.shape().equals(yPred.shape())) {
            throw metric.wrongShape(yTrue, yPred);
        }
        double[] classes = new double[count];
        for (int sample = 0; sample < count; sample++) {
            classes[sample] = sparse ? yTrue.getAt(sample) : best(yTrue, sample, samples.width());
        }
        return classes;
    }

    /** 1 for each sample whose best prediction is its class, else 0. */
    static double[] hits(double[] classes, Tensor yPred, int width) {
        double[] values = new double[classes.length];
        for (int sample = 0; sample < values.length; sample++) {
            values[sample] = best(yPred, sample, width) == classes[sample] ? 1 : 0;
        }
        return values;
    }

    /** 1 for each sample whose class is among the best {@code k} predictions, else 0. */
    static double[] hits(int k, double[] classes, Tensor yPred, int width) {
        double[] values = new double[classes.length];
        for (int sample = 0; sample < values.length; sample++) {
            values[sample] = inTop(k, classes[sample], yPred, sample, width) ? 1 : 0;
        }
        return values;
    }

    /** Checks the {@code k} of the metrics that look at the best ones. */
    static int checkedK(String owner, int k) {
        if (k <= 0) {
            throw new IllegalArgumentException(owner + ": k must be a positive integer. Received: k=" + k + ".");
        }
        return k;
    }
}
