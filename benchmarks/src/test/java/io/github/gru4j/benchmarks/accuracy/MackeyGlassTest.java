package io.github.gru4j.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MackeyGlassTest {

    /** By SciPy 1.17.1: DOP853 with rtol 1e-12, atol 1e-13 from one multiple of τ to the next, dense output as the past. */
    private static final Map<Integer, Double> REFERENCE = Map.of(
            10, 0.6524042925050014,
            17, 0.49197209671035613,
            25, 0.8766912957913537,
            50, 1.0609543628975227,
            100, 1.0137240165241768,
            200, 1.186718107116505,
            300, 1.152515099993119,
            500, 1.0634503069152348);

    @Test
    void valuesAreThoseOfAnIntegrationOfHigherOrder() {
        double[] x = MackeyGlass.series(0, 501);
        REFERENCE.forEach((time, value) -> assertThat(x[time]).as("x(%d)", time).isCloseTo(value, within(1e-6)));
    }

    @Test
    void skippingShiftsTheSeries() {
        assertThat(MackeyGlass.series(30, 10)).containsExactly(Arrays.copyOfRange(MackeyGlass.series(0, 40), 30, 40));
    }
}
