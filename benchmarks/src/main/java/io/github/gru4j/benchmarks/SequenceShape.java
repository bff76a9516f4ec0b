package io.github.gru4j.benchmarks;

import java.util.Arrays;

/** Batch, time steps, features and units; as a benchmark parameter {@code "32x100x64x128"}. */
record SequenceShape(int batch, int timesteps, int features, int units) {

    static SequenceShape parse(String text) {
        int[] sizes =
                Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        if (sizes.length != 4) {
            throw new IllegalArgumentException(
                    "SequenceShape: text must be batch x timesteps x features x units. Received: text=" + text + ".");
        }
        return new SequenceShape(sizes[0], sizes[1], sizes[2], sizes[3]);
    }
}
