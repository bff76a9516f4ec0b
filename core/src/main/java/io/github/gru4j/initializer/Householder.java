package io.github.gru4j.initializer;

/**
 * The QR factorisation by Householder reflections, in double precision.
 *
 * <p>The loops run along rows of the row-major matrix, so each is a plain sweep over adjacent elements. About
 * {@code 4 · rows · columns²} operations.
 *
 * @see "Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 5.2"
 */
final class Householder {

    private Householder() {}

    /**
     * The factor Q of {@code A = QR} with the signs for which the diagonal of R is not negative; that makes Q unique,
     * and uniform among orthonormal frames when A is normal.
     *
     * @param a (rows, columns), row-major, rows not below columns; overwritten
     * @return (rows, columns), row-major, with orthonormal columns
     */
    static double[] orthonormalColumns(double[] a, int rows, int columns) {
        double[] work = new double[columns]; // (columns)
        double[] scale = new double[columns]; // (columns): 2 / |v|² of each reflection, 0 for none
        boolean[] negative = new boolean[columns]; // (columns): whether the diagonal of R is
        for (int k = 0; k < columns; k++) {
            double norm = columnNorm(a, rows, columns, k);
            double diagonal = a[k * columns + k];
            // R's diagonal gets the sign opposite to the element it replaces, so that nothing cancels in v.
            negative[k] = diagonal >= 0 && norm > 0;
            double head = diagonal + (diagonal >= 0 ? norm : -norm);
            // |v|² = 2 norm (norm + |diagonal|)
            scale[k] = norm == 0 ? 0 : 1 / (norm * (norm + Math.abs(diagonal)));
            a[k * columns + k] = head;
            reflect(a, a, rows, columns, k, k + 1, scale[k], work);
        }
        double[] q = new double[rows * columns];
        for (int k = columns - 1; k >= 0; k--) {
            q[k * columns + k] = 1;
            reflect(a, q, rows, columns, k, k, scale[k], work);
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (negative[j]) {
                    q[i * columns + j] = -q[i * columns + j];
                }
            }
        }
        return q;
    }

    private static double columnNorm(double[] a, int rows, int columns, int k) {
        double sum = 0;
        for (int i = k; i < rows; i++) {
            double value = a[i * columns + k];
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /**
     * {@code M ← (I − scale · v vᵀ) M} on the columns from {@code first} on.
     *
     * @param v (rows, columns): v is its column k from row k down
     * @param m (rows, columns), changed; may be {@code v} when {@code first > k}
     * @param work (columns), overwritten
     */
    private static void reflect(
            double[] v, double[] m, int rows, int columns, int k, int first, double scale, double[] work) {
        for (int j = first; j < columns; j++) {
            work[j] = 0;
        }
        for (int i = k; i < rows; i++) {
            double factor = v[i * columns + k];
            for (int j = first; j < columns; j++) {
                work[j] += factor * m[i * columns + j];
            }
        }
        for (int i = k; i < rows; i++) {
            double factor = scale * v[i * columns + k];
            for (int j = first; j < columns; j++) {
                m[i * columns + j] -= factor * work[j];
            }
        }
    }
}
