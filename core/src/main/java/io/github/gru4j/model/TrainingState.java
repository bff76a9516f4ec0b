package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a training needs to go on bit for bit as if it had not been interrupted: weights, the state of the
 * optimizer, random numbers, where it is in the data, the loss and metrics of the epoch so far, the states of stateful
 * layers, what callbacks remember, and the history. A {@link TrainingRun} gives it and continues from it.
 *
 * <p>It is a table of numbers under names, so that it can be kept anywhere; the names are no part of the API. Immutable as far
 * as nobody writes into its tensors.
 */
public final class TrainingState {

    private final Map<String, Long> integers;
    private final Map<String, Tensor> tensors;

    private TrainingState(Map<String, Long> integers, Map<String, Tensor> tensors) {
        this.integers = integers;
        this.tensors = tensors;
    }

    /**
     * A state that was kept somewhere. Whether it fits a training is seen when that continues from it.
     *
     * @param integers as {@link #integers} gave them
     * @param tensors as {@link #tensors} gave them
     */
    public static TrainingState of(Map<String, Long> integers, Map<String, Tensor> tensors) {
        return new TrainingState(
                Collections.unmodifiableMap(new LinkedHashMap<>(integers)),
                Collections.unmodifiableMap(new LinkedHashMap<>(tensors)));
    }

    /** The whole numbers, by name; not to be changed. */
    public Map<String, Long> integers() {
        return integers;
    }

    /** The tensors, by name; not to be changed. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** The epoch in which the training goes on, counted from 0. */
    public int epoch() {
        return (int) integer(Snapshot.EPOCH);
    }

    /** How many batches of that epoch are done. */
    public int batch() {
        return (int) integer(Snapshot.BATCH);
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    long integer(String name) {
        Long value = integers.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "TrainingState: must hold the whole number '" + name + "'. Received: " + integers.keySet() + ".");
        }
        return value;
    }

    /**
     * A tensor.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    Tensor tensor(String name) {
        Tensor value = tensors.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "TrainingState: must hold the tensor '" + name + "'. Received: " + tensors.size() + " others.");
        }
        return value;
    }

    /** The tensors whose names begin so, by the rest of their names. */
    Map<String, Tensor> below(String prefix) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        tensors.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
