package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.UnaryLayer;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.loss.BinaryCrossentropy;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.loss.SparseCategoricalCrossentropy;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The training loop and the sequential model. */
class FitTest {

    private static Sequential model(double dropout) {
        Sequential model = Sequential.of(
                Input.of(6, 2),
                GRU.builder(GRUCell.builder(8).dropout(dropout).build()).build(),
                Dropout.of(dropout),
                Dense.of(1));
        model.compile(Adam.of(0.02), Losses.meanSquaredError(), Metrics.meanAbsoluteError());
        return model;
    }

    /** The target is the sum of the first feature over time: a memory, not a guess. */
    private static Tensor targets(Tensor x) {
        Tensor y = Tensor.zeros(x.dim(0), 1);
        for (int b = 0; b < x.dim(0); b++) {
            double sum = 0;
            for (int t = 0; t < x.dim(1); t++) {
                sum += x.get(b, t, 0);
            }
            y.set(sum / 3, b, 0);
        }
        return y;
    }

    @Test
    void trainingLearnsToSum() {
        Sequential model = model(0);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 200, 6, 2);
        Tensor y = targets(x);
        double before = model.evaluate(x, y).get("loss");
        History history = model.fit(x, y, FitOptions.epochs(30).batchSize(20).validationSplit(0.2));
        double after = model.evaluate(x, y).get("loss");
        assertThat(after).isLessThan(before / 50);
        assertThat(history.epochs()).hasSize(30);
        assertThat(history.metrics().keySet())
                .containsExactly("loss", "mean_absolute_error", "val_loss", "val_mean_absolute_error");
        assertThat(history.get("val_loss").get(29))
                .isLessThan(history.get("val_loss").get(0) / 20);
        assertThatThrownBy(() -> history.get("nope"))
                .hasMessage("History: name must be one of [loss, mean_absolute_error, val_loss,"
                        + " val_mean_absolute_error]. Received: name=nope.");
    }

    @Test
    void sameSeedGivesTheSameBits() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 50, 6, 2);
        Tensor y = targets(x);
        List<List<Tensor>> weights = new ArrayList<>();
        for (long seed : new long[] {3, 3, 4}) {
            Sequential model = model(0.3);
            model.fit(x, y, FitOptions.epochs(2).batchSize(16).seed(seed));
            weights.add(model.getWeights());
        }
        for (int i = 0; i < weights.get(0).size(); i++) {
            Tensors.assertSameBits(weights.get(1).get(i), weights.get(0).get(i));
        }
        assertThat(Tensors.sameBits(weights.get(2).get(0), weights.get(0).get(0)))
                .isFalse();
    }

    @Test
    void reportedLossIsTheMeanOverSamplesBeforeEachUpdate() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 10, 6, 2);
        Tensor y = targets(x);
        Sequential model = model(0);
        model.compile(SGD.of(0), Losses.meanSquaredError()); // nothing moves, so the mean is that of evaluate
        double expected = model.evaluate(x, y, 3).get("loss");
        double reported =
                model.fit(x, y, FitOptions.epochs(1).batchSize(4)).get("loss").get(0);
        assertThat(reported).isCloseTo(expected, within(1e-6));
    }

    @Test
    void penaltiesBelongToTheLossAndTheGradient() {
        Dense dense =
                Dense.builder(1).useBias(false).kernelRegularizer(L2.of(0.5)).build();
        Sequential model = Sequential.of(Input.of(1), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {2}, 1, 1)));
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        Tensor x = Tensor.of(new float[][] {{0}});
        Tensor y = Tensor.of(new float[][] {{0}});
        assertThat(model.evaluate(x, y).get("loss")).isCloseTo(2, within(1e-6));
        model.fit(x, y, FitOptions.epochs(1));
        assertThat(dense.kernel().value().getAt(0)).isCloseTo(2 - 0.1 * 2, within(1e-6)); // d(0.5 w²) = w
    }

    @Test
    void activityPenaltiesBelongToTheLossPerSample() {
        Dense dense = Dense.builder(1).activityRegularizer(L2.of(0.5)).build();
        Sequential model = Sequential.of(Input.of(1), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {2}, 1, 1), Tensor.zeros(1)));
        model.compile(SGD.of(0), Losses.meanSquaredError());
        Tensor x = Tensor.of(new float[][] {{1}, {3}}); // predictions 2 and 6, which are the targets
        Tensor y = Tensor.of(new float[][] {{2}, {6}});
        double penalty = 0.5 * (2 * 2 + 6 * 6) / 2;
        assertThat(model.evaluate(x, y).get("loss")).isCloseTo(penalty, within(1e-6));
        assertThat(model.fit(x, y, FitOptions.epochs(1)).get("loss").get(0)).isCloseTo(penalty, within(1e-6));
    }

    @Test
    void weightsToBeFilledStartAsZeros() {
        GRU gru = GRU.of(3);
        gru.buildToBeFilled(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 2));
        assertThat(gru.countParams()).isEqualTo(2 * 9 + 3 * 9 + 2 * 9);
        for (Tensor weight : gru.getWeights()) {
            for (int i = 0; i < weight.size(); i++) {
                assertThat(weight.getAt(i)).isZero();
            }
        }
    }

    @Test
    void frozenLayersStay() {
        Sequential model = model(0);
        model.layer("gru").setTrainable(false);
        List<Tensor> before = model.layer("gru").getWeights();
        Tensor x = Tensors.random(DType.FLOAT32, 1, 20, 6, 2);
        List<Tensor> dense = model.layer("dense").getWeights();
        model.fit(x, targets(x), FitOptions.epochs(1));
        for (int i = 0; i < before.size(); i++) {
            Tensors.assertSameBits(model.layer("gru").getWeights().get(i), before.get(i));
        }
        assertThat(Tensors.sameBits(model.layer("dense").getWeights().get(0), dense.get(0)))
                .isFalse();
    }

    @Test
    void earlyStoppingPutsTheBestWeightsBack() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 40, 6, 2);
        Tensor y = targets(x);
        Sequential model = model(0);
        model.compile(SGD.of(1.9), Losses.meanSquaredError()); // soon goes astray
        EarlyStopping stopping =
                EarlyStopping.builder().patience(3).restoreBestWeights(true).build();
        History history =
                model.fit(x, y, FitOptions.epochs(200).validationSplit(0.25).callbacks(stopping));
        List<Double> losses = history.get("val_loss");
        assertThat(stopping.stopped()).isTrue();
        assertThat(losses).hasSize(stopping.bestEpoch() + 1 + 3);
        assertThat(losses.stream().min(Double::compare)).contains(losses.get(stopping.bestEpoch()));
        double restored = model.evaluate(x.rows(30, 40), y.rows(30, 40)).get("loss");
        assertThat(restored).isCloseTo(stopping.best(), within(1e-6));
        assertThatThrownBy(() -> model.fit(x, y, FitOptions.epochs(1).callbacks(EarlyStopping.of(1))))
                .hasMessage("EarlyStopping: monitor must be one of [loss], which this training reports. Received:"
                        + " monitor=val_loss.");
    }

    @Test
    void callbacksSeeEveryBatchAndMayStop() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 10, 6, 2);
        List<String> seen = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        Callback callback = new Callback() {
            @Override
            public void onTrainBegin(TrainingRun run) {
                runs.add(run);
            }

            @Override
            public void onEpochBegin(int epoch) {
                seen.add("epoch " + epoch + " of " + runs.get(0).steps().getAsInt() + " steps");
            }

            @Override
            public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                seen.add(batch + " " + logs.keySet());
                if (seen.size() > 5) {
                    runs.get(0).stop();
                }
            }

            @Override
            public void onTrainEnd(Map<String, Double> logs) {
                seen.add("end " + logs.keySet());
            }
        };
        model(0).fit(x, targets(x), FitOptions.epochs(9).batchSize(4).callbacks(callback));
        assertThat(seen)
                .containsExactly(
                        "epoch 0 of 3 steps",
                        "0 [loss, mean_absolute_error]",
                        "1 [loss, mean_absolute_error]",
                        "2 [loss, mean_absolute_error]",
                        "epoch 1 of 3 steps",
                        "0 [loss, mean_absolute_error]",
                        "end [loss, mean_absolute_error]");
    }

    @Test
    void gradientsOfAWholeModelMatchDifferences() {
        Normalization normalization = Normalization.builder()
                .mean(0.1, 0.2)
                .variance(1, 2)
                .dtype(DType.FLOAT64)
                .build();
        Sequential model = Sequential.of(
                Input.builder(Shape.of(Shape.UNKNOWN, 4, 2))
                        .dtype(DType.FLOAT64)
                        .build(),
                normalization,
                GRU.builder(GRUCell.builder(3).dtype(DType.FLOAT64).build())
                        .returnSequences(true)
                        .activityRegularizer(L2.of(0.01))
                        .build(),
                Dropout.builder(0.5).dtype(DType.FLOAT64).build(),
                GRU.builder(GRUCell.builder(5)
                                .resetAfter(false)
                                .dtype(DType.FLOAT64)
                                .build())
                        .build(),
                Dense.builder(2).activation("softmax").dtype(DType.FLOAT64).build());
        Tensors.randomizeWeights(model, 3);
        GradientChecker.Report report = GradientChecker.check(
                model, List.of(Tensors.random(DType.FLOAT64, 1, 3, 4, 2)), () -> Call.training(new Generator(5)));
        assertThat(report.maxError()).as("%s", report).isLessThan(2e-8);
    }

    @Test
    void validationTakesTheLastSamplesRoundedUp() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 10, 6, 2);
        Tensor y = targets(x);
        Sequential model = model(0);
        model.compile(SGD.of(0), Losses.meanSquaredError());
        History history = model.fit(x, y, FitOptions.epochs(1).validationSplit(0.25)); // 7.5 samples to train on
        assertThat(history.get("val_loss").get(0))
                .isEqualTo(model.evaluate(x.rows(7, 10), y.rows(7, 10)).get("loss"));
    }

    @Test
    void predictDoesNotDependOnTheBatchSize() {
        Sequential model = model(0.5);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 33, 6, 2);
        Tensor whole = model.predict(x, 100);
        Tensors.assertSameBits(model.predict(x, 1), whole);
        Tensors.assertSameBits(model.predict(x, 7), whole);
        Tensors.assertSameBits(model.predict(x), whole);
    }

    @Test
    void layersGetNamesOfTheirOwn() {
        Sequential model = Sequential.of(
                Input.of(4, 2),
                GRU.builder(3).returnSequences(true).build(),
                GRU.builder(3).returnSequences(true).name("gru_2").build(),
                GRU.builder(3).returnSequences(true).build(),
                GRU.builder(3).returnSequences(true).build(),
                GRU.of(3));
        assertThat(model.layers().stream().map(layer -> layer.name()))
                .containsExactly("input_layer", "gru", "gru_2", "gru_1", "gru_3", "gru_4");
        assertThatThrownBy(() -> Sequential.of(
                        Dense.builder(1).name("a").build(),
                        Dense.builder(1).name("a").build()))
                .hasMessage("Sequential: every layer must have a name of its own. Received: two layers named 'a'.");
        assertThatThrownBy(Sequential::of)
                .hasMessage("Sequential: layers must hold at least one layer. Received: none.");
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        Sequential model = Sequential.of(Input.of(6, 2), GRU.of(3), Dense.of(1));
        Tensor x = Tensor.zeros(4, 6, 2);
        assertThatThrownBy(() -> model.fit(x, Tensor.zeros(4, 1), FitOptions.epochs(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Sequential 'sequential': the model must be compiled first. Call compile(optimizer, loss).");
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        assertThatThrownBy(() -> model.fit(x, Tensor.zeros(3, 1), FitOptions.epochs(1)))
                .hasMessage("Sequential 'sequential': y must have as many samples as x, 4. Received: shape=(3, 1).");
        assertThatThrownBy(() -> model.fit(x, Tensor.zeros(4, 2), FitOptions.epochs(1)))
                .hasMessage("MeanSquaredError: targets must have the shape of the predictions, (4, 1). Received:"
                        + " shape=(4, 2).");
        assertThatThrownBy(() -> FitOptions.epochs(0))
                .hasMessage("FitOptions: epochs must be a positive integer. Received: epochs=0.");
        assertThatThrownBy(() -> model.layer("nope"))
                .hasMessage("Sequential 'sequential': name must be one of [input_layer, gru, dense]. Received:"
                        + " name=nope.");
    }

    @Test
    void aModelBuiltInPartTrainsAllItsWeights() {
        Dense built = Dense.of(3);
        built.build(Shape.of(Shape.UNKNOWN, 2));
        Dense last = Dense.of(1); // has no weights before the first batch
        Sequential model = Sequential.of(built, last);
        model.compile(Adam.of(0.1), Losses.meanSquaredError());
        Tensor x = Tensors.random(DType.FLOAT32, 1, 8, 2);
        model.fit(
                x, Tensors.random(DType.FLOAT32, 2, 8, 1), FitOptions.epochs(2).batchSize(4));
        assertThat(last.bias()).isNotNull();
        assertThat(last.bias().value().getAt(0)).isNotZero();
    }

    @Test
    void theSeedDecidesTheWeightsWithAndWithoutAnInput() {
        List<Tensor> kernels = new ArrayList<>();
        for (boolean input : new boolean[] {true, false}) {
            for (long seed : new long[] {1, 2}) {
                Sequential.Builder builder = Sequential.builder().seed(seed);
                if (input) {
                    builder.add(Input.of(2));
                }
                Sequential model = builder.add(Dense.of(3)).build();
                model.predict(Tensor.zeros(1, 2));
                kernels.add(model.getWeights().get(0));
            }
        }
        assertThat(Tensors.sameBits(kernels.get(0), kernels.get(1))).isFalse();
        Tensors.assertSameBits(kernels.get(2), kernels.get(0));
        Tensors.assertSameBits(kernels.get(3), kernels.get(1));
    }

    @Test
    void theLargestBatchSizeIsTheWholeData() {
        Sequential model = model(0);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 10, 6, 2);
        History history = model.fit(x, targets(x), FitOptions.epochs(1).batchSize(Integer.MAX_VALUE));
        assertThat(history.get("loss")).hasSize(1);
        assertThat(model.optimizer().iterations()).isEqualTo(1);
    }

    @Test
    void aFrozenModelStaysFrozenWhateverItsLayersSay() {
        Sequential model = model(0);
        int all = model.weights().size();
        model.setTrainable(false);
        model.layer("dense").setTrainable(true);
        assertThat(model.trainableWeights()).isEmpty();
        assertThat(model.nonTrainableWeights()).hasSize(all);
        assertThat(Sequential.builder()
                        .trainable(false)
                        .add(Input.of(2))
                        .add(Dense.of(1))
                        .build()
                        .trainableWeights())
                .isEmpty();
    }

    @Test
    void validationDataIsCheckedBeforeAnEpochIsSpent() {
        Sequential model = model(0);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 10, 6, 2);
        List<Tensor> before = model.getWeights();
        assertThatThrownBy(() -> model.fit(x, targets(x), FitOptions.epochs(1).validationData(x, Tensor.zeros(9, 1))))
                .hasMessage("Sequential 'sequential': y must have as many samples as x, 10. Received: shape=(9, 1).");
        Tensors.assertSameBits(model.getWeights().get(0), before.get(0));
    }

    @Test
    void targetsWithoutTheLastAxisOfOneGiveTheSameTraining() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 12, 6, 2);
        Tensor y = targets(x);
        List<Tensor> kernels = new ArrayList<>();
        for (Tensor target : List.of(y, y.reshape(12))) {
            Sequential model = model(0);
            model.fit(x, target, FitOptions.epochs(1).batchSize(5));
            kernels.add(model.getWeights().get(0));
        }
        Tensors.assertSameBits(kernels.get(1), kernels.get(0));
    }

    @Test
    void metricsRefuseTargetsThatDoNotFit() {
        Tensor predictions = Tensor.zeros(4, 3);
        assertThatThrownBy(() -> Metrics.meanAbsoluteError().update(Tensor.zeros(4), predictions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MeanAbsoluteError: targets must have the shape of the predictions, (4, 3). Received:"
                        + " shape=(4,).");
        assertThatThrownBy(() -> Metrics.sparseCategoricalAccuracy().update(Tensor.zeros(4, 3), predictions))
                .hasMessage("SparseCategoricalAccuracy: targets must hold one class number per row of the predictions,"
                        + " whose shape is (4, 3). Received: shape=(4, 3).");
    }

    @Test
    void aLayerMayBeAddedOnce() {
        Dense dense = Dense.of(2);
        assertThatThrownBy(() -> Sequential.of(Input.of(2), dense, dense))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: every layer may be added once. Received: Dense(name=dense) twice.");
    }

    @Test
    void callbacksAndOptimizersRefuseNumbersThatMeanNothing() {
        assertThatThrownBy(() -> EarlyStopping.of(-1))
                .hasMessage("EarlyStopping: patience and startFromEpoch must be 0 or more. Received: patience=-1,"
                        + " startFromEpoch=0.");
        assertThatThrownBy(() -> EarlyStopping.builder().minDelta(Double.NaN).build())
                .hasMessage("EarlyStopping: minDelta must be a number. Received: minDelta=NaN.");
        assertThatThrownBy(() -> SGD.of(0.1).setLearningRate(Double.NaN))
                .hasMessage("SGD: learningRate must be a number of 0 or more. Received: learningRate=NaN.");
        assertThatThrownBy(() -> SGD.of(0.1).setIterations(-1))
                .hasMessage("SGD: iterations must be 0 or more. Received: iterations=-1.");
        assertThatThrownBy(() -> SGD.builder(0.1).weightDecay(Double.NaN).build())
                .hasMessage("SGD: weightDecay must be a finite number. Received: weightDecay=NaN.");
    }

    @Test
    void crossEntropyBehindASoftmaxStartsFromTheLogits() {
        Dense dense = Dense.builder(2).activation("softmax").build();
        Sequential model = Sequential.of(Input.of(1), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {200, 0}, 1, 2), Tensor.zeros(2)));
        model.compile(SGD.of(1), Losses.sparseCategoricalCrossentropy());
        Tensor x = Tensor.of(new float[][] {{1}});
        Tensor y = Tensor.of(new float[][] {{1}}); // whose probability is e^-200, 0 in float32
        assertThat(model.evaluate(x, y).get("loss")).isCloseTo(200, within(1e-4));
        assertThat(model.fit(x, y, FitOptions.epochs(1)).get("loss").get(0)).isCloseTo(200, within(1e-4));
        assertThat(dense.kernel().value().floats()).containsExactly(199, 1); // the gradient is p - onehot
    }

    @Test
    void binaryCrossEntropyBehindASigmoidStartsFromTheLogits() {
        Dense dense = Dense.builder(1).activation("sigmoid").useBias(false).build();
        Sequential model = Sequential.of(Input.of(1), dense);
        for (Loss loss : List.of(Losses.binaryCrossentropy(), BinaryCrossentropy.of(true))) {
            dense.setWeights(List.of(Tensor.of(new float[] {200}, 1, 1)));
            model.compile(SGD.of(1), loss, Metrics.accuracy());
            Tensor x = Tensor.of(new float[][] {{1}});
            Tensor y = Tensor.of(new float[][] {{0}}); // the prediction is 1 in float32
            assertThat(model.evaluate(x, y).get("loss")).isCloseTo(200, within(1e-4));
            History history = model.fit(x, y, FitOptions.epochs(1));
            assertThat(history.get("loss").get(0)).isCloseTo(200, within(1e-4));
            assertThat(history.get("accuracy").get(0)).isZero();
            assertThat(dense.kernel().value().floats()).containsExactly(199);
        }
    }

    @Test
    void meansOfTheSameNameAreCounted() {
        Sequential model = model(0);
        model.compile(
                SGD.of(0),
                Losses.meanSquaredError(),
                Metrics.get("mae"),
                Metrics.get("mse").named("mae"),
                Metrics.get("mae"));
        Tensor x = Tensors.random(DType.FLOAT32, 1, 9, 6, 2);
        Map<String, Double> logs = model.evaluate(x, targets(x));
        assertThat(logs.keySet()).containsExactly("loss", "mae", "mae_1", "mae_2");
        assertThat(logs.get("mae_1")).isCloseTo(logs.get("loss"), within(1e-9));
        assertThat(logs.get("mae_2")).isEqualTo(logs.get("mae"));
    }

    @Test
    void stepsThatALayerMasksCountNeitherInTheLossNorInMetricsThatAreMeans() {
        Sequential model = Sequential.of(Input.of(2, 1), new SecondStepMasked());
        model.compile(SGD.of(0), Losses.meanSquaredError(), Metrics.get("mae"), Metrics.get("false_positives"));
        Tensor x = Tensor.of(new float[] {1, 100, 2, 100}, 2, 2, 1);
        Tensor y = Tensor.zeros(2, 2, 1);
        Map<String, Double> expected = Map.of("loss", 2.5, "mae", 1.5, "false_positives", 4.0);
        assertThat(model.evaluate(x, y)).isEqualTo(expected);
        model.fit(x, y, FitOptions.epochs(1))
                .metrics()
                .forEach((name, values) -> assertThat(values).containsExactly(expected.get(name)));
    }

    /** Probabilities of 0 and 1 in float32, and a loss of 80 between them. */
    @Test
    void aPenaltyOnProbabilitiesDoesNotHideTheirLogits() {
        Dense dense = Dense.builder(2)
                .activation("softmax")
                .useBias(false)
                .activityRegularizer(L2.of(0.5))
                .build();
        Sequential model = Sequential.of(Input.of(1), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {40, -40}, 1, 2)));
        model.compile(SGD.of(1), SparseCategoricalCrossentropy.of(false));
        Tensor x = Tensor.of(new float[][] {{1}});
        Tensor y = Tensor.of(new float[][] {{1}});
        assertThat(model.evaluate(x, y).get("loss")).isEqualTo(80.5);
        assertThat(model.fit(x, y, FitOptions.epochs(1)).get("loss")).containsExactly(80.5);
        assertThat(model.getWeights().get(0).floats()).containsExactly(39, -39);
    }

    /** Passes its input on and says that the second step of each sequence does not count. */
    private static final class SecondStepMasked extends UnaryLayer {
        private static final class Builder extends Layer.Builder<Builder> {
            @Override
            public Layer build() {
                return new SecondStepMasked();
            }
        }

        SecondStepMasked() {
            super(new Builder());
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }

        @Override
        protected Pass forward(Tensor input, Call call) {
            boolean[][] rows = new boolean[input.dim(0)][];
            Arrays.setAll(rows, row -> new boolean[] {true, false});
            return Pass.of(input, (dOutput, gradients) -> dOutput).withMask(Mask.of(rows));
        }
    }

    @Test
    void theLogitsGiveTheGradientOfTheProbabilities() {
        List<List<Tensor>> weights = new ArrayList<>();
        for (boolean logits : new boolean[] {true, false}) {
            Sequential model = Sequential.of(
                    Input.of(5, 2),
                    GRU.of(4),
                    Dense.builder(3).activation(logits ? null : "softmax").build());
            Tensors.randomizeWeights(model, 3);
            model.compile(SGD.of(0.5), SparseCategoricalCrossentropy.of(logits));
            Tensor y = Tensor.zeros(6, 1);
            for (int i = 0; i < 6; i++) {
                y.setAt(i, i % 3);
            }
            model.fit(
                    Tensors.random(DType.FLOAT32, 1, 6, 5, 2),
                    y,
                    FitOptions.epochs(2).batchSize(4));
            weights.add(model.getWeights());
        }
        for (int i = 0; i < weights.get(0).size(); i++) {
            Tensors.assertSameBits(weights.get(1).get(i), weights.get(0).get(i));
        }
    }

    @Test
    void logsOfABatchAreTheMeanSoFar() {
        Sequential model = model(0);
        model.compile(SGD.of(0), Losses.meanSquaredError());
        Tensor x = Tensors.random(DType.FLOAT32, 1, 9, 6, 2);
        Tensor y = targets(x);
        List<Double> seen = new ArrayList<>();
        Callback callback = new Callback() {
            @Override
            public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                seen.add(logs.get("loss"));
            }
        };
        model.fit(x, y, FitOptions.epochs(1).batchSize(4).shuffle(false).callbacks(callback));
        assertThat(seen).hasSize(3);
        for (int batch = 0; batch < 3; batch++) {
            int to = Math.min(9, 4 * batch + 4);
            double expected = model.evaluate(x.rows(0, to), y.rows(0, to)).get("loss");
            assertThat(seen.get(batch)).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void givenValidationDataGoesBeforeASplit() {
        Sequential model = model(0);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 10, 6, 2);
        Tensor y = targets(x);
        Tensor otherX = Tensors.random(DType.FLOAT32, 7, 5, 6, 2);
        Tensor otherY = targets(otherX);
        History history = model.fit(
                x, y, FitOptions.epochs(1).batchSize(10).validationSplit(0.5).validationData(otherX, otherY));
        assertThat(model.optimizer().iterations()).isEqualTo(1);
        assertThat(history.get("val_loss").get(0))
                .isCloseTo(model.evaluate(otherX, otherY).get("loss"), within(1e-6));
        assertThat(history.get("loss").get(0))
                .isNotEqualTo(history.get("val_loss").get(0));
    }

    @Test
    void constraintsHoldAfterEveryUpdate() {
        Dense dense = Dense.builder(1)
                .useBias(false)
                .kernelConstraint(io.github.gru4j.constraint.NonNeg.of())
                .build();
        Sequential model = Sequential.of(Input.of(1), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        model.compile(SGD.of(1), Losses.meanSquaredError());
        Tensor one = Tensor.of(new float[][] {{1}});
        model.fit(one, Tensor.of(new float[][] {{-3}}), FitOptions.epochs(1)); // 1 - 2 * (1 + 3) = -7
        assertThat(dense.kernel().value().getAt(0)).isZero();
        assertThat(model.predict(one).getAt(0)).isZero(); // the packed copy was made after the constraint
    }

    @Test
    void resettingAModelResetsItsStatefulLayers() {
        GRU gru = GRU.builder(3).stateful(true).build();
        Sequential model = Sequential.of(Input.builder(Shape.of(2, 4, 2)).build(), gru, Dense.of(1));
        Tensor x = Tensors.random(DType.FLOAT32, 1, 2, 4, 2);
        Tensor first = model.predict(x);
        assertThat(Tensors.sameBits(model.predict(x), first)).isFalse();
        model.resetState();
        assertThat(gru.states()).isEmpty();
        Tensors.assertSameBits(model.predict(x), first);
    }
}
