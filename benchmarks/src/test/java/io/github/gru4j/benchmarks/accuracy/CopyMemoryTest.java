package io.github.gru4j.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.data.Element;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyMemoryTest {

    @Test
    void symbolsComeFirstAndAreToBeSaidAtTheEnd() {
        Set<Double> seen = new HashSet<>();
        for (Element sample : new CopyMemory(5, 4, 1).samples(1).take(100)) {
            int[] values = values(sample.inputs().get(0));
            Tensor y = sample.targets().get(0);
            assertThat(values).hasSize(25);
            assertThat(Arrays.copyOfRange(values, 10, 25)).containsExactly(0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
            for (int i = 0; i < 25; i++) {
                assertThat(y.getAt(i)).isEqualTo(i < 15 ? 0 : values[i - 15]);
            }
            for (int i = 15; i < 25; i++) {
                seen.add(y.getAt(i));
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    }

    private static int[] values(Tensor oneHot) {
        int[] values = new int[oneHot.dim(0)];
        for (int step = 0; step < values.length; step++) {
            double sum = 0;
            for (int value = 0; value < oneHot.dim(1); value++) {
                sum += oneHot.get(step, value);
                values[step] += value * (int) oneHot.get(step, value);
            }
            assertThat(sum).isEqualTo(1);
        }
        return values;
    }
}
