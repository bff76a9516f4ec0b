package io.github.gru4j.regularizer;

import io.github.gru4j.tensor.Tensor;

/**
 * Draws the rows of a matrix, or its columns, towards being orthogonal: with u_i the rows scaled to length 1,
 *
 * <pre>  factor · Σ_{i &lt; j} |u_i · u_j| / (n (n − 1) / 2)</pre>
 *
 * <p>A single vector has no pair, and the penalty is NaN, as in Keras. Source:
 * {@code keras.regularizers.OrthogonalRegularizer}. Immutable and thread-safe.
 *
 * @param factor finite and 0 or more, default 0.01
 * @param mode {@code "rows"} (default) or {@code "columns"}
 */
public record OrthogonalRegularizer(double factor, String mode) implements Regularizer {

    /** Keras's backend epsilon: no vector is scaled up by more than its inverse. */
    private static final double EPSILON = 1e-7;

    /** Checks the arguments. */
    public OrthogonalRegularizer {
        Factors.check("OrthogonalRegularizer", "factor", factor);
        if (!mode.equals("rows") && !mode.equals("columns")) {
            throw new IllegalArgumentException(
                    "OrthogonalRegularizer: mode must be 'rows' or 'columns'. Received: mode='" + mode + "'.");
        }
    }

    /** Factor 0.01, rows. */
    public static OrthogonalRegularizer of() {
        return of(0.01, "rows");
    }

    /** With a factor and a mode. */
    public static OrthogonalRegularizer of(double factor, String mode) {
        return new OrthogonalRegularizer(factor, mode);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException unless the rank is 2
     */
    @Override
    public double penalty(Tensor w) {
        double[][] units = units(w);
        double sum = 0;
        for (int i = 0; i < units.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.abs(dot(units[i], units[j]));
            }
        }
        return factor * sum / pairs(units.length);
    }

    /**
     * {@inheritDoc} With g_i the derivative by u_i and s_i the scale of row i, that by w_i is
     * {@code s_i (g_i − u_i (u_i · g_i))}: what changes only the length of w_i has no effect.
     *
     * @throws IllegalArgumentException unless the rank is 2
     */
    @Override
    public void addGradient(Tensor w, Tensor gradient) {
        double[][] units = units(w);
        double weight = factor / pairs(units.length);
        for (int i = 0; i < units.length; i++) {
            double[] g = new double[units[i].length];
            for (int j = 0; j < units.length; j++) {
                double sign = i == j ? 0 : Math.signum(dot(units[i], units[j]));
                for (int k = 0; k < g.length; k++) {
                    g[k] += weight * sign * units[j][k];
                }
            }
            double length = Math.sqrt(squaredLength(w, i, g.length));
            // At the limit of the scale the length is no longer divided out.
            double along = length >= EPSILON ? dot(units[i], g) : 0;
            double scale = 1 / Math.max(length, EPSILON);
            for (int k = 0; k < g.length; k++) {
                int position = position(w, i, k);
                double change = scale * (g[k] - units[i][k] * along);
                gradient.setAt(position, gradient.getAt(position) + change);
            }
        }
    }

    /** The rows, or columns, each scaled to length 1. */
    private double[][] units(Tensor w) {
        if (w.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "OrthogonalRegularizer: w must have rank 2. Received: shape=" + w.shape() + ".");
        }
        int vectors = w.dim(mode.equals("rows") ? 0 : 1);
        int width = w.dim(mode.equals("rows") ? 1 : 0);
        double[][] units = new double[vectors][width];
        for (int i = 0; i < vectors; i++) {
            double scale = 1 / Math.max(Math.sqrt(squaredLength(w, i, width)), EPSILON);
            for (int k = 0; k < width; k++) {
                units[i][k] = scale * w.getAt(position(w, i, k));
            }
        }
        return units;
    }

    private double squaredLength(Tensor w, int vector, int width) {
        double sum = 0;
        for (int k = 0; k < width; k++) {
            double value = w.getAt(position(w, vector, k));
            sum += value * value;
        }
        return sum;
    }

    private int position(Tensor w, int vector, int element) {
        return mode.equals("rows") ? vector * w.dim(1) + element : element * w.dim(1) + vector;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double pairs(double vectors) {
        return vectors * (vectors - 1) / 2;
    }
}
