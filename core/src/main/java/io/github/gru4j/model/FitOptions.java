package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

    private final Arguments arguments;

    /** The values; one object of them belongs to one {@link FitOptions} and is not written to any more. */
    private static final class Arguments {
        private int epochs;
        private int batchSize = 32;
        private double validationSplit;
        private @Nullable Given validationData;
        private boolean shuffle = true;
        private @Nullable PerOutput<Tensor> sampleWeights;
        private Map<Integer, Double> classWeight = Map.of();
        private long seed;
        private List<Callback> callbacks = List.of();

        Arguments copy() {
            Arguments copy = new Arguments();
            copy.epochs = epochs;
            copy.batchSize = batchSize;
            copy.validationSplit = validationSplit;
            copy.validationData = validationData;
            copy.shuffle = shuffle;
            copy.sampleWeights = sampleWeights;
            copy.classWeight = classWeight;
            copy.seed = seed;
            copy.callbacks = callbacks;
            return copy;
        }
    }

    private FitOptions(Arguments arguments) {
        PerOutput<Tensor> sampleWeights = arguments.sampleWeights;
        if (sampleWeights != null && !arguments.classWeight.isEmpty()) {
            String given = sampleWeights instanceof PerOutput.Same<Tensor> same
                    ? "sampleWeight of shape=" + same.value().shape()
                    : "sampleWeights per output";
            throw new IllegalArgumentException("FitOptions: only one of sampleWeight and classWeight may be set."
                    + " Received: " + given + ", classWeight=" + arguments.classWeight + ".");
        }
        this.arguments = arguments;
    }

    private FitOptions with(Consumer<Arguments> change) {
        Arguments changed = arguments.copy();
        change.accept(changed);
        return new FitOptions(changed);
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
        Arguments arguments = new Arguments();
        arguments.epochs = epochs;
        return new FitOptions(arguments);
    }

    /** Samples per step; 32 by default. */
    public FitOptions batchSize(int newBatchSize) {
        if (newBatchSize <= 0) {
            throw new IllegalArgumentException(
                    "FitOptions: batchSize must be a positive integer. Received: batchSize=" + newBatchSize + ".");
        }
        return with(changed -> changed.batchSize = newBatchSize);
    }

    /**
     * The share of the samples kept for validation: the last ones, with their weights, before shuffling; 0 by default.
     *
     * @param share 0 or more, below 1
     */
    public FitOptions validationSplit(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "FitOptions: validationSplit must be in the range [0, 1). Received: validationSplit=" + share
                            + ".");
        }
        return with(changed -> changed.validationSplit = share);
    }

    /** Samples to validate on after each epoch; goes before {@link #validationSplit}. */
    public FitOptions validationData(Tensor x, Tensor y) {
        return validationData(x, y, null);
    }

    /** Samples to validate on, and what each one weighs in the loss, as {@link #sampleWeight} says. */
    public FitOptions validationData(Tensor x, Tensor y, @Nullable Tensor newSampleWeight) {
        return validationData(List.of(x), List.of(y), newSampleWeight == null ? null : PerOutput.same(newSampleWeight));
    }

    /** Samples of a model with several inputs or outputs to validate on; see {@link Model#fit(List, List, FitOptions)}. */
    public FitOptions validationData(List<Tensor> x, List<Tensor> y) {
        return validationData(x, y, null);
    }

    /** Samples to validate on, and what they weigh in the loss of each output, as {@link #sampleWeights} says. */
    public FitOptions validationData(List<Tensor> x, List<Tensor> y, @Nullable PerOutput<Tensor> newSampleWeights) {
        return with(changed -> changed.validationData = new Given(x, y, newSampleWeights));
    }

    /** Whether the samples come in a new random order each epoch; true by default. */
    public FitOptions shuffle(boolean newShuffle) {
        return with(changed -> changed.shuffle = newShuffle);
    }

    /**
     * What each sample weighs in the loss and in weighted metrics; the divisor of a mean stays the number of samples.
     *
     * @param newSampleWeight (samples), or (samples, timesteps) for a model with an output per step; the same for every
     *     output; null, for ones, by default
     */
    public FitOptions sampleWeight(@Nullable Tensor newSampleWeight) {
        return with(
                changed -> changed.sampleWeights = newSampleWeight == null ? null : PerOutput.same(newSampleWeight));
    }

    /**
     * What each sample weighs in the loss of each output; see {@link #sampleWeight}.
     *
     * @param newSampleWeights for each target that is given, null for ones
     */
    public FitOptions sampleWeights(PerOutput<Tensor> newSampleWeights) {
        return with(changed -> changed.sampleWeights = newSampleWeights);
    }

    /**
     * What a sample of each class weighs in a model with one output, in place of {@link #sampleWeight}; in training, not in
     * validation. The class is the target, rounded, or the first of the largest columns of a one-hot target.
     *
     * @param newClassWeight finite weights; a class that is not listed weighs 1; empty, for ones, by default
     */
    public FitOptions classWeight(Map<Integer, Double> newClassWeight) {
        newClassWeight.forEach((number, weight) -> {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("FitOptions: classWeight must hold finite numbers. Received: class "
                        + number + " = " + weight + ".");
            }
        });
        Map<Integer, Double> kept = Map.copyOf(newClassWeight);
        return with(changed -> changed.classWeight = kept);
    }

    /** Decides the order of the samples and the dropout masks; 0 by default. Same seed, same numbers, bit for bit. */
    public FitOptions seed(long newSeed) {
        return with(changed -> changed.seed = newSeed);
    }

    /** Who watches; replaces earlier ones. */
    public FitOptions callbacks(Callback... newCallbacks) {
        List<Callback> kept = List.of(newCallbacks);
        return with(changed -> changed.callbacks = kept);
    }

    /** How often to go through the data. */
    public int epochs() {
        return arguments.epochs;
    }

    /** Samples per step. */
    public int batchSize() {
        return arguments.batchSize;
    }

    /** The share of the samples kept for validation. */
    public double validationSplit() {
        return arguments.validationSplit;
    }

    /** The samples to validate on, or null. */
    @Nullable
    Given validationData() {
        return arguments.validationData;
    }

    /** Whether the samples come in a new random order each epoch. */
    public boolean shuffle() {
        return arguments.shuffle;
    }

    /** What each sample weighs, or null for ones. */
    public @Nullable PerOutput<Tensor> sampleWeights() {
        return arguments.sampleWeights;
    }

    /** What a sample of each class weighs; empty for ones. */
    public Map<Integer, Double> classWeight() {
        return arguments.classWeight;
    }

    /** Decides the order of the samples and the dropout masks. */
    public long seed() {
        return arguments.seed;
    }

    /** Who watches. */
    public List<Callback> callbacks() {
        return arguments.callbacks;
    }
}
