package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to train: the arguments of Keras's {@code fit}. Each method returns a changed copy.
 *
 * <pre>{@code
 * FitOptions.epochs(20).batchSize(64).validationSplit(0.2).callbacks(EarlyStopping.of(3))
 * }</pre>
 *
 * <p>Immutable; safe to share between threads.
 */
public final class FitOptions {

    private final int epochs;
    private final int batchSize;
    private final double validationSplit;
    private final @Nullable Tensor validationX;
    private final @Nullable Tensor validationY;
    private final boolean shuffle;
    private final long seed;
    private final List<Callback> callbacks;

    private FitOptions(
            int epochs,
            int batchSize,
            double validationSplit,
            @Nullable Tensor validationX,
            @Nullable Tensor validationY,
            boolean shuffle,
            long seed,
            List<Callback> callbacks) {
        this.epochs = epochs;
        this.batchSize = batchSize;
        this.validationSplit = validationSplit;
        this.validationX = validationX;
        this.validationY = validationY;
        this.shuffle = shuffle;
        this.seed = seed;
        this.callbacks = callbacks;
    }

    /**
     * Options with Keras's defaults: batches of 32, shuffled, no validation.
     *
     * @param epochs how often to go through the data; positive
     */
    public static FitOptions epochs(int epochs) {
        if (epochs <= 0) {
            throw new IllegalArgumentException(
                    "FitOptions: epochs must be a positive integer. Received: epochs=" + epochs + ".");
        }
        return new FitOptions(epochs, 32, 0, null, null, true, 0, List.of());
    }

    /** Samples per step; 32 by default. */
    public FitOptions batchSize(int newBatchSize) {
        if (newBatchSize <= 0) {
            throw new IllegalArgumentException(
                    "FitOptions: batchSize must be a positive integer. Received: batchSize=" + newBatchSize + ".");
        }
        return new FitOptions(
                epochs, newBatchSize, validationSplit, validationX, validationY, shuffle, seed, callbacks);
    }

    /**
     * The share of the samples kept for validation: the last ones, before shuffling; 0 by default.
     *
     * @param share 0 or more, below 1
     */
    public FitOptions validationSplit(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "FitOptions: validationSplit must be in the range [0, 1). Received: validationSplit=" + share
                            + ".");
        }
        return new FitOptions(epochs, batchSize, share, validationX, validationY, shuffle, seed, callbacks);
    }

    /** Samples to validate on after each epoch; goes before {@link #validationSplit}. */
    public FitOptions validationData(Tensor x, Tensor y) {
        return new FitOptions(epochs, batchSize, validationSplit, x, y, shuffle, seed, callbacks);
    }

    /** Whether the samples come in a new random order each epoch; true by default. */
    public FitOptions shuffle(boolean newShuffle) {
        return new FitOptions(
                epochs, batchSize, validationSplit, validationX, validationY, newShuffle, seed, callbacks);
    }

    /** Decides the order of the samples and the dropout masks; 0 by default. Same seed, same numbers, bit for bit. */
    public FitOptions seed(long newSeed) {
        return new FitOptions(
                epochs, batchSize, validationSplit, validationX, validationY, shuffle, newSeed, callbacks);
    }

    /** Who watches; replaces earlier ones. */
    public FitOptions callbacks(Callback... newCallbacks) {
        return new FitOptions(
                epochs, batchSize, validationSplit, validationX, validationY, shuffle, seed, List.of(newCallbacks));
    }

    /** How often to go through the data. */
    public int epochs() {
        return epochs;
    }

    /** Samples per step. */
    public int batchSize() {
        return batchSize;
    }

    /** The share of the samples kept for validation. */
    public double validationSplit() {
        return validationSplit;
    }

    /** The inputs to validate on, or null. */
    public @Nullable Tensor validationX() {
        return validationX;
    }

    /** The targets to validate on, or null. */
    public @Nullable Tensor validationY() {
        return validationY;
    }

    /** Whether the samples come in a new random order each epoch. */
    public boolean shuffle() {
        return shuffle;
    }

    /** Decides the order of the samples and the dropout masks. */
    public long seed() {
        return seed;
    }

    /** Who watches. */
    public List<Callback> callbacks() {
        return callbacks;
    }
}
