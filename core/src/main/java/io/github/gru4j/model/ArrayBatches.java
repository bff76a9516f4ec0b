package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches of samples that lie in memory. The inputs of a batch lie where those of an earlier one were: they are the model's
 * until the next batch. Targets and weights, which metrics and losses see, are copies of their own. Belongs to one training.
 */
final class ArrayBatches implements Batches {

    private final Data data;
    private final int batchSize;
    private final @Nullable Long seed;
    private List<Tensor> whole = List.of(); // the inputs of a batch of full size, kept for the next
    private List<Tensor> rest = List.of(); // and those of the last one of a pass, if it is shorter

    /**
     * Cuts samples into batches.
     *
     * @param data the samples; one at least
     * @param batchSize how many make a batch
     * @param seed decides the order of the samples in each pass; null for the order in which they are
     */
    ArrayBatches(Data data, int batchSize, @Nullable Long seed) {
        this.data = data;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    @Override
    public Reader open(long number) {
        int[] order =
                seed == null ? null : Training.ofEpoch(seed, number).split().permutation(data.samples());
        return new Reader() {
            private int from;

            @Override
            public @Nullable Data next() {
                int start = from;
                int left = data.samples() - start;
                if (left == 0) {
                    return null;
                }
                from = start + Math.min(left, batchSize);
                return batch(order, start, from);
            }

            @Override
            public void close() {}
        };
    }

    private Data batch(int @Nullable [] order, int from, int to) {
        boolean full = to - from == batchSize;
        Data batch = data.rows(order, from, to, full ? whole : rest);
        if (full) {
            whole = batch.x();
        } else {
            rest = batch.x();
        }
        return batch;
    }

    @Override
    public int count() {
        return 1 + (data.samples() - 1) / batchSize; // rounded up without overflow
    }

    @Override
    public boolean infinite() {
        return false;
    }
}
