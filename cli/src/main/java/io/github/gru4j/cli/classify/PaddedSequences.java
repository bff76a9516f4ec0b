package io.github.gru4j.cli.classify;

import io.github.gru4j.cli.data.Sequences;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Sequences as one tensor: the shorter ones are filled up behind their end with a number that no table holds, which the
 * model's first layer masks.
 */
public final class PaddedSequences {

    /** What stands behind the end of a sequence; a float32 holds it exactly. */
    static final double PADDING = -1e9;

    private PaddedSequences() {}

    /**
     * Some of the sequences.
     *
     * @param which their numbers
     * @return {@code (which.length, steps of the longest of them, features)}
     */
    public static Tensor of(Sequences sequences, int[] which) {
        int steps = Arrays.stream(which).map(i -> sequences.x()[i].length).max().orElse(0);
        int width = sequences.features().size();
        float[] values = new float[Math.multiplyExact(which.length, Math.multiplyExact(steps, width))];
        Arrays.fill(values, (float) PADDING);
        for (int i = 0; i < which.length; i++) {
            float[][] x = sequences.x()[which[i]];
            for (int step = 0; step < x.length; step++) {
                System.arraycopy(x[step], 0, values, (i * steps + step) * width, width);
            }
        }
        return Tensor.of(values, which.length, steps, width);
    }

    /** The steps of some sequences, one after the other: {@code (1, steps, features)}. */
    static Tensor steps(Sequences sequences, int[] which) {
        float[][] all = Arrays.stream(which)
                .boxed()
                .flatMap(i -> Arrays.stream(sequences.x()[i]))
                .toArray(float[][]::new);
        return Tensor.of(all).reshape(1, all.length, sequences.features().size());
    }
}
