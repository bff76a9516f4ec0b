package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.ExponentialDecay;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.RMSprop;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A training that was interrupted anywhere and goes on ends with the bits of one that was not. */
class ResumeTest {

    private static final Tensor X = new Generator(1).normal(11, 4, 2);
    private static final Tensor Y = new Generator(2).uniform(0, 1, 11, 1);

    static {
        for (int i = 0; i < Y.size(); i++) {
            Y.setAt(i, Math.rint(Y.getAt(i))); // two classes
        }
    }

    /** All that a training leaves behind. */
    private record Outcome(List<Tensor> weights, List<Tensor> slots, double rate, long iterations, History history) {
        static Outcome of(Sequential model, History history) {
            Optimizer optimizer = model.optimizer();
            return new Outcome(
                    model.getWeights(),
                    optimizer.slots().stream()
                            .map(Slot::value)
                            .map(Tensor::copy)
                            .toList(),
                    optimizer.learningRate(),
                    optimizer.iterations(),
                    history);
        }

        void assertSame(Outcome expected, String what) {
            assertThat(iterations).as(what).isEqualTo(expected.iterations);
            assertThat(rate).as(what).isEqualTo(expected.rate);
            assertThat(history.epochs()).as(what).isEqualTo(expected.history.epochs());
            assertThat(history.metrics()).as(what).isEqualTo(expected.history.metrics());
            assertSameBits(weights, expected.weights);
            assertSameBits(slots, expected.slots);
        }

        private static void assertSameBits(List<Tensor> actual, List<Tensor> expected) {
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.size(); i++) {
                Tensors.assertSameBits(actual.get(i), expected.get(i));
            }
        }
    }

    /** One way to train, made anew each time. */
    private interface Setting {
        Sequential model();

        History fit(Sequential model, List<Callback> first);
    }

    private static Setting setting(
            Supplier<Sequential> model, Supplier<FitOptions> options, Supplier<List<Callback>> callbacks) {
        return new Setting() {
            @Override
            public Sequential model() {
                return model.get();
            }

            @Override
            public History fit(Sequential trained, List<Callback> first) {
                List<Callback> all = new ArrayList<>(first);
                all.addAll(callbacks.get());
                return trained.fit(X, Y, options.get().callbacks(all.toArray(new Callback[0])));
            }
        };
    }

    /** Interrupts a training after each of its batches in turn, continues it elsewhere, and compares. */
    private static void interruptEverywhere(Setting setting, int batches) {
        Sequential whole = setting.model();
        Outcome expected = Outcome.of(whole, setting.fit(whole, List.of()));
        assertThat(expected.iterations).isEqualTo(batches);
        for (int stop = 1; stop <= batches; stop++) {
            TrainingState state = interrupted(setting, stop);
            Sequential other = setting.model();
            Callback restoring = LambdaCallback.builder()
                    .onTrainBegin(run -> run.restore(state))
                    .build();
            Outcome.of(other, setting.fit(other, List.of(restoring))).assertSame(expected, "stopped after " + stop);
        }
    }

    /** The state after so many batches of a training that ends there. */
    private static TrainingState interrupted(Setting setting, int batches) {
        List<TrainingState> states = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        int[] seen = {0};
        Callback interrupting = LambdaCallback.builder()
                .onTrainBegin(runs::add)
                .onTrainBatchEnd((batch, logs) -> {
                    if (++seen[0] == batches) {
                        runs.get(0).checkpoint(states::add);
                        runs.get(0).interrupt();
                    }
                })
                .build();
        Sequential model = setting.model();
        setting.fit(model, List.of(interrupting));
        assertThat(seen[0]).isEqualTo(batches);
        assertThat(states).hasSize(1);
        // The same through the names alone, as a file would bring it.
        return TrainingState.of(states.get(0).integers(), states.get(0).tensors());
    }

    private static Sequential model(Supplier<Optimizer> optimizer) {
        Sequential model = Sequential.builder()
                .seed(5)
                .add(Input.of(4, 2))
                .add(GRU.builder(
                                3,
                                cell -> cell.dropout(0.3).recurrentDropout(0.2).seed(7L))
                        .build())
                .add(Dropout.of(0.4))
                .add(BatchNormalization.of())
                .add(Dense.builder(1).activation("sigmoid").build())
                .build();
        model.compile(
                optimizer.get(),
                Losses.meanSquaredError(),
                Metrics.get("mae"),
                Metrics.get("accuracy"),
                Metrics.get("AUC"),
                Metrics.get("Precision"),
                Metrics.get("R2Score"));
        return model;
    }

    @Test
    void withDropoutClippingAveragesAndMetrics() {
        interruptEverywhere(
                setting(
                        () -> model(() -> Adam.builder(0.02)
                                .clipnorm(0.5)
                                .useEma(true)
                                .emaMomentum(0.8)
                                .emaOverwriteFrequency(5)
                                .weightDecay(0.01)
                                .amsgrad(true)
                                .build()),
                        () -> FitOptions.epochs(3).batchSize(4).seed(9).validationSplit(0.2),
                        List::of),
                6);
    }

    @Test
    void withAScheduleAndAccumulatedGradients() {
        interruptEverywhere(
                setting(
                        () -> model(() -> RMSprop.builder(ExponentialDecay.of(0.05, 3, 0.7))
                                .momentum(0.9)
                                .centered(true)
                                .gradientAccumulationSteps(2)
                                .build()),
                        () -> FitOptions.epochs(3).batchSize(4).seed(3),
                        List::of),
                9);
    }

    @Test
    void withCallbacksThatRemember() {
        Setting setting = setting(
                () -> model(() -> SGD.of(0.5)),
                () -> FitOptions.epochs(12).batchSize(4).seed(4).validationSplit(0.3),
                () -> List.of(
                        ReduceLROnPlateau.builder()
                                .factor(0.5)
                                .patience(1)
                                .cooldown(1)
                                .minDelta(0.01)
                                .build(),
                        LearningRateScheduler.of((epoch, rate) -> rate * 0.9),
                        EarlyStopping.builder()
                                .monitor("val_loss")
                                .patience(3)
                                .minDelta(0.01)
                                .restoreBestWeights(true)
                                .build()));
        Sequential whole = setting.model();
        History history = setting.fit(whole, List.of());
        assertThat(history.epochs()).as("stopped early").hasSizeBetween(4, 11);
        interruptEverywhere(setting, 2 * history.epochs().size());
    }

    @Test
    void withStatesThatStayFromBatchToBatch() {
        interruptEverywhere(
                setting(
                        () -> {
                            Sequential model = Sequential.builder()
                                    .seed(5)
                                    .add(Input.builder(Shape.of(1, 4, 2)).build())
                                    .add(GRU.builder(3).stateful(true).build())
                                    .add(Dense.of(1))
                                    .build();
                            model.compile(Adam.of(0.02), Losses.meanSquaredError());
                            return model;
                        },
                        () -> FitOptions.epochs(2).batchSize(1),
                        List::of),
                22);
    }

    @Test
    void withADatasetInCountedSteps() {
        interruptEverywhere(
                new Setting() {
                    @Override
                    public Sequential model() {
                        return ResumeTest.model(() -> Adam.of(0.02));
                    }

                    @Override
                    public History fit(Sequential trained, List<Callback> first) {
                        Dataset data =
                                Dataset.fromTensorSlices(X, Y).shuffle(6, 13).batch(3);
                        return trained.fit(
                                data,
                                FitOptions.epochs(5)
                                        .stepsPerEpoch(3) // four batches are a pass
                                        .callbacks(first.toArray(new Callback[0])));
                    }
                },
                11); // an epoch in which the data end is shorter
    }

    @Test
    void afterAnEpochTheStateNamesTheNext() {
        List<TrainingState> states = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        Callback saving = LambdaCallback.builder()
                .onTrainBegin(runs::add)
                .onEpochEnd((epoch, logs) -> runs.get(0).checkpoint(states::add))
                .build();
        Sequential whole = model(() -> Adam.of(0.02));
        FitOptions options = FitOptions.epochs(3).batchSize(4).seed(1);
        Outcome expected = Outcome.of(whole, whole.fit(X, Y, options.callbacks(saving)));
        assertThat(states).extracting(TrainingState::epoch).containsExactly(1, 2, 3);
        assertThat(states).extracting(TrainingState::batch).containsExactly(0, 0, 0);
        for (TrainingState state : states) {
            Sequential other = model(() -> Adam.of(0.02));
            History history = other.fit(X, Y, options.callbacks(restoring(state)));
            Outcome.of(other, history).assertSame(expected, "from epoch " + state.epoch());
        }
        // A training that has ended goes on for more epochs as one that was asked for them at first.
        Sequential longer = model(() -> Adam.of(0.02));
        Outcome more = Outcome.of(
                longer, longer.fit(X, Y, FitOptions.epochs(5).batchSize(4).seed(1)));
        Sequential other = model(() -> Adam.of(0.02));
        History history =
                other.fit(X, Y, FitOptions.epochs(5).batchSize(4).seed(1).callbacks(restoring(states.get(2))));
        Outcome.of(other, history).assertSame(more, "longer");
    }

    @Test
    void aTrainingThatHadStoppedDoesNotGoOn() {
        List<TrainingState> states = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        Callback saving = LambdaCallback.builder()
                .onTrainBegin(runs::add)
                .onEpochEnd((epoch, logs) -> runs.get(0).checkpoint(states::add))
                .build();
        Supplier<EarlyStopping> stopping = () -> EarlyStopping.builder()
                .monitor("loss")
                .mode(Monitor.Mode.MAX) // so that nothing improves after a first epoch that is the best
                .patience(2)
                .minDelta(9)
                .restoreBestWeights(true)
                .build();
        Sequential whole = model(() -> Adam.of(0.02));
        FitOptions options = FitOptions.epochs(9).batchSize(4).seed(1);
        Outcome expected = Outcome.of(whole, whole.fit(X, Y, options.callbacks(saving, stopping.get())));
        assertThat(expected.history.epochs()).containsExactly(0, 1, 2);
        Sequential other = model(() -> Adam.of(0.02));
        EarlyStopping restored = stopping.get();
        History history = other.fit(X, Y, options.callbacks(restoring(states.get(2)), restored));
        Outcome.of(other, history).assertSame(expected, "stopped");
        assertThat(restored.stopped()).isTrue();
        assertThat(restored.bestEpoch()).isZero();
    }

    @Test
    void aReducedRateGoesOnCoolingDown() {
        double[] losses = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Supplier<ReduceLROnPlateau> reduce = () ->
                ReduceLROnPlateau.builder().patience(1).factor(0.5).cooldown(2).build();
        List<Double> expected = rates(reduce, losses, -1);
        assertThat(expected).containsExactly(0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625, 0.03125, 0.03125);
        for (int interruption = 0; interruption < losses.length; interruption++) {
            assertThat(rates(reduce, losses, interruption))
                    .as("after epoch " + interruption)
                    .isEqualTo(expected);
        }
    }

    /** The learning rates after each epoch but the first, with another callback in place of the first after an epoch. */
    private static List<Double> rates(Supplier<ReduceLROnPlateau> callback, double[] losses, int interruption) {
        Sequential model = Sequential.of(Input.of(1), Dense.of(1));
        model.compile(SGD.of(0.5), Losses.meanSquaredError());
        TrainingRun run = TrainingRun.of(model, FitOptions.epochs(losses.length), OptionalInt.empty());
        ReduceLROnPlateau current = callback.get();
        current.onTrainBegin(run);
        List<Double> rates = new ArrayList<>();
        for (int epoch = 0; epoch < losses.length; epoch++) {
            current.onEpochEnd(epoch, new LinkedHashMap<>(Map.of("val_loss", losses[epoch])));
            rates.add(model.optimizer().learningRate());
            if (epoch == interruption) {
                Map<String, Tensor> state = current.state();
                current = callback.get();
                current.onTrainBegin(run);
                current.restore(state);
            }
        }
        return rates.subList(1, rates.size());
    }

    private static Callback restoring(TrainingState state) {
        return LambdaCallback.builder().onTrainBegin(run -> run.restore(state)).build();
    }

    @Test
    void aStateThatDoesNotFitChangesNothing() {
        Setting setting = setting(
                () -> model(() -> Adam.of(0.02)),
                () -> FitOptions.epochs(3).batchSize(4).seed(1),
                () -> List.of(
                        EarlyStopping.builder().monitor("loss").patience(9).build()));
        TrainingState state = interrupted(setting, 4);
        FitOptions options = FitOptions.epochs(3).batchSize(4).seed(1);
        Callback stopping = EarlyStopping.builder().monitor("loss").patience(9).build();

        refused(model(() -> Adam.of(0.02)), options.seed(2).callbacks(restoring(state), stopping))
                .isEqualTo("TrainingState: seed must be that of the training that was saved, 1. Received: seed=2.");
        refused(model(() -> Adam.of(0.02)), options.batchSize(5).callbacks(restoring(state), stopping))
                .isEqualTo("");
        refused(model(() -> Adam.of(0.02)), options.batchSize(6).callbacks(restoring(state), stopping))
                .isEqualTo("TrainingState: an epoch must have as many batches as in the training that was saved, 3."
                        + " Received: 2. Use the same data, and the same batchSize.");
        refused(model(() -> SGD.of(0.02)), options.callbacks(restoring(state), stopping))
                .isEqualTo("TrainingState: must hold 0 arrays of the optimizer, as this training has. Received: 14.");
        refused(model(() -> RMSprop.builder(0.02).momentum(0.9).build()), options.callbacks(restoring(state), stopping))
                .startsWith("TrainingState: the optimizer must have the arrays [0/momentum, 1/velocity, ")
                .endsWith("]. Received: velocity, the array 0 of RMSprop.");
        refused(
                        model(() ->
                                Adam.builder(ExponentialDecay.of(0.1, 3, 0.5)).build()),
                        options.callbacks(restoring(state), stopping))
                .isEqualTo(
                        "TrainingState: the optimizer must have a number as its learning rate, as the one that was saved."
                                + " Received: a schedule.");
        refused(model(() -> Adam.of(0.02)), options.callbacks(restoring(state)))
                .isEqualTo("TrainingState: callbacks must be those of the training that was saved, among them a"
                        + " EarlyStopping. Received: [LambdaCallback/1].");
        Sequential narrow = Sequential.of(Input.of(4, 2), GRU.of(3), Dense.of(1));
        narrow.compile(Adam.of(0.02), Losses.meanSquaredError());
        refused(narrow, options.callbacks(restoring(state), stopping))
                .isEqualTo("TrainingState: must hold 5 weights, as this training has. Received: 9.");
        Sequential fewer = model(() -> Adam.of(0.02));
        fewer.compile(Adam.of(0.02), Losses.meanSquaredError());
        refused(fewer, options.callbacks(restoring(state), stopping))
                .isEqualTo("TrainingState: must hold 0 metrics, as this training has. Received: 5.");
        Sequential wide = Sequential.builder()
                .add(Input.of(4, 2))
                .add(GRU.of(4))
                .add(Dropout.of(0.4))
                .add(BatchNormalization.of())
                .add(Dense.of(1))
                .build();
        wide.compile(Adam.of(0.02), Losses.meanSquaredError());
        refused(wide, options.callbacks(restoring(state), stopping))
                .isEqualTo("TrainingState: weight kernel must have shape (2, 12) of float32. Received: shape=(2, 9) of"
                        + " float32.");
        Map<String, Long> none = new LinkedHashMap<>(state.integers());
        none.remove("epoch");
        refused(model(() -> Adam.of(0.02)), options.callbacks(restoring(TrainingState.of(none, state.tensors()))))
                .isEqualTo("TrainingState: must hold the whole number 'epoch'. Received: " + none.keySet() + ".");
        Map<String, Tensor> lost = new LinkedHashMap<>(state.tensors());
        lost.remove("loss");
        refused(
                        model(() -> Adam.of(0.02)),
                        options.callbacks(restoring(TrainingState.of(state.integers(), lost)), stopping))
                .isEqualTo("TrainingState: must hold the tensor 'loss'. Received: " + lost.size() + " others.");
        Sequential unbuilt = Sequential.of(GRU.of(3), Dense.of(1));
        unbuilt.compile(Adam.of(0.02), Losses.meanSquaredError());
        assertThatThrownBy(() -> unbuilt.fit(X, Y, options.callbacks(restoring(state))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Sequential '" + unbuilt.name() + "': must be built before its training goes on. Call"
                        + " build(shape) or put an Input in front.");
    }

    /** The message with which a state is refused, and no weight has changed; empty if it is not. */
    private static org.assertj.core.api.AbstractStringAssert<?> refused(Sequential model, FitOptions options) {
        List<Tensor> before = model.getWeights();
        String message = "";
        try {
            model.fit(X, Y, options);
        } catch (IllegalArgumentException e) {
            message = e.getMessage();
            List<Tensor> after = model.getWeights();
            for (int i = 0; i < before.size(); i++) {
                Tensors.assertSameBits(after.get(i), before.get(i));
            }
            assertThat(model.optimizer().iterations()).isZero();
        }
        return assertThat(message);
    }
}
