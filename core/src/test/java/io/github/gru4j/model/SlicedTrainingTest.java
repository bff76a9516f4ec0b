package io.github.gru4j.model;

import static io.github.gru4j.model.HeavyModels.FEATURES;
import static io.github.gru4j.model.HeavyModels.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.GlobalAveragePooling1D;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.UnaryLayer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.loss.Reduction;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.HeavyModels.Hook;
import io.github.gru4j.model.HeavyModels.NewThreads;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Training by slices of batches: the same with any number of threads, and the same as with whole batches but for rounding. */
class SlicedTrainingTest {

    /** Models of one input, with targets for them. */
    enum Kind {
        LAST_STEP_WITH_DROPOUT {
            @Override
            Model make() {
                GRU gru = GRU.builder(64, cell -> cell.dropout(0.2).recurrentDropout(0.1))
                        .build();
                return Sequential.of(Input.of(STEPS, FEATURES), gru, Dropout.of(0.3), Dense.of(2));
            }
        },
        MASKED_SEQUENCE {
            @Override
            Model make() {
                return Sequential.of(Input.of(STEPS, FEATURES), Masking.of(), HeavyModels.gru(), Dense.of(2));
            }

            @Override
            Tensor targets(int rows) {
                return new Generator(5).normal(rows, STEPS, 2);
            }
        },
        WORDS {
            @Override
            Model make() {
                return Sequential.of(
                        Embedding.builder(50, 24).maskZero(true).build(), Bidirectional.of(GRU.of(64)), Dense.of(2));
            }

            @Override
            Tensor samples(int rows) {
                Generator random = new Generator(3);
                Tensor words = Tensor.zeros(rows, STEPS);
                for (int i = 0; i < words.size(); i++) {
                    words.setAt(i, random.nextInt(50));
                }
                return words;
            }
        },
        STACKED {
            @Override
            Model make() {
                return Sequential.of(
                        Input.of(STEPS, FEATURES),
                        GRU.builder(40).returnSequences(true).build(),
                        RNN.of(StackedRNNCells.of(GRUCell.of(80), GRUCell.of(40))),
                        Dense.of(2));
            }
        },
        STEP_BY_STEP {
            @Override
            Model make() {
                return Sequential.of(
                        Input.of(STEPS, FEATURES),
                        Dense.of(64),
                        RNN.builder(ResidualWrapper.of(GRUCell.of(64)))
                                .returnSequences(true)
                                .build(),
                        GlobalAveragePooling1D.of(),
                        Dense.of(2));
            }
        },
        SHARED_LAYER {
            @Override
            Model make() {
                KerasTensor x = Input.of(STEPS, FEATURES).tensor();
                GRU gru = HeavyModels.gru();
                Dense same = Dense.of(FEATURES);
                KerasTensor back = same.connect(gru.connect(x));
                return Functional.of(List.of(x), List.of(Dense.of(2).connect(gru.connect(back))));
            }

            @Override
            Tensor targets(int rows) {
                return new Generator(5).normal(rows, STEPS, 2);
            }
        };

        abstract Model make();

        Tensor samples(int rows) {
            return HeavyModels.withMaskedSteps(rows);
        }

        Tensor targets(int rows) {
            return new Generator(5).normal(rows, 2);
        }
    }

    private static FitOptions options() {
        return FitOptions.epochs(2).batchSize(53).seed(4);
    }

    private static void assertSameWeights(Model found, Model expected) {
        for (int i = 0; i < expected.weights().size(); i++) {
            Tensors.assertSameBits(
                    found.getWeights().get(i), expected.getWeights().get(i));
        }
    }

    // ---- the numbers ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void weightsAndLogsAreTheSameWithAnyNumberOfThreads(Kind kind) {
        int rows = 120; // batches of 3, 3 and 1 slices
        Tensor weight = new Generator(1).uniform(0, 2, rows);
        List<Model> models = new ArrayList<>();
        List<History> histories = new ArrayList<>();
        for (int threads : new int[] {1, 2, 8}) {
            NewThreads lent = new NewThreads();
            Model model = kind.make();
            model.compile(
                    Adam.builder(1e-2)
                            .clipnorm(0.1)
                            .useEma(true)
                            .gradientAccumulationSteps(2)
                            .build(),
                    Losses.meanSquaredError(),
                    Metrics.meanAbsoluteError());
            histories.add(model.fit(
                    kind.samples(rows),
                    kind.targets(rows),
                    options().sampleWeight(weight).threads(threads, lent)));
            assertThat(lent.asked.get()).isBetween(threads == 1 ? 0 : 8, (threads - 1) * 16);
            models.add(model);
        }
        for (int i = 1; i < models.size(); i++) {
            assertSameWeights(models.get(i), models.get(0));
            assertThat(histories.get(i).metrics()).isEqualTo(histories.get(0).metrics());
        }
    }

    @ParameterizedTest
    @CsvSource({"SUM_OVER_BATCH_SIZE", "SUM", "MEAN_WITH_SAMPLE_WEIGHT"})
    void aStepIsThatOfTheWholeBatchButForTheOrderOfSums(Reduction reduction) {
        int rows = 70;
        Tensor x = HeavyModels.withMaskedSteps(rows);
        Tensor y = new Generator(5).normal(rows, STEPS, 2);
        Tensor weight = new Generator(1).uniform(0, 2, rows, STEPS);
        Model whole = Kind.MASKED_SEQUENCE.make();
        Model sliced = Kind.MASKED_SEQUENCE.make();
        History[] histories = new History[2];
        for (Model model : List.of(whole, sliced)) {
            model.compile(
                    SGD.of(reduction == Reduction.SUM ? 2.0 / STEPS : 0.1),
                    MeanSquaredError.of(reduction),
                    List.of(Metrics.meanAbsoluteError()),
                    List.of(Metrics.meanSquaredError()));
            FitOptions options = FitOptions.epochs(1).batchSize(rows).sampleWeight(weight);
            histories[model == whole ? 0 : 1] =
                    model.fit(x, y, model == whole ? options : options.threads(2, new NewThreads()));
        }
        assertThat(histories[1].metrics()).isEqualTo(histories[0].metrics()); // one forward pass: the same bits
        for (int i = 0; i < whole.weights().size(); i++) {
            Tensor expected = whole.getWeights().get(i);
            for (int at = 0; at < expected.size(); at++) {
                assertThat(sliced.getWeights().get(i).getAt(at))
                        .isCloseTo(expected.getAt(at), within(2e-6 * (1 + Math.abs(expected.getAt(at)))));
            }
        }
    }

    @Test
    void severalOutputsAndLogitsAreThoseOfTheWholeBatch() {
        List<History> histories = new ArrayList<>();
        for (FitOptions options : List.of(
                FitOptions.epochs(1).batchSize(64),
                FitOptions.epochs(1).batchSize(64).threads(3, new NewThreads()))) {
            KerasTensor x = Input.of(STEPS, FEATURES).tensor();
            KerasTensor read = GRU.of(64).connect(x);
            Dense chance = Dense.builder(1).activation("sigmoid").name("chance").build();
            Dense value = Dense.builder(1).name("value").build();
            Functional model = Functional.of(List.of(x), List.of(chance.connect(read), value.connect(read)));
            model.compile(
                    CompileOptions.of(SGD.of(0.1), PerOutput.of(Losses.binaryCrossentropy(), Losses.meanSquaredError()))
                            .lossWeights(PerOutput.of(2.0, 0.5)));
            Tensor y = new Generator(5).uniform(0, 1, 64, 1);
            histories.add(model.fit(List.of(HeavyModels.samples(64)), List.of(y, y), options));
        }
        assertThat(histories.get(1).metrics()).isEqualTo(histories.get(0).metrics());
    }

    @Test
    void aBatchOfOneSliceTrainsAsWithoutTheOption() {
        Model whole = Kind.LAST_STEP_WITH_DROPOUT.make();
        Model sliced = Kind.LAST_STEP_WITH_DROPOUT.make();
        Tensor x = Kind.LAST_STEP_WITH_DROPOUT.samples(30);
        Tensor y = Kind.LAST_STEP_WITH_DROPOUT.targets(30);
        whole.compile(Adam.of(1e-2), Losses.meanSquaredError());
        sliced.compile(Adam.of(1e-2), Losses.meanSquaredError());
        whole.fit(x, y, options().batchSize(15));
        sliced.fit(x, y, options().batchSize(15).threads(2, new NewThreads()));
        assertSameWeights(sliced, whole);
    }

    @Test
    void slicesHaveDropoutMasksOfTheirOwn() {
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(32, 64), 1);
        List<Tensor> seen = new ArrayList<>();
        Sequential model = Sequential.of(Dropout.of(0.5), new Hook(seen::add), Dense.of(1));
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        model.fit(x, Tensor.zeros(32, 1), FitOptions.epochs(1).threads(1));
        assertThat(seen).hasSize(2);
        assertThat(Tensors.sameBits(seen.get(0), seen.get(1))).isFalse();
    }

    /** Masks steps of zeros; no mask where there are none. */
    private static final class MaskWhereNeeded extends UnaryLayer {
        private static final class Builder extends Layer.Builder<Builder> {
            @Override
            public Layer build() {
                return new MaskWhereNeeded();
            }
        }

        MaskWhereNeeded() {
            super(new Builder());
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }

        @Override
        protected Pass forward(Tensor input, Call call) {
            Pass pass = Pass.of(input, (dOutput, gradients) -> dOutput);
            for (int i = 0; i < input.size(); i++) {
                if (input.getAt(i) == 0) {
                    return pass.withMask(Mask.of(input.reshape(input.dim(0), input.dim(1))));
                }
            }
            return pass;
        }
    }

    @Test
    void aSliceWithoutAMaskUsesAllOfItsSteps() {
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(32, 2, 1), 1);
        x.setAt(1, 0); // one step of a sample of the first slice
        Tensor y = new Generator(5).normal(32, 2, 1);
        List<History> histories = new ArrayList<>();
        for (FitOptions options :
                List.of(FitOptions.epochs(1), FitOptions.epochs(1).threads(1))) {
            Sequential model = Sequential.of(Input.of(2, 1), new MaskWhereNeeded(), Dense.of(1));
            model.compile(SGD.of(0.1), Losses.meanSquaredError());
            histories.add(model.fit(x, y, options));
        }
        assertThat(histories.get(1).metrics()).isEqualTo(histories.get(0).metrics());
    }

    @Test
    void penaltiesOfWeightsCountOnce() {
        double[] losses = new double[2];
        for (int i = 0; i < 2; i++) {
            Sequential model = Sequential.of(
                    Input.of(STEPS, FEATURES),
                    GRU.builder(16, cell -> cell.kernelRegularizer(L2.of(0.1))).build(),
                    Dense.of(2));
            model.compile(SGD.of(0.1), Losses.meanSquaredError());
            FitOptions options = FitOptions.epochs(2).batchSize(64).shuffle(false);
            History history = model.fit(
                    HeavyModels.samples(64),
                    new Generator(5).normal(64, 2),
                    i == 0 ? options : options.threads(2, new NewThreads()));
            losses[i] = history.get("loss").get(1);
        }
        assertThat(losses[1]).isCloseTo(losses[0], within(1e-6));
    }

    // ---- slices -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "1,1", "15,1", "16,2", "23,2", "24,3", "31,3", "32,2", "47,2", "48,3", "64,4", "127,7", "128,8", "1000,8"
    })
    void slicesHaveSixteenRowsOrEightAndAreEightAtMost(int rows, int count) {
        Ranges slices = SlicedForward.slices(rows);
        assertThat(slices.count()).isEqualTo(count);
        for (int slice = 0; slice < count; slice++) {
            assertThat(slices.start(slice) % 8).isZero();
            assertThat(slices.start(slice + 1) - slices.start(slice))
                    .isGreaterThanOrEqualTo(Math.min(rows, rows < 32 ? 8 : 16));
        }
        assertThat(slices.start(count)).isEqualTo(rows);
    }

    // ---- threads ----------------------------------------------------------------------------------------------------

    private static Sequential failing(Hook hook) {
        Sequential model = HeavyModels.model(hook, GlobalAveragePooling1D.of(), Dense.of(2));
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        return model;
    }

    private static void fit(Model model, FitOptions options) {
        model.fit(HeavyModels.samples(128), new Generator(5).normal(128, 2), options.batchSize(128));
    }

    @Test
    void whoLendsNoThreadChangesNothing() {
        Model expected = Kind.STACKED.make();
        Model found = Kind.STACKED.make();
        expected.compile(SGD.of(0.1), Losses.meanSquaredError());
        found.compile(SGD.of(0.1), Losses.meanSquaredError());
        fit(expected, options().threads(1));
        AtomicInteger asked = new AtomicInteger();
        fit(found, options().threads(4, task -> {
            if (asked.incrementAndGet() % 2 == 0) {
                throw new RejectedExecutionException(); // the others are never run
            }
        }));
        assertThat(asked.get()).isEqualTo(2 * 2 * 3); // epochs, ways there and back, threads
        assertSameWeights(found, expected);
    }

    @Test
    void theFailureOfTheFirstSliceThatFailsReachesTheCallerAsItIs() {
        for (int threads : new int[] {1, 4}) {
            Tensor x = HeavyModels.samples(128);
            Sequential model = Sequential.of(
                    Input.of(STEPS, FEATURES),
                    new Hook(input -> {
                        for (int slice = 3; slice < 8; slice++) {
                            if (input.getAt(0) == x.getAt(slice * 16 * STEPS * FEATURES)) {
                                throw new ArithmeticException("slice " + slice);
                            }
                        }
                    }),
                    GRU.of(128),
                    Dense.of(2));
            model.compile(SGD.of(0.1), Losses.meanSquaredError());
            FitOptions options =
                    FitOptions.epochs(1).batchSize(128).shuffle(false).threads(threads, new NewThreads());
            assertThatThrownBy(() -> model.fit(x, Tensor.zeros(128, 2), options))
                    .isExactlyInstanceOf(ArithmeticException.class)
                    .hasMessage("slice 3");
        }
    }

    @Test
    void aFailureChangesNoWeight() {
        AtomicInteger calls = new AtomicInteger();
        Sequential model = failing(new Hook(input -> {
            if (calls.incrementAndGet() == 5) {
                throw new StackOverflowError("deep");
            }
        }));
        List<Tensor> before = model.getWeights();
        assertThatThrownBy(() -> fit(model, FitOptions.epochs(1).threads(2, new NewThreads())))
                .isExactlyInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
        for (int i = 0; i < before.size(); i++) {
            Tensors.assertSameBits(model.getWeights().get(i), before.get(i));
        }
    }

    @Test
    void threadsMustBePositive() {
        assertThatThrownBy(() -> FitOptions.epochs(1).threads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FitOptions: threads must be a positive integer. Received: threads=0.");
        assertThatThrownBy(() -> FitOptions.epochs(1).threads(-1, Runnable::run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FitOptions: threads must be a positive integer. Received: threads=-1.");
        assertThat(FitOptions.epochs(1).threads()).isNull();
        assertThat(FitOptions.epochs(1).threads(3).seed(1).threads()).isEqualTo(3);
    }

    // ---- what is refused --------------------------------------------------------------------------------------------

    private static void assertRefused(String message, Layer... behind) {
        Sequential model = HeavyModels.model(behind);
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        Tensor x = HeavyModels.samples(32);
        Tensor y = Tensor.zeros(32, 2);
        assertThatThrownBy(() -> model.fit(x, y, FitOptions.epochs(1).threads(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aLayerThatLooksAtSeveralSamplesIsRefused() {
        assertRefused(
                "FitOptions: threads must be left out for a layer that looks at more than one sample. Received: threads=2,"
                        + " layer=BatchNormalization 'norm'.",
                GRU.of(4),
                BatchNormalization.builder().name("norm").build(),
                Dense.of(2));
        Sequential stateful = Sequential.of(
                Input.builder(Shape.of(32, STEPS, FEATURES)).build(),
                GRU.builder(2).stateful(true).name("gru").build());
        stateful.compile(SGD.of(0.1), Losses.meanSquaredError());
        assertThatThrownBy(() -> stateful.fit(
                        HeavyModels.samples(32),
                        Tensor.zeros(32, 2),
                        FitOptions.epochs(1).threads(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "FitOptions: threads must be left out for a layer that looks at more than one sample. Received:"
                                + " threads=1, layer=GRU 'gru'.");
    }

    @Test
    void aFrozenNormalizationIsNotRefused() {
        BatchNormalization norm = BatchNormalization.of();
        Sequential model = HeavyModels.model(norm, GlobalAveragePooling1D.of(), Dense.of(2));
        norm.setTrainable(false);
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        fit(model, FitOptions.epochs(1).threads(2));
        assertThat(model.built()).isTrue();
    }

    @Test
    void aLayerThatAddsToTheLossIsRefused() {
        assertRefused(
                "FitOptions: threads must be left out for a layer that adds to the loss of a batch. Received: threads=2,"
                        + " activityRegularizer of Dense 'head'.",
                GRU.of(4),
                Dense.builder(2).name("head").activityRegularizer(L2.of(0.1)).build());
        Layer adding = new Hook(input -> {}) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                call.addLoss(this, 0.5);
                return Pass.of(inputs.get(0), (dOutput, gradients) -> dOutput);
            }
        };
        assertRefused(
                "FitOptions: threads must be left out for a layer that adds to the loss of a batch. Received: threads=2,"
                        + " an added loss of 0.5.",
                GRU.of(4),
                adding,
                Dense.of(2));
    }

    @Test
    void outputsWithoutARowForEachSampleAreRefused() {
        Layer mean = new Hook(input -> {}) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                return Pass.of(inputs.get(0).rows(0, 1));
            }
        };
        assertRefused(
                "FitOptions: threads must be left out for a model whose outputs do not have a row for each sample. Received:"
                        + " threads=2, samples=16, output of shape=(1, 2).",
                GRU.of(2),
                mean);
    }
}
