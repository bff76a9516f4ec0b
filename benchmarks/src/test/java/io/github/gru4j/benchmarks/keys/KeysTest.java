package io.github.gru4j.benchmarks.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysTest {

    @Test
    void soakOfAFewKeysFindsNoDrift() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        double[] heaps = new Soak(60_000, 300, 3, 5).run(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(heaps).hasSize(20).doesNotContain(0);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2 + 20 + 1);
        assertThat(lines.get(22)).isEqualTo("No drift: every replayed key had the bits of its own steps.");
        String[] last = lines.get(21).split("\\|");
        assertThat(Double.parseDouble(last[1])).isEqualTo(0.1);
        assertThat(Integer.parseInt(last[3].strip())).as("keys came and went").isGreaterThan(400);
    }

    @Test
    void heapThatGrowsIsNoticedAndATableThatAwaitsCollectionIsNot() {
        double[] heaps = new double[20];
        Arrays.fill(heaps, 100);
        heaps[19] = 180;
        assertThatCode(() -> Soak.checkGrowth(heaps)).doesNotThrowAnyException();
        heaps[18] = 103;
        assertThatThrownBy(() -> Soak.checkGrowth(heaps))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Soak: the heap must not grow. Received: 103.0 MB after 100.0 MB.");
    }

    @Test
    void eventsFollowFromTheKeyAndTheirNumber() {
        float[] event = new float[6];
        Events.write(5, 9, event, 1, 4);
        float[] again = new float[6];
        Events.write(5, 9, again, 1, 4);
        assertThat(again).isEqualTo(event);
        assertThat(event[0]).isZero();
        assertThat(event[5]).isZero();
        for (int i = 1; i < 5; i++) {
            assertThat(event[i]).isBetween(-1f, 1f).isNotZero();
        }
        Events.write(5, 10, again, 1, 4);
        assertThat(again).isNotEqualTo(event);
    }

    @Test
    void latenciesAreMeasuredOfContendersThatAgree() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Latency(100, 0.01).run(new PrintStream(out, true, StandardCharsets.UTF_8), new int[][] {{2, 3}});
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(2 + 3);
        assertThat(lines.get(2)).startsWith("| 2x3   | gru4j, StateTable");
        assertThat(lines.get(4)).startsWith("| 2x3   | gru4j, KeyedStream");
    }

    @Test
    void optionsAreRead() {
        assertThat(Main.options(List.of("--steps", "5", "--keys", "7")))
                .isEqualTo(Map.of("--steps", "5", "--keys", "7"));
        assertThatThrownBy(() -> Main.options(List.of("--step", "5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Main: options must be known and have a value. Received: --step. See --help.");
        assertThatThrownBy(() -> Main.options(List.of("--steps")))
                .hasMessage("Main: options must be known and have a value. Received: --steps. See --help.");
    }
}
