package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransposeTest {

    private final Random random = new Random(20250304);

    private interface Copy {
        void run(Grid rows, Grid columns);
    }

    private void check(Copy copy, boolean toRows, boolean adds) {
        for (int rows : new int[] {0, 1, 5, 16, 33}) {
            for (int few = 0; few < 14; few++) {
                Grid m = Grid.random(DType.FLOAT32, rows, few, random);
                Grid t = Grid.random(DType.FLOAT32, few, rows, random);
                Grid mBefore = m.copy();
                Grid tBefore = t.copy();
                copy.run(m, t);
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < few; c++) {
                        double old = adds ? tBefore.get(c, r) : 0;
                        double expected = toRows ? tBefore.get(c, r) : (float) (old + mBefore.get(r, c));
                        assertThat(t.get(c, r)).isEqualTo(expected);
                        assertThat(m.get(r, c)).isEqualTo(toRows ? expected : mBefore.get(r, c));
                    }
                }
                m.assertOutsideUntouched("transpose");
                t.assertOutsideUntouched("transpose");
            }
        }
    }

    @Test
    void rowsBecomeColumns() {
        check(
                (m, t) -> Transpose.toColumns(
                        m.rows(), m.width(), m.tensor(), m.offset(), m.stride(), t.tensor(), t.offset(), t.stride()),
                false,
                false);
    }

    @Test
    void rowsAreAddedToColumns() {
        check(
                (m, t) -> Transpose.addToColumns(
                        m.rows(), m.width(), m.tensor(), m.offset(), m.stride(), t.tensor(), t.offset(), t.stride()),
                false,
                true);
    }

    @Test
    void columnsBecomeRows() {
        check(
                (m, t) -> Transpose.toRows(
                        m.rows(), m.width(), t.tensor(), t.offset(), t.stride(), m.tensor(), m.offset(), m.stride()),
                true,
                false);
    }
}
