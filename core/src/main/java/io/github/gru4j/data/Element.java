package io.github.gru4j.data;

import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Dataset} is made of: a sample or, behind {@link Dataset#batch(int)}, a batch of samples, whose tensors have
 * one more axis in front. Keras's {@code (x, y, sample_weight)}.
 *
 * <p>Immutable, if nobody writes to the tensors; as safe to share between threads as they are.
 *
 * @param inputs one for each input of the model
 * @param targets one for each output of the model, or for each that has a loss; none to predict
 * @param sampleWeights none, for ones; a single one, for all outputs; or one for each target, null for ones
 */
public record Element(List<Tensor> inputs, List<Tensor> targets, List<@Nullable Tensor> sampleWeights) {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no input
     */
    public Element {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
        sampleWeights = Collections.unmodifiableList(new ArrayList<@Nullable Tensor>(sampleWeights));
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("Element: inputs must hold at least one tensor. Received: none.");
        }
    }

    /** One input and nothing else. */
    public static Element of(Tensor input) {
        return new Element(List.of(input), List.of(), List.of());
    }

    /** One input and one target. */
    public static Element of(Tensor input, Tensor target) {
        return new Element(List.of(input), List.of(target), List.of());
    }

    /** One input, one target and what they weigh; null for ones. */
    public static Element of(Tensor input, Tensor target, @Nullable Tensor sampleWeight) {
        return new Element(List.of(input), List.of(target), sampleWeight == null ? List.of() : List.of(sampleWeight));
    }

    /** Several inputs and targets. */
    public static Element of(List<Tensor> inputs, List<Tensor> targets) {
        return new Element(inputs, targets, List.of());
    }

    /** This element with each tensor changed; null stays null. */
    Element map(UnaryOperator<Tensor> change) {
        List<@Nullable Tensor> weights = new ArrayList<>();
        sampleWeights.forEach(weight -> weights.add(weight == null ? null : change.apply(weight)));
        return new Element(
                inputs.stream().map(change).toList(),
                targets.stream().map(change).toList(),
                weights);
    }
}
