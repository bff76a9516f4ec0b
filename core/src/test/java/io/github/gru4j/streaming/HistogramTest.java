package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.random.Generator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void percentilesAreWithinAHundredAndTwentyEighthAbove() {
        Generator generator = new Generator(5);
        long[] values = new long[10_000];
        Histogram.Recorder recorder = new Histogram.Recorder();
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(generator.nextUniform(0, 42));
            recorder.record(values[i]);
        }
        Arrays.sort(values);
        Histogram histogram = recorder.histogram();
        for (double percent : new double[] {0, 0.01, 1, 10, 50, 90, 99, 99.9, 99.99, 100}) {
            long exact = values[Math.max(0, (int) Math.ceil(percent / 100 * values.length) - 1)];
            assertThat(histogram.percentile(percent))
                    .as("p%s", percent)
                    .isGreaterThanOrEqualTo(exact)
                    .isLessThanOrEqualTo(exact + exact / 128);
        }
        assertThat(histogram.count()).isEqualTo(10_000);
        assertThat(histogram.max()).isEqualTo(values[9_999]);
        assertThat(histogram.mean())
                .isCloseTo(Arrays.stream(values).asDoubleStream().average().orElseThrow(), within(1e6));
    }

    @Test
    void smallNumbersAndBoundsAreExact() {
        for (long value : new long[] {0, 1, 127, 128, 255, 1L << 20, 1L << 62}) {
            Histogram.Recorder recorder = new Histogram.Recorder();
            recorder.record(value);
            assertThat(recorder.histogram().percentile(50)).isEqualTo(value);
        }
        Histogram.Recorder recorder = new Histogram.Recorder();
        assertThat(recorder.histogram().percentile(99)).isZero();
        assertThat(recorder.histogram().mean()).isNaN();
        recorder.record(-5);
        recorder.record(Long.MAX_VALUE);
        Histogram both = recorder.histogram();
        assertThat(both.percentile(50)).isZero();
        assertThat(both.max()).isEqualTo(1L << 62);
        recorder.record(3);
        assertThat(both.count()).as("a histogram stays as it is").isEqualTo(2);
        assertThat(both)
                .hasToString(
                        "p50 0, p99 4611686018427387904, p99.9 4611686018427387904, max" + " 4611686018427387904 of 2");
    }

    @Test
    void percentMustBeOne() {
        assertThatThrownBy(() -> new Histogram.Recorder().histogram().percentile(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Histogram: percent must be from 0 to 100. Received: percent=101.0.");
        assertThatThrownBy(() -> new Histogram.Recorder().histogram().percentile(Double.NaN))
                .hasMessage("Histogram: percent must be from 0 to 100. Received: percent=NaN.");
    }
}
