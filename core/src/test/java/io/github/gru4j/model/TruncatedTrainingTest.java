package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.GlobalAveragePooling1D;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Padding;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.HeavyModels.NewThreads;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Truncated back-propagation through time: chunks are updates, states go on from one to the next, gradients do not. */
class TruncatedTrainingTest {

    private static final int ROWS = 6;
    private static final int STEPS = 14;
    private static final int FEATURES = 3;

    private static final Tensor X = new Generator(1).normal(ROWS, STEPS, FEATURES);
    private static final Tensor Y = new Generator(2).normal(ROWS, STEPS, 2);

    private static GRU all(int units) {
        return GRU.builder(units).returnSequences(true).build();
    }

    private static Sequential model(Layer... layers) {
        Sequential.Builder builder = Sequential.builder().add(Input.of(Shape.UNKNOWN, FEATURES));
        List.of(layers).forEach(builder::add);
        Sequential model = builder.add(Dense.of(2)).build();
        model.compile(Adam.of(0.01), Losses.meanSquaredError(), Metrics.meanAbsoluteError());
        return model;
    }

    private static FitOptions once() {
        return FitOptions.epochs(1).batchSize(ROWS).shuffle(false);
    }

    private static void assertSameWeights(Model found, Model expected) {
        for (int i = 0; i < expected.weights().size(); i++) {
            Tensors.assertSameBits(
                    found.getWeights().get(i), expected.getWeights().get(i));
        }
    }

    private static Tensor steps(Tensor tensor, int from, int to) {
        return new Data(List.of(tensor), List.of(), List.of())
                .steps(from, to)
                .x()
                .get(0);
    }

    // ---- the numbers ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"14", "15", "1000000"})
    void aChunkOfAllStepsIsPlainTraining(int steps) {
        for (boolean threads : new boolean[] {false, true}) {
            FitOptions options = FitOptions.epochs(3).batchSize(4).seed(9);
            FitOptions plain = threads ? options.threads(2, new NewThreads()) : options;
            Sequential expected = model(all(8), Dropout.of(0.3), all(5));
            Sequential found = model(all(8), Dropout.of(0.3), all(5));
            History history = expected.fit(X, Y, plain);
            assertThat(found.fit(X, Y, plain.truncatedSteps(steps)).metrics()).isEqualTo(history.metrics());
            assertSameWeights(found, expected);
        }
    }

    /** What carries a state; each is made twice, to carry it by itself ({@code stateful}) and by the training. */
    enum Kind {
        GRU_LAYER(stateful ->
                GRU.builder(7).returnSequences(true).stateful(stateful == 1).build()),
        RESET_BEFORE(stateful -> GRU.builder(7, cell -> cell.resetAfter(false))
                .returnSequences(true)
                .stateful(stateful == 1)
                .build()),
        FEW_UNITS(stateful ->
                GRU.builder(2).returnSequences(true).stateful(stateful == 1).build()),
        STACKED_CELLS(stateful -> rnn(StackedRNNCells.of(GRUCell.of(5), GRUCell.of(4)), stateful)),
        STEP_BY_STEP(stateful -> rnn(ResidualWrapper.of(GRUCell.of(FEATURES)), stateful));

        private final IntFunction<RNN> make;

        Kind(IntFunction<RNN> make) {
            this.make = make;
        }

        private static RNN rnn(RNNCell cell, int stateful) {
            return RNN.builder(cell)
                    .returnSequences(true)
                    .stateful(stateful == 1)
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource
    void chunksAreTheBatchesOfAStatefulModel(Kind kind) {
        Sequential stateful = Sequential.builder()
                .add(Input.builder(Shape.of(ROWS, Shape.UNKNOWN, FEATURES)).build())
                .add(Masking.of())
                .add(kind.make.apply(1))
                .add(GRU.builder(3).returnSequences(true).stateful(true).build())
                .add(Dense.of(2))
                .build();
        stateful.compile(Adam.of(0.01), Losses.meanSquaredError());
        Sequential found = model(
                Masking.of(),
                kind.make.apply(0),
                GRU.builder(3).returnSequences(true).build());
        stateful.build(Shape.of(ROWS, STEPS, FEATURES));
        found.build(Shape.of(ROWS, STEPS, FEATURES));
        found.setWeights(stateful.getWeights());
        Tensor x = X.copy();
        for (int i = 0; i < FEATURES; i++) {
            x.setAt((2 * STEPS + 5) * FEATURES + i, 0); // a masked step where a chunk begins
        }
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int chunk = 0; chunk < 3; chunk++) {
                int end = Math.min(STEPS, 5 * chunk + 5);
                stateful.trainOnBatch(steps(x, 5 * chunk, end), steps(Y, 5 * chunk, end));
            }
            stateful.layers().forEach(layer -> {
                if (layer instanceof RNN rnn) {
                    rnn.resetState();
                }
            });
        }
        found.fit(x, Y, FitOptions.epochs(2).batchSize(ROWS).shuffle(false).truncatedSteps(5));
        assertSameWeights(found, stateful);
        assertThat(found.optimizer().iterations()).isEqualTo(6);
    }

    @Test
    void theLossIsTheMeanOverTheChunks() {
        Sequential model = model(all(4));
        Sequential apart = model(all(4));
        model.compile(SGD.of(0), Losses.meanSquaredError());
        apart.compile(SGD.of(0), Losses.meanSquaredError());
        Tensor y = apart.predict(X);
        double first = loss(steps(y, 0, 10), steps(Y, 0, 10));
        double second = loss(steps(y, 10, STEPS), steps(Y, 10, STEPS));
        assertThat(model.fit(X, Y, once().truncatedSteps(10)).get("loss").get(0))
                .isCloseTo((first + second) / 2, within(1e-9));
    }

    private static double loss(Tensor predicted, Tensor y) {
        return Losses.meanSquaredError().value(y, predicted);
    }

    /** The update of the second chunk is that of a model which is given the state after the first. */
    @Test
    void theGradientOfAChunkIsThatOfAModelGivenTheState() {
        Sequential truncated = Sequential.of(Input.of(Shape.UNKNOWN, FEATURES), all(5));
        truncated.compile(SGD.of(0), Losses.meanSquaredError());
        Tensor y = new Generator(3).normal(ROWS, STEPS, 5);
        truncated.fit(X, y, once().truncatedSteps(STEPS / 2)); // builds it, changes nothing
        List<Tensor> start = truncated.getWeights();
        Tensor state = steps(truncated.predict(X), STEPS / 2 - 1, STEPS / 2).reshape(ROWS, 5);

        KerasTensor x = Input.of(Shape.UNKNOWN, FEATURES).tensor();
        KerasTensor given = Input.of(5).tensor();
        Functional expected = Functional.of(
                List.of(x, given), List.of(all(5).connect(List.of(x, given)).get(0)));
        expected.setWeights(start);
        expected.compile(SGD.of(0.5), Losses.meanSquaredError());
        expected.fit(List.of(steps(X, STEPS / 2, STEPS), state), List.of(steps(y, STEPS / 2, STEPS)), once());

        Tensor weight = Tensor.zeros(ROWS, STEPS); // the first chunk gives no gradient
        for (int row = 0; row < ROWS; row++) {
            for (int step = STEPS / 2; step < STEPS; step++) {
                weight.set(1, row, step);
            }
        }
        truncated.compile(SGD.of(0.5), Losses.meanSquaredError());
        truncated.fit(X, y, once().truncatedSteps(STEPS / 2).sampleWeight(weight));
        assertThat(Tensors.sameBits(truncated.getWeights().get(0), start.get(0)))
                .isFalse();
        assertSameWeights(truncated, expected);
    }

    @Test
    void aLayerUsedTwiceCarriesTheStatesOfEachUse() {
        KerasTensor a = Input.of(Shape.UNKNOWN, FEATURES).tensor();
        KerasTensor b = Input.of(Shape.UNKNOWN, FEATURES).tensor();
        GRU shared = all(2);
        Functional model = Functional.of(List.of(a, b), List.of(shared.connect(a), shared.connect(b)));
        Tensor other = new Generator(7).normal(ROWS, STEPS, FEATURES);
        model.compile(SGD.of(0), Losses.meanSquaredError());
        History history = model.fit(List.of(X, other), List.of(Y, Y), once().truncatedSteps(7));
        // Halves of equal length without updates: the mean of their losses is that of the whole.
        assertThat(history.get("loss").get(0))
                .isCloseTo(model.evaluate(List.of(X, other), List.of(Y, Y)).get("loss"), within(1e-6));
    }

    @Test
    void everyLayerOfStepsThatStandAloneIsCarriedThrough() {
        Sequential model = Sequential.of(
                Embedding.builder(9, 6).maskZero(true).build(),
                LayerNormalization.of(),
                all(4),
                TimeDistributed.of(Dense.of(3)),
                Dense.of(2));
        model.compile(SGD.of(0), Losses.meanSquaredError());
        Tensor words = Tensor.zeros(ROWS, STEPS);
        for (int i = 0; i < words.size(); i++) {
            words.setAt(i, 1 + i % 8);
        }
        assertThat(model.fit(words, Y, once().truncatedSteps(7)).get("loss").get(0))
                .isCloseTo(model.evaluate(words, Y).get("loss"), within(1e-6));
    }

    @Test
    void weightsAreTheSameWithAnyNumberOfThreads() {
        Tensor x = new Generator(1).normal(80, 60, FEATURES);
        Tensor y = new Generator(2).normal(80, 60, 2);
        Sequential one = model(all(48), Dropout.of(0.2), all(40));
        Sequential many = model(all(48), Dropout.of(0.2), all(40));
        FitOptions options = FitOptions.epochs(2).batchSize(48).truncatedSteps(25);
        one.fit(x, y, options.threads(1));
        many.fit(x, y, options.threads(4, new NewThreads()));
        assertSameWeights(many, one);
    }

    @Test
    void eachSliceGoesOnWhereItStopped() {
        Tensor x = new Generator(1).normal(48, 20, FEATURES);
        Tensor y = new Generator(2).normal(48, 20, 2);
        Sequential model = model(all(9), all(5));
        model.compile(SGD.of(0), Losses.meanSquaredError());
        FitOptions options =
                FitOptions.epochs(1).batchSize(48).truncatedSteps(5).threads(2, new NewThreads());
        assertThat(model.fit(x, y, options).get("loss").get(0))
                .isCloseTo(model.evaluate(x, y).get("loss"), within(1e-6));
    }

    // ---- what is refused --------------------------------------------------------------------------------------------

    private static void assertRefused(Model model, Tensor x, Tensor y, String message) {
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        List<Tensor> before = model.getWeights();
        assertThatThrownBy(() -> model.fit(x, y, once().truncatedSteps(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        for (int i = 0; i < before.size(); i++) {
            Tensors.assertSameBits(model.getWeights().get(i), before.get(i));
        }
    }

    private static void assertRefused(Layer layer, String received) {
        assertRefused(
                model(layer),
                X,
                Y,
                "FitOptions: truncatedSteps must be left out for a layer that needs whole sequences. Received:"
                        + " truncatedSteps=5, layer=" + received);
    }

    @Test
    void layersThatNeedWholeSequencesAreRefused() {
        GRU.Builder<GRU> builder = GRU.builder(4).returnSequences(true);
        assertRefused(Bidirectional.builder(all(4)).name("both").build(), "Bidirectional 'both'.");
        assertRefused(GRU.builder(4).name("last").build(), "GRU 'last'. Use returnSequences(true).");
        assertRefused(builder.goBackwards(true).name("back").build(), "GRU 'back'.");
        assertRefused(Conv1D.builder(4, 3).padding(Padding.CAUSAL).name("conv").build(), "Conv1D 'conv'.");
        assertRefused(GlobalAveragePooling1D.builder(false).name("mean").build(), "GlobalAveragePooling1D 'mean'.");
    }

    @Test
    void aNormalizationOfAllStepsIsRefused() {
        Layer all = LayerNormalization.builder().axis(1, 2).name("norm").build();
        assertRefused(
                Sequential.of(Input.of(STEPS, FEATURES), all, Dense.of(2)),
                X,
                Y,
                "FitOptions: truncatedSteps must be left out for a layer that needs whole sequences. Received:"
                        + " truncatedSteps=5, layer=LayerNormalization 'norm'.");
    }

    @Test
    void targetsWithoutStepsAreRefused() {
        assertRefused(
                model(all(4)),
                X,
                Tensor.zeros(ROWS, 2),
                "FitOptions: truncatedSteps needs inputs and targets of shape (batch, timesteps, ...), all with the"
                        + " timesteps of the first input. Received: y of shape=(6, 2), first input of shape=(6, 14, 3).");
        Sequential plain = Sequential.of(Dense.of(2));
        assertRefused(
                plain,
                Tensor.zeros(ROWS, 2),
                Tensor.zeros(ROWS, 2),
                "FitOptions: truncatedSteps must be left out for a layer that needs whole sequences. Received:"
                        + " truncatedSteps=5, layer=Dense '"
                        + plain.layers().get(0).name() + "'.");
    }

    @Test
    void aLayerThatIsGivenStatesIsRefused() {
        KerasTensor x = Input.of(Shape.UNKNOWN, FEATURES).tensor();
        KerasTensor state = Input.of(Shape.UNKNOWN).tensor(); // may have as many units as there are steps
        RNN gru = GRU.builder(STEPS).returnSequences(true).name("gru").build();
        Functional model = Functional.of(
                List.of(x, state), List.of(gru.connect(List.of(x, state)).get(0)));
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        Tensor y = Tensor.zeros(ROWS, STEPS, STEPS);
        assertThatThrownBy(() -> model.fit(List.of(X, Tensor.zeros(ROWS, STEPS)), List.of(y), once().truncatedSteps(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "GRU 'gru': a layer that is given initial states cannot carry its own from chunk to chunk. Received:"
                                + " initial states in a call that carries states.");
    }

    @Test
    void stepsMustBePositive() {
        assertThatThrownBy(() -> once().truncatedSteps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FitOptions: truncatedSteps must be a positive integer. Received: truncatedSteps=0.");
        assertThat(once().truncatedSteps()).isNull();
        assertThat(once().truncatedSteps(7).seed(1).truncatedSteps()).isEqualTo(7);
    }
}
