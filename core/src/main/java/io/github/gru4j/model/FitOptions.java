package io.github.gru4j.model;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
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
        private int initialEpoch;
        private @Nullable Integer batchSize;
        private @Nullable Integer stepsPerEpoch;
        private double validationSplit;
        private @Nullable Given validationData;
        private @Nullable Dataset validationDataset; // the one or the other
        private @Nullable Integer validationBatchSize;
        private @Nullable Integer validationSteps;
        private int validationFreq = 1;
        private Set<Integer> validationEpochs = Set.of(); // if there are some, instead of the frequency
        private boolean shuffle = true;
        private @Nullable PerOutput<Tensor> sampleWeights;
        private Map<Integer, Double> classWeight = Map.of();
        private long seed;
        private @Nullable Threads threads;
        private @Nullable Integer truncatedSteps;
        private List<Callback> callbacks = List.of();

        Arguments copy() {
            Arguments copy = new Arguments();
            copy.epochs = epochs;
            copy.initialEpoch = initialEpoch;
            copy.batchSize = batchSize;
            copy.stepsPerEpoch = stepsPerEpoch;
            copy.validationSplit = validationSplit;
            copy.validationData = validationData;
            copy.validationDataset = validationDataset;
            copy.validationBatchSize = validationBatchSize;
            copy.validationSteps = validationSteps;
            copy.validationFreq = validationFreq;
            copy.validationEpochs = validationEpochs;
            copy.shuffle = shuffle;
            copy.sampleWeights = sampleWeights;
            copy.classWeight = classWeight;
            copy.seed = seed;
            copy.threads = threads;
            copy.truncatedSteps = truncatedSteps;
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
        positive("epochs", epochs);
        Arguments arguments = new Arguments();
        arguments.epochs = epochs;
        return new FitOptions(arguments);
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "FitOptions: " + name + " must be a positive integer. Received: " + name + "=" + value + ".");
        }
    }

    /**
     * The number of the first epoch; 0 by default. A training from there has the order of samples and the dropout masks that
     * these epochs have in one from the start: with the weights and the optimizer of its end it goes on. From the number of
     * epochs on there is nothing to train.
     *
     * @param epoch 0 or more
     */
    public FitOptions initialEpoch(int epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException(
                    "FitOptions: initialEpoch must be 0 or more. Received: initialEpoch=" + epoch + ".");
        }
        return with(changed -> changed.initialEpoch = epoch);
    }

    /**
     * Samples per step; 32 by default or, with {@link #stepsPerEpoch}, as many as that takes. A dataset comes in batches and
     * does not ask.
     */
    public FitOptions batchSize(int newBatchSize) {
        positive("batchSize", newBatchSize);
        return with(changed -> changed.batchSize = newBatchSize);
    }

    /**
     * How many batches make an epoch; by default all that there are. The next epoch goes on behind them, and starts the data
     * anew when they have ended: an epoch in which they end is shorter, as in Keras.
     *
     * @param steps positive
     */
    public FitOptions stepsPerEpoch(int steps) {
        positive("stepsPerEpoch", steps);
        return with(changed -> changed.stepsPerEpoch = steps);
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
        return with(changed -> {
            changed.validationData = new Given(x, y, newSampleWeights);
            changed.validationDataset = null;
        });
    }

    /** Batches to validate on after each epoch. */
    public FitOptions validationData(Dataset batches) {
        return with(changed -> {
            changed.validationData = null;
            changed.validationDataset = batches;
        });
    }

    /** Samples per step of the validation; as many as in training by default. */
    public FitOptions validationBatchSize(int newBatchSize) {
        positive("validationBatchSize", newBatchSize);
        return with(changed -> changed.validationBatchSize = newBatchSize);
    }

    /**
     * On how many batches to validate, the first of the validation data each time; by default on all.
     *
     * @param steps positive
     */
    public FitOptions validationSteps(int steps) {
        positive("validationSteps", steps);
        return with(changed -> changed.validationSteps = steps);
    }

    /**
     * Validates after each so many epochs; 1 by default.
     *
     * @param epochs positive; with 2, the second, the fourth and so on are followed by a validation
     */
    public FitOptions validationFreq(int epochs) {
        positive("validationFreq", epochs);
        return with(changed -> {
            changed.validationFreq = epochs;
            changed.validationEpochs = Set.of();
        });
    }

    /**
     * Validates after these epochs.
     *
     * @param epochs counted from 1, as in Keras; one at least
     */
    public FitOptions validationFreq(Collection<Integer> epochs) {
        Set<Integer> kept = Set.copyOf(epochs);
        if (kept.isEmpty()) {
            throw new IllegalArgumentException(
                    "FitOptions: validationFreq must hold at least one epoch. Received: none.");
        }
        return with(changed -> changed.validationEpochs = kept);
    }

    /** Whether the samples come in a new random order each epoch; true by default. A dataset has its own order. */
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

    /**
     * Trains on several threads, the caller's included; the others come from {@link ForkJoinPool#commonPool}. See
     * {@link #threads(int, Executor)}.
     *
     * @param threads at most how many; more than there are processors are not used, and none beside a caller that itself
     *     runs in a fork-join pool
     */
    public FitOptions threads(int threads) {
        positive("threads", threads);
        return with(changed -> changed.threads = new Threads(threads, null));
    }

    /**
     * Trains on several threads, which take slices of each batch through the whole model and back; off by default. Then the
     * gradients of the slices are added, in their order, and one update follows. The number of slices depends on the batch
     * alone, at most 8 of at least 16 samples, of at least 8 in a batch of fewer than 32: the same seed gives the same weights,
     * bit for bit, with any number of threads, 1 included. Without this option a batch is not cut, and the sums differ in
     * their last digits.
     *
     * <p>The loss, its divisor and the metrics are those of the whole batch, and so is whatever looks at gradients: clipping,
     * accumulation, moving averages. A layer that looks at more than one sample, such as {@code BatchNormalization} unless it
     * is frozen or a stateful layer, and one that adds to the loss, such as an activity regularizer, is refused. A layer of
     * your own must say so ({@link Layer#mixesRowsInTraining}), and may run in several threads at a time, each in a call of
     * its own.
     *
     * <p>The memory is that of one batch, and a set of gradients for each slice.
     *
     * @param threads at most how many, the caller's included
     * @param executor lends the others; the caller does not wait for one that has not come, so it may refuse
     */
    public FitOptions threads(int threads, Executor executor) {
        positive("threads", threads);
        return with(changed -> changed.threads = new Threads(threads, executor));
    }

    /**
     * Cuts each batch of sequences into chunks of so many steps (truncated back-propagation through time). Each chunk is an
     * update of its own, as if it were a batch: the states of the recurrent layers go on from one chunk to the next, the
     * gradient does not, and the next batch starts anew. So the memory is that of a chunk, however long the sequences are. By
     * default sequences are not cut.
     *
     * <p>Inputs, targets and weights per step, (batch, timesteps, …), are cut alike; the last chunk may be shorter, and
     * sequences of no more steps are one chunk, as without this option. Each chunk draws dropout masks of its own. A stateful
     * layer keeps its states, as ever, from batch to batch too. What needs a sequence as a whole is refused: layers that read
     * backwards or give their last step alone, pooling and convolutions ({@link Layer#runsInChunks}). Validation does not cut.
     *
     * @param steps positive
     */
    public FitOptions truncatedSteps(int steps) {
        positive("truncatedSteps", steps);
        return with(changed -> changed.truncatedSteps = steps);
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

    /** The number of the first epoch. */
    public int initialEpoch() {
        return arguments.initialEpoch;
    }

    /** Samples per step; 32 if nothing else was said. */
    public int batchSize() {
        return arguments.batchSize == null ? 32 : arguments.batchSize;
    }

    /** Samples per step of a training on so many. */
    int batchSizeFor(int samples) {
        Integer steps = arguments.stepsPerEpoch;
        return arguments.batchSize == null && steps != null ? 1 + (samples - 1) / steps : batchSize();
    }

    /** Samples per step of a validation on so many. */
    int validationBatchSizeFor(int samples) {
        Integer steps = arguments.validationSteps;
        Integer size = arguments.validationBatchSize == null ? arguments.batchSize : arguments.validationBatchSize;
        if (size != null) {
            return size;
        }
        return steps == null ? 32 : 1 + (samples - 1) / steps;
    }

    /** How many batches make an epoch; null for all that there are. */
    public @Nullable Integer stepsPerEpoch() {
        return arguments.stepsPerEpoch;
    }

    /** On how many batches to validate; null for all. */
    public @Nullable Integer validationSteps() {
        return arguments.validationSteps;
    }

    /** Whether an epoch, counted from 0, is followed by a validation, if there are data for it. */
    public boolean validates(int epoch) {
        return arguments.validationEpochs.isEmpty()
                ? (epoch + 1) % arguments.validationFreq == 0
                : arguments.validationEpochs.contains(epoch + 1);
    }

    /**
     * Checks that these options are for a dataset.
     *
     * @throws IllegalArgumentException if one of them is for samples in memory
     */
    void checkForDataset() {
        if (arguments.sampleWeights != null) {
            throw new IllegalArgumentException(
                    "FitOptions: sampleWeight must not be set for a dataset, whose elements hold"
                            + " it. Received: sampleWeight. Put it into the elements.");
        }
        if (arguments.validationSplit > 0) {
            throw new IllegalArgumentException("FitOptions: validationSplit must be 0 for a dataset. Received:"
                    + " validationSplit=" + arguments.validationSplit + ". Use validationData, with skip and take.");
        }
    }

    /** The share of the samples kept for validation. */
    public double validationSplit() {
        return arguments.validationSplit;
    }

    /** The batches to validate on, or null. */
    @Nullable
    Dataset validationDataset() {
        return arguments.validationDataset;
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

    /** At most how many threads train, or null if batches are not cut. */
    public @Nullable Integer threads() {
        return arguments.threads == null ? null : arguments.threads.count();
    }

    /** How many threads train and who lends them, or null. */
    @Nullable
    Threads threading() {
        return arguments.threads;
    }

    /** The steps of a chunk, or null if sequences are not cut. */
    public @Nullable Integer truncatedSteps() {
        return arguments.truncatedSteps;
    }

    /** Who watches. */
    public List<Callback> callbacks() {
        return arguments.callbacks;
    }
}
