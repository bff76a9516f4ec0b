package io.github.gru4j.benchmarks.peer;

import java.util.Arrays;

/**
 * Batch, time steps, features and units; as a benchmark parameter {@code "32x100x64x128"}, for a streaming step
 * {@code "64x128"}.
 *
 * @param batch sequences
 * @param timesteps steps of each
 * @param features numbers per step
 * @param units of the GRU
 */
public record SequenceShape(int batch, int timesteps, int features, int units) {

    /** Reads what {@link #toString} writes. */
    public static SequenceShape parse(String text) {
        int[] sizes =
                Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        return switch (sizes.length) {
            case 2 -> new SequenceShape(1, 1, sizes[0], sizes[1]);
            case 4 -> new SequenceShape(sizes[0], sizes[1], sizes[2], sizes[3]);
            default ->
                throw new IllegalArgumentException(
                        "SequenceShape: text must be features x units, or batch x timesteps x features x units."
                                + " Received: text=" + text + ".");
        };
    }

    /** The same with another batch. */
    public SequenceShape withBatch(int newBatch) {
        return new SequenceShape(newBatch, timesteps, features, units);
    }

    /** Numbers in the input. */
    public int inputs() {
        return batch * timesteps * features;
    }

    /** Numbers in the output. */
    public int outputs() {
        return batch * timesteps * units;
    }

    /** Multiplications and additions of the products of a forward pass, both counted. */
    public double flops() {
        return 2.0 * batch * timesteps * 3 * units * (features + units);
    }

    /** Bytes of the two kernels. */
    public long weightBytes() {
        return 4L * 3 * units * (features + units);
    }

    @Override
    public String toString() {
        String sizes = features + "x" + units;
        return batch == 1 && timesteps == 1 ? sizes : batch + "x" + timesteps + "x" + sizes;
    }
}
