package io.github.gru4j.data;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How sequences of several lengths become one tensor: the arguments of Keras's {@code pad_sequences}. Each method returns a
 * changed copy.
 *
 * <pre>{@code
 * dataset.paddedBatch(32, SequencePadding.pre().value(-1).maxlen(100))
 * }</pre>
 *
 * <p>What fills a sequence up are numbers like any other: layers and losses count them until a mask says otherwise. That is
 * what a {@code Masking(value)} at the entrance of the model is for or, for ids, an {@code Embedding} with {@code maskZero}.
 * The mask is found by the value, so take one that no step consists of; it goes along with the sequence to the loss.
 * Sample weights per step do without a mask there, as they are filled up with 0.
 *
 * <p>Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/data_loading/timeseries/">Keras: pad_sequences</a>
 */
public final class SequencePadding {

    /** An end of a sequence. */
    public enum Side {
        /** Before the first step. */
        PRE,
        /** After the last step. */
        POST
    }

    private final Side side;
    private final Side truncating;
    private final double value;
    private final @Nullable Double targetValue;
    private final @Nullable Integer maxlen;

    private SequencePadding(
            Side side, Side truncating, double value, @Nullable Double targetValue, @Nullable Integer maxlen) {
        this.side = side;
        this.truncating = truncating;
        this.value = value;
        this.targetValue = targetValue;
        this.maxlen = maxlen;
    }

    /** Zeros before the first step, up to the longest sequence: what {@code pad_sequences} does by default. */
    public static SequencePadding pre() {
        return new SequencePadding(Side.PRE, Side.PRE, 0, null, null);
    }

    /** Zeros after the last step, up to the longest sequence: what {@code tf.data} does. */
    public static SequencePadding post() {
        return new SequencePadding(Side.POST, Side.PRE, 0, null, null);
    }

    /** What fills inputs up; 0 by default. */
    public SequencePadding value(double newValue) {
        return new SequencePadding(side, truncating, newValue, targetValue, maxlen);
    }

    /** Says that targets have steps, too, and what fills them up; by default they are taken as they are. */
    public SequencePadding targetValue(double newValue) {
        return new SequencePadding(side, truncating, value, newValue, maxlen);
    }

    /**
     * Makes all sequences this long; by default they become as long as the longest of the batch.
     *
     * @param steps 1 or more; longer sequences lose steps, see {@link #truncating}
     */
    public SequencePadding maxlen(int steps) {
        if (steps <= 0) {
            throw new IllegalArgumentException(
                    "SequencePadding: maxlen must be a positive integer. Received: maxlen=" + steps + ".");
        }
        return new SequencePadding(side, truncating, value, targetValue, steps);
    }

    /** Where sequences lose steps that are longer than {@link #maxlen}; before the first by default, also with post. */
    public SequencePadding truncating(Side newTruncating) {
        return new SequencePadding(side, newTruncating, value, targetValue, maxlen);
    }

    /**
     * Sequences as one tensor, Keras's {@code pad_sequences}.
     *
     * @param sequences (timesteps, …) each, all axes but the first the same
     * @return (sequences, maxlen, …), in the element type of the first
     */
    public Tensor pad(List<Tensor> sequences) {
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("SequencePadding: sequences must hold at least one. Received: none.");
        }
        return pad("sequences", sequences, value);
    }

    /** A batch of elements whose tensors have steps along their first axis, if they have one. */
    Element together(List<Element> elements) {
        return Together.of(
                elements,
                (name, tensors) -> orStacked(name, tensors, value),
                this::targets,
                (name, tensors) -> orStacked(name, tensors, 0));
    }

    private Tensor targets(String name, List<Tensor> tensors) {
        return targetValue == null
                ? Together.stack(name, tensors, "paddedBatch with a SequencePadding that has a targetValue")
                : orStacked(name, tensors, targetValue);
    }

    private Tensor orStacked(String name, List<Tensor> tensors, double fill) {
        return tensors.get(0).shape().rank() == 0
                ? Together.stack(name, tensors, "a time axis in each")
                : pad(name, tensors, fill);
    }

    private Tensor pad(String name, List<Tensor> sequences, double fill) {
        Shape steps = steps(name, sequences);
        int length = maxlen == null ? steps.dim(0) : maxlen;
        Tensor padded =
                Tensor.zeros(sequences.get(0).dtype(), Together.withBatch(sequences.size(), steps.with(0, length)));
        if (fill != 0) {
            padded.fill(fill);
        }
        int width = Math.toIntExact(steps.with(0, 1).size());
        for (int i = 0; i < sequences.size(); i++) {
            Tensor sequence = sequences.get(i);
            int given = sequence.dim(0);
            int kept = Math.min(given, length);
            int from = truncating == Side.PRE ? given - kept : 0;
            int to = i * length + (side == Side.PRE ? length - kept : 0);
            Tensor.copyRange(sequence, from * width, padded, to * width, kept * width);
        }
        return padded;
    }

    /** The shape of the longest sequence; that of one without steps says nothing. */
    private static Shape steps(String name, List<Tensor> sequences) {
        Shape longest = Shape.of(0);
        for (int i = 0; i < sequences.size(); i++) {
            Shape shape = sequences.get(i).shape();
            if (shape.rank() == 0) {
                throw new IllegalArgumentException("SequencePadding: " + name + " must have a time axis. Received: "
                        + name + " of shape=() at " + i + ".");
            }
            if (shape.dim(0) > 0
                    && longest.dim(0) > 0
                    && !shape.with(0, longest.dim(0)).equals(longest)) {
                throw new IllegalArgumentException(
                        "SequencePadding: " + name + " must differ in their first axis only, from " + longest
                                + ". Received: shape=" + shape + " at " + i + ".");
            }
            longest = shape.dim(0) > longest.dim(0) || i == 0 ? shape : longest;
        }
        return longest;
    }
}
