package io.github.gru4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loss and metrics of each epoch of a training ({@code keras.callbacks.History}). Immutable once training ended. */
public final class History {

    private final List<Integer> epochs = new ArrayList<>();
    private final Map<String, List<Double>> metrics = new LinkedHashMap<>();

    History() {}

    void add(int epoch, Map<String, Double> logs) {
        epochs.add(epoch);
        logs.forEach((name, value) ->
                metrics.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    }

    /** Begins with the epochs of a training that goes on. */
    void restore(List<Integer> newEpochs, Map<String, List<Double>> newMetrics) {
        epochs.addAll(newEpochs);
        newMetrics.forEach((name, values) -> metrics.put(name, new ArrayList<>(values)));
    }

    /** The epochs that ran, counted from 0. */
    public List<Integer> epochs() {
        return List.copyOf(epochs);
    }

    /** For each name ({@code loss}, {@code val_loss}, …) its value after each epoch. */
    public Map<String, List<Double>> metrics() {
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        metrics.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        return copy;
    }

    /**
     * One value after each epoch.
     *
     * @param name {@code loss}, {@code val_loss}, …
     * @throws IllegalArgumentException if the training did not report it
     */
    public List<Double> get(String name) {
        List<Double> values = metrics.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "History: name must be one of " + metrics.keySet() + ". Received: name=" + name + ".");
        }
        return List.copyOf(values);
    }
}
