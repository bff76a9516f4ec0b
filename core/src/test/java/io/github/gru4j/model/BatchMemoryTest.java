package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Tensors;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Batches of samples in memory lie where earlier ones lay, and hold what they should. */
class BatchMemoryTest {

    private final Tensor first = Tensors.random(DType.FLOAT32, 1, 11, 3, 2);
    private final Tensor second = Tensors.random(DType.FLOAT64, 2, 11, 4);
    private final Tensor y = Tensors.random(DType.FLOAT32, 3, 11, 1);
    private final Data data = new Data(List.of(first, second), List.of(y), Arrays.asList((Tensor) null));

    private static Tensor row(Tensor tensor, int row) {
        return tensor.rows(row, row + 1);
    }

    /** Three passes of batches of four, four and three, each batch as it is while it is the last. */
    private void check(@Nullable Long seed) {
        ArrayBatches batches = new ArrayBatches(data, 4, seed);
        List<Tensor> targets = new ArrayList<>();
        List<Tensor> copies = new ArrayList<>();
        for (long pass = 0; pass < 3; pass++) {
            int[] order = seed == null
                    ? new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
                    : Training.ofEpoch(seed, pass).split().permutation(11);
            int sample = 0;
            try (Batches.Reader reader = batches.open(pass)) {
                for (Data batch = reader.next(); batch != null; batch = reader.next()) {
                    Tensor target = Objects.requireNonNull(batch.y().get(0));
                    targets.add(target);
                    copies.add(target.copy());
                    for (int i = 0; i < batch.samples(); i++, sample++) {
                        Tensors.assertSameBits(row(batch.x().get(0), i), row(first, order[sample]));
                        Tensors.assertSameBits(row(batch.x().get(1), i), row(second, order[sample]));
                        Tensors.assertSameBits(row(target, i), row(y, order[sample]));
                    }
                }
            }
            assertThat(sample).isEqualTo(11);
        }
        for (int i = 0; i < targets.size(); i++) { // metrics may keep them
            Tensors.assertSameBits(targets.get(i), copies.get(i));
        }
    }

    @Test
    void batchesHoldTheirSamplesWhateverLayThereBefore() {
        check(null);
        check(7L);
    }

    @Test
    void inputsLieWhereThoseOfTheBatchBeforeLay() {
        try (Batches.Reader reader = new ArrayBatches(data, 4, 7L).open(0)) {
            Tensor x = Objects.requireNonNull(reader.next()).x().get(0);
            assertThat(Objects.requireNonNull(reader.next()).x().get(0)).isSameAs(x);
        }
    }
}
