package io.github.gru4j.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Tolerances;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrthogonalTest {

    @ParameterizedTest
    @CsvSource({"6, 6", "6, 18", "5, 12", "12, 5", "120, 300", "300, 120", "1, 7", "7, 1", "1, 1"})
    void shorterSideIsOrthonormal(int rows, int columns) {
        Generator generator = new Generator(3);
        Tensor single = Orthogonal.of().initialize(Shape.of(rows, columns), DType.FLOAT32, generator);
        assertThat(gramError(single, rows, columns, 1)).isLessThanOrEqualTo(Tolerances.ORTHOGONAL_FLOAT32);
        Tensor exact = Orthogonal.of().initialize(Shape.of(rows, columns), DType.FLOAT64, generator);
        assertThat(gramError(exact, rows, columns, 1)).isLessThanOrEqualTo(Tolerances.ORTHOGONAL_FLOAT64);
    }

    @Test
    void gainScalesTheMatrix() {
        Tensor matrix = Orthogonal.of(0.5).initialize(Shape.of(4, 9), DType.FLOAT64, new Generator(4));
        assertThat(gramError(matrix, 4, 9, 0.25)).isLessThanOrEqualTo(Tolerances.ORTHOGONAL_FLOAT64);
    }

    @Test
    void leadingAxesOfAHigherRankAreFlattened() {
        Tensor matrix = Orthogonal.of().initialize(Shape.of(2, 3, 4), DType.FLOAT64, new Generator(5));
        assertThat(matrix.shape()).isEqualTo(Shape.of(2, 3, 4));
        assertThat(gramError(matrix, 6, 4, 1)).isLessThanOrEqualTo(Tolerances.ORTHOGONAL_FLOAT64);
    }

    /** A = QR with a positive diagonal of R: this is what makes Q uniform, and it fixes every sign. */
    @Test
    void factorReproducesTheRandomMatrixWithAPositiveDiagonal() {
        int rows = 7;
        int columns = 4;
        Tensor q = Orthogonal.of().initialize(Shape.of(rows, columns), DType.FLOAT64, new Generator(6));
        Generator again = new Generator(6);
        double[] a = new double[rows * columns]; // (rows, columns)
        for (int i = 0; i < a.length; i++) {
            a[i] = again.nextGaussian();
        }
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j <= i; j++) {
                double r = 0;
                for (int k = 0; k < rows; k++) {
                    r += q.get(k, i) * a[k * columns + j];
                }
                if (i == j) {
                    assertThat(r).as("R[%s, %s]", i, j).isPositive();
                } else {
                    assertThat(Math.abs(r)).as("R[%s, %s]", i, j).isLessThan(Tolerances.ORTHOGONAL_FLOAT64);
                }
            }
        }
    }

    @Test
    void wideMatrixIsTheTransposeOfTheTallOne() {
        Tensor wide = Orthogonal.of().initialize(Shape.of(3, 8), DType.FLOAT64, new Generator(7));
        Tensor tall = Orthogonal.of().initialize(Shape.of(8, 3), DType.FLOAT64, new Generator(7));
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 8; j++) {
                assertThat(wide.get(i, j)).isEqualTo(tall.get(j, i));
            }
        }
    }

    @Test
    void columnOfZerosStillGivesOrthonormalColumns() {
        double[] a = {0, 1, 0, 2, 0, -1}; // (3, 2), first column zero
        double[] q = Householder.orthonormalColumns(a, 3, 2);
        assertThat(gramError(Tensor.of(q, 3, 2), 3, 2, 1)).isLessThanOrEqualTo(Tolerances.ORTHOGONAL_FLOAT64);
    }

    @Test
    void vectorIsRefused() {
        assertThatThrownBy(() -> Orthogonal.of().initialize(Shape.of(5), DType.FLOAT32, new Generator(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Orthogonal: shape must have rank 2 or more. Received: shape=(5,).");
    }

    /** Largest element of |Q Qᵀ − diagonal · I|, or with Qᵀ Q, whichever is smaller. */
    private static double gramError(Tensor matrix, int rows, int columns, double diagonal) {
        boolean wide = rows < columns;
        int vectors = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double worst = 0;
        for (int i = 0; i < vectors; i++) {
            for (int j = 0; j < vectors; j++) {
                double sum = 0;
                for (int k = 0; k < length; k++) {
                    sum += wide
                            ? matrix.getAt(i * columns + k) * matrix.getAt(j * columns + k)
                            : matrix.getAt(k * columns + i) * matrix.getAt(k * columns + j);
                }
                worst = Math.max(worst, Math.abs(sum - (i == j ? diagonal : 0)));
            }
        }
        return worst;
    }
}
