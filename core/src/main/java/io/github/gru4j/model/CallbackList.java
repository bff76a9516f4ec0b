package io.github.gru4j.model;

import io.github.gru4j.tensor.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The callbacks of one training, called together; what they remember stands under their places and class names. */
final class CallbackList implements Callback {

    private final List<Callback> callbacks;

    CallbackList(List<Callback> callbacks) {
        this.callbacks = callbacks;
    }

    /** What each callback remembers that remembers anything, by its class and its number among those of the class. */
    Map<String, Map<String, Tensor>> states() {
        Map<String, Map<String, Tensor>> states = new LinkedHashMap<>();
        named().forEach((name, callback) -> {
            Map<String, Tensor> state = callback.state();
            if (!state.isEmpty()) {
                states.put(name, state);
            }
        });
        return states;
    }

    private Map<String, Callback> named() {
        Map<String, Callback> named = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Callback callback : callbacks) {
            String type = callback.getClass().getName();
            String name = type.substring(type.lastIndexOf('.') + 1);
            named.put(name + "/" + counts.merge(name, 1, Integer::sum), callback);
        }
        return named;
    }

    /**
     * What each callback is to remember.
     *
     * @param tensors by the names of {@link #states}, a slash, and the names that the callback gave
     * @throws IllegalArgumentException if one of these callbacks is not there
     */
    Map<Callback, Map<String, Tensor>> matched(Map<String, Tensor> tensors) {
        Map<String, Callback> named = named();
        IdentityHashMap<Callback, Map<String, Tensor>> matched = new IdentityHashMap<>();
        tensors.forEach((name, tensor) -> {
            int end = name.indexOf('/', name.indexOf('/') + 1);
            Callback callback = end < 0 ? null : named.get(name.substring(0, end));
            if (callback == null) {
                throw new IllegalArgumentException(
                        "TrainingState: callbacks must be those of the training that was saved,"
                                + " among them a " + name.substring(0, Math.max(0, name.indexOf('/'))) + ". Received: "
                                + named.keySet() + ".");
            }
            matched.computeIfAbsent(callback, key -> new LinkedHashMap<>()).put(name.substring(end + 1), tensor);
        });
        return matched;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        callbacks.forEach(callback -> callback.onTrainBegin(run));
    }

    @Override
    public void onEpochBegin(int epoch) {
        callbacks.forEach(callback -> callback.onEpochBegin(epoch));
    }

    @Override
    public void onTrainBatchBegin(int batch) {
        callbacks.forEach(callback -> callback.onTrainBatchBegin(batch));
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        callbacks.forEach(callback -> callback.onTrainBatchEnd(batch, logs));
    }

    @Override
    public void onTestBegin() {
        callbacks.forEach(Callback::onTestBegin);
    }

    @Override
    public void onTestBatchBegin(int batch) {
        callbacks.forEach(callback -> callback.onTestBatchBegin(batch));
    }

    @Override
    public void onTestBatchEnd(int batch, Map<String, Double> logs) {
        callbacks.forEach(callback -> callback.onTestBatchEnd(batch, logs));
    }

    @Override
    public void onTestEnd(Map<String, Double> logs) {
        callbacks.forEach(callback -> callback.onTestEnd(logs));
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        callbacks.forEach(callback -> callback.onEpochEnd(epoch, logs));
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        callbacks.forEach(callback -> callback.onTrainEnd(logs));
    }
}
