package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {

    /** Of every range its start, then the number of rows. */
    private static int[] cuts(Ranges ranges) {
        return IntStream.rangeClosed(0, ranges.count()).map(ranges::start).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "16, 32, 2, 0 8 16",
        "17, 32, 2, 0 8 17",
        "31, 32, 2, 0 16 31",
        "32, 32, 2, 0 16 32",
        "64, 32, 2, 0 32 64",
        "96, 32, 2, 0 24 48 72 96",
        "24, 24, 3, 0 8 16 24",
        "20, 1000, 3, 0 8 16 20",
        "100, 33, 2, 0 24 48 72 100",
        "9, 3, 2, 0 3 6 9"
    })
    void rowsAreCutAtWholeTiles(int rows, int batchSize, int threads, String expected) {
        int[] cuts = Stream.of(expected.split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThat(cuts(Ranges.of(rows, batchSize, threads))).containsExactly(cuts);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 16, 31, 32, 100, 1000, Integer.MAX_VALUE})
    void rangesCoverAllRowsAndNoneIsLongerThanABatch(int batchSize) {
        for (int rows = 1; rows <= 200; rows++) {
            for (int threads = 1; threads <= 5; threads++) {
                Ranges ranges = Ranges.of(rows, batchSize, threads);
                int[] cuts = cuts(ranges);
                assertThat(cuts[0]).isZero();
                assertThat(cuts[ranges.count()]).isEqualTo(rows);
                for (int i = 0; i < ranges.count(); i++) {
                    assertThat(cuts[i + 1] - cuts[i]).isBetween(1, batchSize);
                    assertThat(cuts[i] % Math.min(8, batchSize)).isZero();
                }
            }
        }
    }

    @Test
    void everyThreadGetsAsManyRangesWhereThereAreEnoughRows() {
        for (int rows = 32; rows <= 400; rows++) {
            assertThat(Ranges.of(rows, 32, 2).count() % 2).as("%s rows", rows).isZero();
        }
    }

    @Test
    void manyRowsDoNotOverflow() {
        Ranges ranges = Ranges.of(Integer.MAX_VALUE, 1, 64);
        assertThat(ranges.start(ranges.count() - 1)).isEqualTo(Integer.MAX_VALUE - 1);
    }
}
