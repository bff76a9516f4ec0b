package io.github.gru4j.model;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The {@link TrainingState} of a training: taken from it, and put back into it. */
final class Snapshot {

    static final String EPOCH = "epoch";
    static final String BATCH = "batch";

    private static final String PASS = "pass";
    private static final String TAKEN = "taken";
    private static final String MASKS = "masks";
    private static final String STOPPING = "stopping";
    private static final String SEED = "seed";
    private static final String STEPS = "steps";
    private static final String ITERATIONS = "optimizer/iterations";
    private static final String LEARNING_RATE = "optimizer/learning_rate";
    private static final String SLOTS = "optimizer/";
    private static final String WEIGHTS = "weights/";
    private static final String STATES = "states/";
    private static final String LOSS = "loss";
    private static final String METRICS = "metrics/";
    private static final String HISTORY = "history/";
    private static final String EPOCHS = "history_epochs";
    private static final String CALLBACKS = "callbacks/";

    private final Model model;
    private final Optimizer optimizer;
    private final List<Metric> metrics;
    private final CallbackList callbacks;

    Snapshot(Model model, CallbackList callbacks) {
        this.model = model;
        this.optimizer = Objects.requireNonNull(model.optimizer());
        this.metrics = model.objectives().stream()
                .flatMap(objective -> objective.allMetrics().stream())
                .toList();
        this.callbacks = callbacks;
    }

    // ---- taking -----------------------------------------------------------------------------------------------------

    /**
     * The state between two batches, or between two epochs.
     *
     * @param losses the losses of the epoch so far; not asked at its beginning
     */
    TrainingState take(Position position, TrainingRun run, LossMeans losses, History history) {
        Map<String, Long> integers = new LinkedHashMap<>();
        integers.put(EPOCH, (long) position.epoch());
        integers.put(BATCH, (long) position.batch());
        integers.put(PASS, position.pass());
        integers.put(TAKEN, position.taken());
        integers.put(MASKS, position.masks());
        integers.put(STOPPING, run.stopping() ? 1L : 0L);
        integers.put(SEED, run.options().seed());
        integers.put(STEPS, (long) run.steps().orElse(Batches.UNKNOWN));
        integers.put(ITERATIONS, optimizer.iterations());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Parameter> weights = model.weights();
        for (int i = 0; i < weights.size(); i++) {
            tensors.put(WEIGHTS + i, weights.get(i).value().copy());
        }
        if (optimizer.learningRateSchedule() == null) {
            tensors.put(LEARNING_RATE, vector(optimizer.learningRate()));
        }
        List<Slot> slots = optimizer.slots();
        for (int i = 0; i < slots.size(); i++) {
            tensors.put(slotName(i, slots.get(i)), slots.get(i).value().copy());
        }
        List<RNN> stateful = stateful();
        for (int i = 0; i < stateful.size(); i++) {
            List<Tensor> states = stateful.get(i).states();
            for (int j = 0; j < states.size(); j++) {
                tensors.put(STATES + i + "/" + j, states.get(j).copy());
            }
        }
        if (position.batch() > 0) {
            tensors.put(LOSS, vector(losses.state()));
            for (int i = 0; i < metrics.size(); i++) {
                tensors.put(METRICS + i, vector(metrics.get(i).state()));
            }
        }
        tensors.put(
                EPOCHS,
                vector(history.epochs().stream()
                        .mapToDouble(Integer::doubleValue)
                        .toArray()));
        history.metrics()
                .forEach((name, values) -> tensors.put(
                        HISTORY + name,
                        vector(values.stream().mapToDouble(Double::doubleValue).toArray())));
        callbacks
                .states()
                .forEach((name, state) ->
                        state.forEach((key, value) -> tensors.put(CALLBACKS + name + "/" + key, value.copy())));
        return TrainingState.of(integers, tensors);
    }

    private static Tensor vector(double... values) {
        return Tensor.of(values, values.length);
    }

    private static String slotName(int index, Slot slot) {
        return SLOTS + index + "/" + slot.name();
    }

    private List<RNN> stateful() {
        List<RNN> stateful = new ArrayList<>();
        model.submodules().forEach(module -> {
            if (module instanceof RNN rnn && rnn.stateful()) {
                stateful.add(rnn);
            }
        });
        return stateful;
    }

    // ---- putting back -----------------------------------------------------------------------------------------------

    /**
     * Brings a training to where another one was. Nothing is changed unless all of the state fits.
     *
     * @param losses take the losses of the epoch so far
     * @param history takes the epochs so far; empty before
     * @return where that is
     * @throws IllegalArgumentException if the state is not one of this training
     * @throws IllegalStateException if the model is not built
     */
    Position putBack(TrainingState state, TrainingRun run, LossMeans losses, History history) {
        if (!model.built()) {
            throw new IllegalStateException(model.className() + " '" + model.name()
                    + "': must be built before its training goes on. Call build(shape) or put an Input in front.");
        }
        Position position = new Position(
                state.epoch(), state.batch(), state.integer(PASS), state.integer(TAKEN), state.integer(MASKS));
        long iterations = state.integer(ITERATIONS);
        boolean stopping = state.integer(STOPPING) != 0;
        if (position.epoch() < 0 || position.batch() < 0 || position.taken() < 0 || iterations < 0) {
            throw new IllegalArgumentException("TrainingState: epoch, batch and the number of steps must be 0 or more."
                    + " Received: epoch=" + position.epoch() + ", batch=" + position.batch() + ", steps=" + iterations
                    + ".");
        }
        checkOptions(state, run);
        List<Runnable> changes = new ArrayList<>();
        weights(state, changes);
        optimizer(state, iterations, changes);
        states(state, changes);
        if (position.batch() > 0) {
            losses.setState(doubles(state, LOSS));
            metrics(state);
        }
        Map<Callback, Map<String, Tensor>> remembered = callbacks.matched(state.below(CALLBACKS));
        history(state, history);
        changes.forEach(Runnable::run);
        remembered.forEach(Callback::restore);
        if (stopping) {
            run.stop();
        }
        return position;
    }

    private static void checkOptions(TrainingState state, TrainingRun run) {
        long seed = run.options().seed();
        if (seed != state.integer(SEED)) {
            throw new IllegalArgumentException("TrainingState: seed must be that of the training that was saved, "
                    + state.integer(SEED) + ". Received: seed=" + seed + ".");
        }
        long saved = state.integer(STEPS);
        int steps = run.steps().orElse(Batches.UNKNOWN);
        if (saved != steps && saved != Batches.UNKNOWN && steps != Batches.UNKNOWN) {
            throw new IllegalArgumentException(
                    "TrainingState: an epoch must have as many batches as in the training that was" + " saved, " + saved
                            + ". Received: " + steps + ". Use the same data, and the same batchSize.");
        }
    }

    private void weights(TrainingState state, List<Runnable> changes) {
        List<Parameter> weights = model.weights();
        checkCount("weights", state.below(WEIGHTS).size(), weights.size());
        for (int i = 0; i < weights.size(); i++) {
            Parameter weight = weights.get(i);
            Tensor value = state.tensor(WEIGHTS + i);
            check("weight " + weight.name(), value, weight.value());
            changes.add(() -> weight.assign(value));
        }
    }

    private void optimizer(TrainingState state, long iterations, List<Runnable> changes) {
        Map<String, Tensor> found = state.below(SLOTS);
        Tensor rate = found.remove(LEARNING_RATE.substring(SLOTS.length()));
        boolean settable = optimizer.learningRateSchedule() == null;
        if (settable != (rate != null)) {
            throw new IllegalArgumentException("TrainingState: the optimizer must have "
                    + (settable ? "a schedule" : "a number")
                    + " as its learning rate, as the one that was saved. Received: "
                    + (settable ? "a number" : "a schedule") + ".");
        }
        if (!found.isEmpty()) {
            optimizer.build(model.trainableWeights());
            List<Slot> slots = optimizer.slots();
            checkCount("arrays of the optimizer", found.size(), slots.size());
            for (int i = 0; i < slots.size(); i++) {
                Slot slot = slots.get(i);
                Tensor value = found.get(slotName(i, slot).substring(SLOTS.length()));
                if (value == null) {
                    throw new IllegalArgumentException("TrainingState: the optimizer must have the arrays "
                            + found.keySet() + ". Received: " + slot.name() + ", the array " + i + " of "
                            + optimizer.getClass().getSimpleName() + ".");
                }
                check(slot.name() + " of the optimizer", value, slot.value());
                changes.add(() -> slot.value().copyFrom(value));
            }
        }
        changes.add(() -> {
            if (rate != null) {
                optimizer.setLearningRate(rate.getAt(0));
            }
            optimizer.setIterations(iterations);
        });
    }

    private void states(TrainingState state, List<Runnable> changes) {
        List<RNN> stateful = stateful();
        for (int i = 0; i < stateful.size(); i++) {
            RNN layer = stateful.get(i);
            List<Tensor> states = List.copyOf(state.below(STATES + i + "/").values());
            changes.add(() -> {
                if (states.isEmpty()) {
                    layer.resetState();
                } else {
                    layer.resetState(states);
                }
            });
        }
    }

    private void metrics(TrainingState state) {
        checkCount("metrics", state.below(METRICS).size(), metrics.size());
        for (int i = 0; i < metrics.size(); i++) {
            metrics.get(i).setState(doubles(state, METRICS + i));
        }
    }

    private static void history(TrainingState state, History history) {
        double[] epochs = doubles(state, EPOCHS);
        Map<String, List<Double>> values = new LinkedHashMap<>();
        state.below(HISTORY).forEach((name, tensor) -> {
            List<Double> list = new ArrayList<>();
            for (int i = 0; i < tensor.size(); i++) {
                list.add(tensor.getAt(i));
            }
            values.put(name, list);
        });
        List<Integer> numbers = new ArrayList<>();
        for (double epoch : epochs) {
            numbers.add((int) epoch);
        }
        history.restore(numbers, values);
    }

    private static double[] doubles(TrainingState state, String name) {
        return state.tensor(name).cast(DType.FLOAT64).doubles();
    }

    private static void checkCount(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("TrainingState: must hold " + expected + " " + what
                    + ", as this training has. Received: " + found + ".");
        }
    }

    private static void check(String what, Tensor found, Tensor expected) {
        Shape shape = expected.shape();
        if (!found.shape().equals(shape) || found.dtype() != expected.dtype()) {
            throw new IllegalArgumentException("TrainingState: " + what + " must have shape " + shape + " of "
                    + expected.dtype() + ". Received: shape=" + found.shape() + " of " + found.dtype() + ".");
        }
    }
}
