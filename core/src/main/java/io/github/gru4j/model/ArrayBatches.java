package io.github.gru4j.model;

import org.jspecify.annotations.Nullable;

/**
 * Batches of samples that lie in memory.
 *
 * @param data the samples; one at least
 * @param batchSize how many make a batch
 * @param seed decides the order of the samples in each pass; null for the order in which they are
 */
record ArrayBatches(Data data, int batchSize, @Nullable Long seed) implements Batches {

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
                return order == null ? data.rows(start, from) : data.rows(order, start, from);
            }

            @Override
            public void close() {}
        };
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
