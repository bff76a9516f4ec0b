package io.github.gru4j.data;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A pipeline from samples to batches, which may be more than fits into memory ({@code tf.data.Dataset}). Each method returns
 * a further pipeline; nothing is read before an iteration asks for it.
 *
 * <pre>{@code
 * Dataset batches = Dataset.fromStream(() -> Files.lines(file).map(this::sample))
 *         .shuffle(10_000, seed)
 *         .batch(32)
 *         .prefetch(2);
 * model.fit(batches, FitOptions.epochs(20));
 * }</pre>
 *
 * <p>Going through the data once is a pass, and passes have numbers: {@link #shuffle} gives each another order, which depends
 * on the seed and the number alone. {@code fit} numbers its passes as epochs, {@link #repeat} goes on counting.
 *
 * <p>Immutable and, if the source can be iterated over by several threads at a time, safe to share between threads: all
 * iterations are independent. Differs from {@code tf.data}: {@link #iterator()} always is the first pass, where a dataset of
 * TensorFlow counts the iterations that there have been.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/data/Dataset">tf.data.Dataset</a>
 */
public final class Dataset implements Iterable<Element> {

    /** The {@link #cardinality} of a dataset without an end. */
    public static final long INFINITE = -1;

    /** The {@link #cardinality} of a dataset that has to be read to be counted. */
    public static final long UNKNOWN = -2;

    private final Source source;
    private final long cardinality;

    /** Begins passes. */
    private interface Source {
        Flow open(long pass);
    }

    private Dataset(Source source, long cardinality) {
        this.source = source;
        this.cardinality = cardinality;
    }

    // ---- sources ----------------------------------------------------------------------------------------------------

    /** An element for each row of a tensor. */
    public static Dataset fromTensorSlices(Tensor inputs) {
        return fromTensorSlices(Element.of(inputs));
    }

    /** An element for each row of an input and of its targets. */
    public static Dataset fromTensorSlices(Tensor inputs, Tensor targets) {
        return fromTensorSlices(Element.of(inputs, targets));
    }

    /**
     * An element for each row of all tensors.
     *
     * @param tensors with as many rows each
     */
    public static Dataset fromTensorSlices(Element tensors) {
        int rows = tensors.inputs().get(0).shape().rank() == 0
                ? -1
                : tensors.inputs().get(0).dim(0);
        tensors.map(tensor -> {
            if (tensor.shape().rank() == 0 || tensor.dim(0) != rows) {
                throw new IllegalArgumentException(
                        "Dataset: all tensors must have as many rows as the first. Received: shape="
                                + tensors.inputs().get(0).shape() + ", shape=" + tensor.shape() + ".");
            }
            return tensor;
        });
        return indexed(rows, row -> tensors.map(tensor -> Together.row(tensor, row)));
    }

    /**
     * Elements from anywhere.
     *
     * @param elements gives a new iterator for each pass; one that is {@link AutoCloseable} is closed when the pass ends
     */
    public static Dataset fromIterable(Iterable<? extends Element> elements) {
        return new Dataset(pass -> IteratorFlow.of(elements.iterator()), UNKNOWN);
    }

    /**
     * Elements of a stream, as of the lines of a file.
     *
     * @param opening gives a new stream for each pass, at whose end it is closed; an {@link java.io.IOException} of it comes
     *     to the reader as an {@link java.io.UncheckedIOException}
     */
    public static Dataset fromStream(Callable<? extends Stream<? extends Element>> opening) {
        return new Dataset(pass -> IteratorFlow.of(opening), UNKNOWN);
    }

    /**
     * Inputs and targets from two datasets, element by element, as many as both have: windows of one series with windows of
     * another. Where both are shuffled alike (buffer, seed, and everything before) they stay side by side.
     *
     * @param inputs whose inputs become inputs; nothing else of its elements is used
     * @param targets whose inputs become targets; their sample weights stay
     */
    public static Dataset zip(Dataset inputs, Dataset targets) {
        return new Dataset(
                pass -> new ZipFlow(inputs.source.open(pass), targets.source.open(pass)),
                shorter(inputs.cardinality, targets.cardinality));
    }

    private static long shorter(long a, long b) {
        if (a == INFINITE || b == INFINITE) {
            return a == INFINITE ? b : a;
        }
        return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : Math.min(a, b);
    }

    /** Elements that are made of their numbers. */
    static Dataset indexed(int count, IntFunction<Element> elements) {
        return new Dataset(pass -> new IndexFlow(count, elements), count);
    }

    // ---- pipelines --------------------------------------------------------------------------------------------------

    /** Each element changed. */
    public Dataset map(UnaryOperator<Element> change) {
        return new Dataset(pass -> new MapFlow(source.open(pass), change), cardinality);
    }

    /** As {@link #shuffle(int, long, boolean)}, in another order in each pass. */
    public Dataset shuffle(int bufferSize, long seed) {
        return shuffle(bufferSize, seed, true);
    }

    /**
     * Elements in random order: each is drawn from the next {@code bufferSize} that have not been drawn yet. With a buffer for
     * all of them every order is equally likely; an element comes at most {@code bufferSize - 1} places too early.
     *
     * @param bufferSize how many elements are kept in memory; positive
     * @param seed decides the order
     * @param reshuffleEachIteration whether each pass has an order of its own
     */
    public Dataset shuffle(int bufferSize, long seed, boolean reshuffleEachIteration) {
        positive("bufferSize", bufferSize);
        return new Dataset(
                pass -> new ShuffleFlow(
                        source.open(pass),
                        bufferSize,
                        new Generator(reshuffleEachIteration ? seed + Generator.mix(pass) : seed)),
                cardinality);
    }

    /** As {@link #batch(int, boolean)}, with the last batch if it is smaller. */
    public Dataset batch(int batchSize) {
        return batch(batchSize, false);
    }

    /**
     * So many elements as one, whose tensors have one more axis in front. A pipeline that is batched twice has two more.
     *
     * @param batchSize positive
     * @param dropRemainder whether a last batch that is smaller is left out, as stateful layers need it
     */
    public Dataset batch(int batchSize, boolean dropRemainder) {
        return batch(batchSize, dropRemainder, Together::stacked);
    }

    /** As {@link #paddedBatch(int, SequencePadding)}, with zeros after the last step. */
    public Dataset paddedBatch(int batchSize) {
        return paddedBatch(batchSize, SequencePadding.post());
    }

    /** As {@link #paddedBatch(int, SequencePadding, boolean)}, with the last batch if it is smaller. */
    public Dataset paddedBatch(int batchSize, SequencePadding padding) {
        return paddedBatch(batchSize, padding, false);
    }

    /**
     * So many elements as one, with sequences of several lengths. {@link SequencePadding} says how they are filled up, and
     * what makes a model overlook that.
     *
     * @param batchSize positive
     * @param padding for inputs of rank 1 and more, whose first axis is time; for sample weights of these ranks, which are
     *     filled up with 0; for targets if it says so
     * @param dropRemainder whether a last batch that is smaller is left out
     */
    public Dataset paddedBatch(int batchSize, SequencePadding padding, boolean dropRemainder) {
        return batch(batchSize, dropRemainder, padding::together);
    }

    private Dataset batch(int batchSize, boolean dropRemainder, Function<List<Element>, Element> together) {
        positive("batchSize", batchSize);
        return new Dataset(
                pass -> new BatchFlow(source.open(pass), batchSize, dropRemainder, together),
                counted(count -> (count + (dropRemainder ? 0 : batchSize - 1)) / batchSize));
    }

    /**
     * Elements that a thread of its own reads ahead while earlier ones are used. It is a daemon, runs from the first to the
     * last element of a pass and ends early when the iterator is closed, which waits for it, or is no longer used. What goes
     * wrong in it, the reader gets as it is, behind the elements before.
     *
     * @param bufferSize how many elements are kept ready; positive
     */
    public Dataset prefetch(int bufferSize) {
        positive("bufferSize", bufferSize);
        return new Dataset(pass -> new PrefetchFlow(() -> source.open(pass), bufferSize), cardinality);
    }

    /** The elements again and again, without an end. */
    public Dataset repeat() {
        return new Dataset(
                pass -> new RepeatFlow(source::open, Generator.mix(pass), Long.MAX_VALUE),
                cardinality == 0 ? 0 : INFINITE);
    }

    /**
     * The elements so many times.
     *
     * @param count positive
     */
    public Dataset repeat(int count) {
        positive("count", count);
        return new Dataset(
                pass -> new RepeatFlow(source::open, pass * count, count), counted(elements -> elements * count));
    }

    /**
     * The first elements.
     *
     * @param count at most how many; 0 or more
     */
    public Dataset take(long count) {
        notNegative(count);
        return new Dataset(
                pass -> new TakeFlow(source.open(pass), count),
                cardinality == INFINITE ? count : counted(elements -> Math.min(elements, count)));
    }

    /**
     * All but the first elements.
     *
     * @param count how many are left out; 0 or more
     */
    public Dataset skip(long count) {
        notNegative(count);
        return new Dataset(
                pass -> new SkipFlow(source.open(pass), count), counted(elements -> Math.max(0, elements - count)));
    }

    private long counted(LongUnaryOperator change) {
        return cardinality < 0 ? cardinality : change.applyAsLong(cardinality);
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "Dataset: " + name + " must be a positive integer. Received: " + name + "=" + value + ".");
        }
    }

    private static void notNegative(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("Dataset: count must be 0 or more. Received: count=" + count + ".");
        }
    }

    // ---- iterations -------------------------------------------------------------------------------------------------

    /** How many elements a pass has, {@link #INFINITE} or {@link #UNKNOWN}. */
    public long cardinality() {
        return cardinality;
    }

    /** The first pass; as {@link #iterator(long)} of 0. */
    @Override
    public ElementIterator iterator() {
        return iterator(0);
    }

    /**
     * A pass over the elements. Who does not go to its end closes it:
     *
     * <pre>{@code
     * try (ElementIterator elements = dataset.iterator(epoch)) { … }
     * }</pre>
     *
     * @param pass its number, which decides the order that {@link #shuffle} gives
     */
    public ElementIterator iterator(long pass) {
        return new ElementIterator(source.open(pass));
    }
}
