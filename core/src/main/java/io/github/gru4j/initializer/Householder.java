package io.github.gru4j.initializer;

import java.util.Arrays;

/**
 * The QR factorisation by Householder reflections, in double precision.
 *
 * <p>The matrix is worked off in panels of a few columns that stay in the cache: each panel first takes all earlier
 * reflections, then makes its own. Within a panel the loops run along rows, a plain sweep over adjacent elements. About
 * {@code 4 · rows · columns²} operations.
 *
 * @see "Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 5.2"
 */
final class Householder {

    /** Columns in a panel: with some thousand rows it fits a second-level cache. */
    private static final int PANEL = 32;

    private final int rows;
    private final int columns;
    private final double[][] v; // (columns)(rows): the reflections, v[k] zero above row k
    private final double[] scale; // (columns): 2 / |v|², 0 for none
    private final double[] sign; // (columns): of the diagonal of R

    private Householder(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.v = new double[columns][];
        this.scale = new double[columns];
        this.sign = new double[columns];
    }

    /**
     * The factor Q of {@code A = QR} with the signs for which the diagonal of R is not negative; that makes Q unique,
     * and uniform among orthonormal frames when A is normal.
     *
     * @param a (rows, columns), row-major, rows not below columns
     * @return (rows, columns), row-major, with orthonormal columns
     */
    static double[] orthonormalColumns(double[] a, int rows, int columns) {
        Householder factors = new Householder(rows, columns);
        for (int first = 0; first < columns; first += PANEL) {
            factors.factor(a, first, Math.min(PANEL, columns - first));
        }
        double[] q = new double[rows * columns];
        for (int first = 0; first < columns; first += PANEL) {
            factors.form(q, first, Math.min(PANEL, columns - first));
        }
        return q;
    }

    /** Makes the reflections of the columns from {@code first} on. */
    private void factor(double[] a, int first, int width) {
        double[] panel = new double[rows * width]; // (rows, width)
        for (int i = 0; i < rows; i++) {
            System.arraycopy(a, i * columns + first, panel, i * width, width);
        }
        double[] work = new double[width];
        for (int k = 0; k < first; k++) {
            reflect(k, panel, width, work);
        }
        for (int k = first; k < first + width; k++) {
            choose(k, panel, width, k - first);
            reflect(k, panel, width, work);
        }
    }

    /** The reflection that clears a column of the panel below row k. */
    private void choose(int k, double[] panel, int width, int column) {
        double[] vector = new double[rows];
        double squares = 0;
        for (int i = k; i < rows; i++) {
            vector[i] = panel[i * width + column];
            squares += vector[i] * vector[i];
        }
        double norm = Math.sqrt(squares);
        double diagonal = vector[k];
        // R's diagonal gets the sign opposite to the element it replaces, so that nothing cancels in v.
        sign[k] = diagonal >= 0 && norm > 0 ? -1 : 1;
        vector[k] = diagonal - sign[k] * norm;
        scale[k] = norm == 0 ? 0 : 1 / (norm * (norm + Math.abs(diagonal))); // |v|² = 2 norm (norm + |diagonal|)
        v[k] = vector;
    }

    /** Writes the columns of Q from {@code first} on: unit vectors through the reflections, the last one first. */
    private void form(double[] q, int first, int width) {
        double[] panel = new double[rows * width]; // (rows, width)
        for (int j = 0; j < width; j++) {
            panel[(first + j) * width + j] = sign[first + j];
        }
        double[] work = new double[width];
        // A later reflection leaves these unit vectors alone.
        for (int k = first + width - 1; k >= 0; k--) {
            reflect(k, panel, width, work);
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(panel, i * width, q, i * columns + first, width);
        }
    }

    /**
     * {@code M ← (I − scale · v vᵀ) M} with reflection k.
     *
     * @param m (rows, width), changed
     * @param work (width), overwritten
     */
    private void reflect(int k, double[] m, int width, double[] work) {
        double[] vector = v[k];
        Arrays.fill(work, 0);
        for (int i = k; i < rows; i++) {
            double factor = vector[i];
            int row = i * width;
            for (int j = 0; j < width; j++) {
                work[j] += factor * m[row + j];
            }
        }
        for (int i = k; i < rows; i++) {
            double factor = scale[k] * vector[i];
            int row = i * width;
            for (int j = 0; j < width; j++) {
                m[row + j] -= factor * work[j];
            }
        }
    }
}
