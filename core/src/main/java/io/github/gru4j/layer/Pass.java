package io.github.gru4j.layer;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The result of a layer's forward pass together with the way back. A layer makes it at the end of {@code forward}; the
 * tensors that the backward pass needs are those that its closure captured.
 *
 * <p>A pass may be walked back once, and the weights must not change before that: the way back reads them. It belongs to
 * one thread.
 */
public final class Pass {

    /** The way back of a layer with several inputs or outputs. */
    @FunctionalInterface
    public interface Backward {
        /**
         * Walks back.
         *
         * @param dOutputs d loss / d output for each output, null for one that the loss does not depend on; if the pass
         *     says {@link #logits}, d loss / d logits for each output follow
         * @param gradients takes what belongs to the layer's parameters
         * @return d loss / d input for each input, null for one that has no gradient
         */
        List<@Nullable Tensor> apply(List<@Nullable Tensor> dOutputs, Gradients gradients);
    }

    /** The way back of a layer that leaves out the gradients of inputs that nobody asks for. */
    @FunctionalInterface
    public interface SelectiveBackward {
        /**
         * Walks back.
         *
         * @param dOutputs as in {@link Backward#apply}
         * @param gradients takes what belongs to the layer's parameters, and says which of them are wanted
         * @param wanted says of an input, by its place, whether its gradient is wanted
         * @return d loss / d input for each input; of one that is not wanted it does not matter
         */
        List<@Nullable Tensor> apply(List<@Nullable Tensor> dOutputs, Gradients gradients, IntPredicate wanted);
    }

    /** The way back of a layer with one input and one output. */
    @FunctionalInterface
    public interface UnaryBackward {
        /**
         * Walks back.
         *
         * @param dOutput d loss / d output
         * @param gradients takes what belongs to the layer's parameters
         * @return d loss / d input
         */
        Tensor apply(Tensor dOutput, Gradients gradients);
    }

    /**
     * What an activation made an output from.
     *
     * @param activation a softmax or a sigmoid
     * @param values what it was applied to
     */
    public record Logits(Activation activation, Tensor values) {}

    private final List<Tensor> outputs;
    private final @Nullable SelectiveBackward backward;
    private final List<@Nullable Logits> logits; // one per output, or none at all
    private final @Nullable List<@Nullable Mask> masks; // of the outputs; null while nobody has said
    private boolean walkedBack;

    private Pass(List<Tensor> outputs, @Nullable SelectiveBackward backward) {
        this(outputs, backward, List.of(), null);
    }

    private Pass(
            List<Tensor> outputs,
            @Nullable SelectiveBackward backward,
            List<@Nullable Logits> logits,
            @Nullable List<@Nullable Mask> masks) {
        this.outputs = List.copyOf(outputs);
        this.backward = backward;
        this.logits = logits;
        this.masks = masks;
    }

    /** A pass without a way back, for a call that is not recorded. */
    public static Pass of(Tensor output) {
        return new Pass(List.of(output), null);
    }

    /** A pass without a way back, for a call that is not recorded. */
    public static Pass of(List<Tensor> outputs) {
        return new Pass(outputs, null);
    }

    /** A pass with one input and one output. */
    public static Pass of(Tensor output, UnaryBackward backward) {
        return new Pass(List.of(output), (dOutputs, gradients, wanted) -> {
            Tensor dOutput = dOutputs.get(0);
            return Collections.singletonList(dOutput == null ? null : backward.apply(dOutput, gradients));
        });
    }

    /** A pass with any number of inputs and outputs. */
    public static Pass of(List<Tensor> outputs, Backward backward) {
        return new Pass(outputs, (dOutputs, gradients, wanted) -> backward.apply(dOutputs, gradients));
    }

    /** A pass with any number of inputs and outputs whose way back knows which gradients are wanted. */
    public static Pass of(List<Tensor> outputs, SelectiveBackward backward) {
        return new Pass(outputs, backward);
    }

    /**
     * This pass, whose way back also takes the gradients of what a softmax or a sigmoid made outputs from.
     *
     * @param newLogits one per output, null where no such activation made it
     */
    public Pass withLogits(List<@Nullable Logits> newLogits) {
        boolean any = newLogits.stream().anyMatch(Objects::nonNull);
        return new Pass(outputs, backward, any ? unmodifiable(newLogits) : List.of(), masks);
    }

    /**
     * What a softmax or a sigmoid made the outputs from: one per output, null where none did; empty if none made any. A
     * cross-entropy starts from here, as on Keras's TensorFlow backend: probabilities near 0 and 1 have lost the digits
     * that it needs.
     */
    public List<@Nullable Logits> logits() {
        return logits;
    }

    /** What a softmax or a sigmoid made an output from, or null if none did. */
    public @Nullable Logits logits(int output) {
        return logits.isEmpty() ? null : logits.get(output);
    }

    private static <T> List<@Nullable T> unmodifiable(List<@Nullable T> list) {
        return Collections.unmodifiableList(new ArrayList<@Nullable T>(list));
    }

    /**
     * This pass with a mask for each output, for a layer whose masks depend on more than the mask that came in.
     *
     * @param newMasks one per output, null for none
     */
    public Pass withMasks(List<@Nullable Mask> newMasks) {
        return new Pass(outputs, backward, logits, unmodifiable(newMasks));
    }

    /** This pass with a mask for its first output and none for the others; see {@link #withMasks}. */
    public Pass withMask(@Nullable Mask mask) {
        return withMasks(Collections.singletonList(mask));
    }

    /** Whether the masks of the outputs have been said. */
    boolean hasMasks() {
        return masks != null;
    }

    /** The mask of the first output, or null when every step is used. */
    public @Nullable Mask mask() {
        return mask(0);
    }

    /** The masks of the outputs, one each, null where every step is used. */
    public List<@Nullable Mask> masks() {
        List<@Nullable Mask> all = new ArrayList<>(outputs.size());
        for (int output = 0; output < outputs.size(); output++) {
            all.add(mask(output));
        }
        return all;
    }

    private @Nullable Mask mask(int output) {
        return masks == null || output >= masks.size() ? null : masks.get(output);
    }

    /** The first output. */
    public Tensor output() {
        return outputs.get(0);
    }

    /** All outputs. */
    public List<Tensor> outputs() {
        return outputs;
    }

    /** Walks back from the first output; see {@link Backward#apply}. */
    public List<@Nullable Tensor> backward(Tensor dOutput, Gradients gradients) {
        return backward(Collections.singletonList(dOutput), gradients);
    }

    /** Walks back to all inputs; see {@link #backward(List, Gradients, IntPredicate)}. */
    public List<@Nullable Tensor> backward(List<@Nullable Tensor> dOutputs, Gradients gradients) {
        return backward(dOutputs, gradients, input -> true);
    }

    /**
     * Walks back; see {@link Backward#apply}. Gradients that are missing at the end of the list count as null.
     *
     * @param dOutputs d loss / d output for each output, then for what {@link #logits} names; null for none
     * @param gradients takes the gradients of the parameters that it wants
     * @param wanted says of an input, by its place, whether its gradient is wanted; the work for others may be left out
     * @return d loss / d input for each input; of one that is not wanted it may be null
     * @throws IllegalStateException if the forward pass was not recorded, or was walked back before: the way back
     *     overwrites what the forward pass kept
     */
    public List<@Nullable Tensor> backward(List<@Nullable Tensor> dOutputs, Gradients gradients, IntPredicate wanted) {
        if (backward == null) {
            throw new IllegalStateException(
                    "Pass: a backward pass needs a recorded forward pass. Use Call.training(generator) or recording(true).");
        }
        if (walkedBack) {
            throw new IllegalStateException(
                    "Pass: a forward pass can be walked back once. Run the layer again for another backward pass.");
        }
        walkedBack = true;
        List<@Nullable Tensor> all = new ArrayList<@Nullable Tensor>(dOutputs);
        while (all.size() < outputs.size() + logits.size()) {
            all.add(null);
        }
        return backward.apply(all, gradients, wanted);
    }
}
