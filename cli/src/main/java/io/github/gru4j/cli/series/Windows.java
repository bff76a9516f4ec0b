package io.github.gru4j.cli.series;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Windows over the rows of a frame: {@code window} consecutive rows of all features, and the target {@code horizon} rows
 * after the last of them. Immutable; safe to share between threads.
 */
public final class Windows {

    private final float[][] x; // (rows, features)
    private final int width;
    private final int window;
    private final int horizon;

    /**
     * Windows over a frame.
     *
     * @param frame the rows
     * @param window rows in a window, at least 1
     * @param horizon rows from the last row of a window to its target, at least 1
     */
    public Windows(Frame frame, int window, int horizon) {
        this.x = frame.x();
        this.width = frame.width();
        this.window = window;
        this.horizon = horizon;
    }

    /**
     * The rows between two that can be a target: a whole window lies before them, and their target was not filled in.
     *
     * @param frame the rows that this was made from
     * @param from the first row, inclusive
     * @param to the last row, exclusive
     */
    public int[] targetRows(Frame frame, int from, int to) {
        return IntStream.range(Math.max(from, window + horizon - 1), to)
                .filter(row -> frame.given()[row])
                .toArray();
    }

    /**
     * The windows whose targets are the given rows, which may lie beyond the last row by up to the horizon.
     *
     * @return {@code (targetRows.length, window, features)}
     */
    public Tensor inputs(int[] targetRows) {
        float[] values = new float[Math.multiplyExact(targetRows.length, window * width)];
        int position = 0;
        for (int target : targetRows) {
            int last = target - horizon;
            for (int row = last - window + 1; row <= last; row++) {
                System.arraycopy(x[row], 0, values, position, width);
                position += width;
            }
        }
        return Tensor.of(values, targetRows.length, window, width);
    }

    /** How many numbers the windows of that many targets hold. */
    public long inputSize(long targets) {
        return targets * window * width;
    }
}
