package io.github.gru4j.cli.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MackeyGlassTest {

    @Test
    void beforeTheFirstDelayHasPassedTheSolutionIsKnownExactly() {
        // While t < 17 the delayed value is 1.2, so x decays towards b/γ: x(t) = b/γ + (1.2 − b/γ)·exp(−γt).
        double[] x = MackeyGlass.series(18, 0);
        double limit = 0.2 * 1.2 / (1 + Math.pow(1.2, 10)) / 0.1;
        for (int t = 0; t <= 17; t++) {
            assertThat(x[t]).isCloseTo(limit + (1.2 - limit) * Math.exp(-0.1 * t), within(1e-9));
        }
    }

    @Test
    void staysOnItsAttractorAndNeverRepeats() {
        double[] x = MackeyGlass.series(3000, 200);
        assertThat(Arrays.stream(x).min().orElseThrow()).isBetween(0.2, 0.5);
        assertThat(Arrays.stream(x).max().orElseThrow()).isBetween(1.2, 1.5);
        for (int lag = 1; lag < 1000; lag++) {
            assertThat(Scores.ofRepeating(
                                    x,
                                    java.util.stream.IntStream.range(1000, 3000).toArray(),
                                    lag)
                            .mae())
                    .isGreaterThan(1e-3);
        }
    }

    @Test
    void skippingShiftsTheSeries() {
        assertThat(MackeyGlass.series(10, 5)).containsExactly(Arrays.copyOfRange(MackeyGlass.series(15, 0), 5, 15));
    }
}
