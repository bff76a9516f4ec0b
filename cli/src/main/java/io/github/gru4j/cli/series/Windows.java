package io.github.gru4j.cli.series;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows over the rows of a frame: {@code window} consecutive rows of all features, and the targets some rows after the
 * last of them. A window is known by the row of its nearest target. Immutable; safe to share between threads.
 */
public final class Windows {

    private final Frame frame;
    private final int window;
    private final Horizons horizons;

    /**
     * Windows over a frame.
     *
     * @param frame the rows
     * @param window rows in a window, at least 1
     * @param horizons rows from the last row of a window to its targets
     */
    public Windows(Frame frame, int window, Horizons horizons) {
        this.frame = frame;
        this.window = window;
        this.horizons = horizons;
    }

    /**
     * The windows whose targets all lie between two rows: a whole window lies before them, and none of them was filled in.
     *
     * @param from the first row, inclusive
     * @param to the last row, exclusive
     * @return the row of the nearest target of each
     */
    public int[] targetRows(int from, int to) {
        return IntStream.range(Math.max(from, window + horizons.first() - 1), to - horizons.span() + 1)
                .filter(this::given)
                .toArray();
    }

    private boolean given(int row) {
        return frame.targets().stream()
                .allMatch(target ->
                        horizons.ahead().stream().allMatch(ahead -> target.given()[row + ahead - horizons.first()]));
    }

    /**
     * The windows of the given rows, which may lie beyond the last row by up to the nearest horizon.
     *
     * @param targetRows the row of the nearest target of each
     * @return {@code (targetRows.length, window, features)}
     */
    public Tensor inputs(int[] targetRows) {
        int width = frame.width();
        float[] values = new float[Math.multiplyExact(targetRows.length, window * width)];
        int position = 0;
        for (int target : targetRows) {
            int last = target - horizons.first();
            for (int row = last - window + 1; row <= last; row++) {
                System.arraycopy(frame.x()[row], 0, values, position, width);
                position += width;
            }
        }
        return Tensor.of(values, targetRows.length, window, width);
    }

    /**
     * What a model is to give for the windows of the given rows: all horizons of the first target, then of the next, each
     * in units of its scale.
     *
     * @param targetRows the row of the nearest target of each
     * @param scales one for each target
     * @return {@code (targetRows.length, targets * horizons)}
     */
    public Tensor targets(int[] targetRows, List<Scale> scales) {
        int count = horizons.count();
        int outputs = frame.targets().size() * count;
        float[] values = new float[Math.multiplyExact(targetRows.length, outputs)];
        for (int i = 0; i < targetRows.length; i++) {
            for (int output = 0; output < outputs; output++) {
                int row = targetRows[i] + horizons.ahead().get(output % count) - horizons.first();
                double value = frame.targets().get(output / count).values()[row];
                values[i * outputs + output] = scales.get(output / count).standardise(value);
            }
        }
        return Tensor.of(values, targetRows.length, outputs);
    }

    /** How many numbers the windows of that many rows hold. */
    public long inputSize(long targets) {
        return targets * window * frame.width();
    }
}
