package io.github.gru4j.data;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Windows over a series, batch by batch: Keras's {@code timeseries_dataset_from_array}. A window is copied when it is asked
 * for, so all of them take no more memory than the series.
 *
 * <pre>{@code
 * Dataset dataset = TimeseriesDataset.builder(data, targets, 48).samplingRate(2).batchSize(32).shuffle(true).build();
 * }</pre>
 *
 * <p>The window at position p consists of the rows p, p + samplingRate, p + 2 * samplingRate, … of the data; its target is
 * row p of the targets. With start and end index both count from the start index. Targets that are windows themselves come
 * from a dataset of their own, by {@link Dataset#zip}.
 *
 * <p>Differs from Keras: sequences must have a step at least, targets that end before the last window are refused before
 * the first, and without a seed the order is that of seed 0.
 *
 * @see <a href="https://keras.io/api/data_loading/timeseries/">Keras: timeseries_dataset_from_array</a>
 */
public final class TimeseriesDataset {

    private TimeseriesDataset() {}

    /**
     * Windows over a series.
     *
     * @param data (timesteps, …)
     * @param targets (timesteps, …), one for the window that starts at each step; null for windows alone
     * @param sequenceLength how many steps a window has
     */
    public static Builder builder(Tensor data, @Nullable Tensor targets, int sequenceLength) {
        return new Builder(data, targets, sequenceLength);
    }

    /** The arguments of {@code timeseries_dataset_from_array}, under Keras's names. Not thread-safe. */
    public static final class Builder {
        private final Tensor data;
        private final @Nullable Tensor targets;
        private final int sequenceLength;
        private int sequenceStride = 1;
        private int samplingRate = 1;
        private @Nullable Integer batchSize = 128;
        private boolean shuffle;
        private long seed;
        private int startIndex;
        private @Nullable Integer endIndex;

        private Builder(Tensor data, @Nullable Tensor targets, int sequenceLength) {
            this.data = data;
            this.targets = targets;
            this.sequenceLength = sequenceLength;
        }

        /** How many steps further the next window starts; 1 by default. */
        public Builder sequenceStride(int steps) {
            sequenceStride = steps;
            return this;
        }

        /** How many steps of the data lie from one step of a window to the next; 1 by default. */
        public Builder samplingRate(int steps) {
            samplingRate = steps;
            return this;
        }

        /** How many windows a batch has; 128 by default, null for windows one by one. */
        public Builder batchSize(@Nullable Integer windows) {
            batchSize = windows;
            return this;
        }

        /**
         * Whether windows come in another order than that of time; false by default. All are brought into one order, out of
         * which each pass draws through a buffer of eight batches.
         */
        public Builder shuffle(boolean newShuffle) {
            shuffle = newShuffle;
            return this;
        }

        /** Decides the order; 0 by default. */
        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /** Earlier rows of data and targets are not used; 0 by default. */
        public Builder startIndex(int row) {
            startIndex = row;
            return this;
        }

        /** This and later rows are not used; null, for all, by default. As in Keras it lies inside the data. */
        public Builder endIndex(@Nullable Integer row) {
            endIndex = row;
            return this;
        }

        /**
         * The windows.
         *
         * @throws IllegalArgumentException if the arguments do not fit the data
         */
        public Dataset build() {
            int rows = check();
            long last = (endIndex == null ? rows : endIndex) - startIndex - (sequenceLength - 1L) * samplingRate;
            long positions = Math.max(0, targets == null ? last : Math.min(last, targets.dim(0)));
            int windows = Math.toIntExact((positions + sequenceStride - 1) / sequenceStride);
            checkTargets(windows);
            int[] order = shuffle ? new Generator(seed).split().permutation(windows) : null;
            Dataset dataset = Dataset.indexed(
                    windows, window -> element((order == null ? window : order[window]) * sequenceStride));
            if (shuffle) {
                dataset = dataset.shuffle(
                        batchSize == null ? 1024 : Math.toIntExact(Math.min(8L * batchSize, Integer.MAX_VALUE)), seed);
            }
            return batchSize == null ? dataset : dataset.batch(batchSize);
        }

        private Element element(int position) {
            Tensor window = gather(sequenceLength, step -> startIndex + position + step * samplingRate);
            return new Element(
                    List.of(window),
                    targets == null ? List.of() : List.of(Together.row(targets, startIndex + position)),
                    List.of());
        }

        private Tensor gather(int steps, IntUnaryOperator row) {
            Tensor window = Tensor.zeros(data.dtype(), data.shape().with(0, steps));
            int width = window.size() / steps;
            for (int step = 0; step < steps; step++) {
                Tensor.copyRange(data, row.applyAsInt(step) * width, window, step * width, width);
            }
            return window;
        }

        private int check() {
            if (data.shape().rank() == 0) {
                throw error("data must have a time axis", "shape=()");
            }
            if (targets != null && targets.shape().rank() == 0) {
                throw error("targets must have a time axis", "shape=()");
            }
            int rows = data.dim(0);
            if (sequenceLength <= 0) {
                throw error("sequenceLength must be a positive integer", "sequenceLength=" + sequenceLength);
            }
            inside("samplingRate", samplingRate, 1, rows);
            inside("sequenceStride", sequenceStride, 1, rows);
            inside("startIndex", startIndex, 0, rows);
            if (endIndex != null) {
                inside("endIndex", endIndex, 1, rows);
                if (endIndex <= startIndex) {
                    throw error(
                            "endIndex must be higher than startIndex",
                            "startIndex=" + startIndex + ", endIndex=" + endIndex);
                }
            }
            return rows;
        }

        private static void inside(String name, int value, int least, int rows) {
            if (value < least || value >= rows) {
                throw error(
                        name + " must be " + least + " or more, and lower than the length of the data, " + rows,
                        name + "=" + value);
            }
        }

        private void checkTargets(int windows) {
            if (targets != null && windows > 0) {
                int last = startIndex + (windows - 1) * sequenceStride;
                if (targets.dim(0) <= last) {
                    throw error(
                            "targets must reach to the start of the last window, row " + last,
                            "shape=" + targets.shape());
                }
            }
        }

        private static IllegalArgumentException error(String rule, String received) {
            return new IllegalArgumentException("TimeseriesDataset: " + rule + ". Received: " + received + ".");
        }
    }
}
