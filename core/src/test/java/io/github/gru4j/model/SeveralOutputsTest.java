package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.loss.CategoricalCrossentropy;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Models with several outputs; their training beside Keras's is tested where configs can be read. */
class SeveralOutputsTest {

    private static final Tensor X = Tensor.of(new float[][] {{1}, {2}, {4}});
    private static final Tensor Y = Tensor.of(new float[][] {{2}, {2}, {2}});

    private static Input input(int... dimensions) {
        return Input.builder(Shape.of(dimensions)).dtype(DType.FLOAT64).build();
    }

    private static Dense dense(int units, String name) {
        return Dense.builder(units).dtype(DType.FLOAT64).name(name).build();
    }

    /** Gives its input times 1 and times 3, as {@code a} and {@code b}. */
    private static Functional once() {
        KerasTensor x = Input.of(1).tensor();
        Dense a = Dense.builder(1).useBias(false).name("a").build();
        Dense b = Dense.builder(1).useBias(false).name("b").build();
        Functional model = Functional.of(List.of(x), List.of(a.connect(x), b.connect(x)));
        a.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        b.setWeights(List.of(Tensor.of(new float[] {3}, 1, 1)));
        return model;
    }

    private static CompileOptions losses(PerOutput<Loss> losses) {
        return CompileOptions.of(SGD.of(0), losses);
    }

    private static PerOutput<Loss> both() {
        return PerOutput.of(Losses.meanSquaredError(), Losses.meanAbsoluteError());
    }

    private static Map<String, Double> evaluated(CompileOptions options) {
        Functional model = once();
        model.compile(options);
        return model.evaluate(List.of(X), List.of(Y, Y));
    }

    // ---- what is reported -------------------------------------------------------------------------------------------

    @Test
    void theLossIsTheWeightedSumAndTheLossesOfOutputsAreNotWeighted() {
        double mse = (1 + 0 + 4) / 3.0;
        double mae = (1 + 4 + 10) / 3.0;
        Map<String, Double> logs = evaluated(losses(both())
                .lossWeights(PerOutput.of(0.5, 2.0))
                .metrics(PerOutput.of(List.of(), List.of(Metrics.get("mse"))))
                .weightedMetrics(PerOutput.of(List.of(Metrics.get("mae")), List.of(Metrics.get("mse")))));
        assertThat(logs.keySet()).containsExactly("a_loss", "a_mae", "b_loss", "b_mse", "b_weighted_mse", "loss");
        assertThat(logs.get("loss")).isCloseTo(0.5 * mse + 2 * mae, within(1e-6));
        assertThat(logs.get("a_loss")).isCloseTo(mse, within(1e-6));
        assertThat(logs.get("b_loss")).isCloseTo(mae, within(1e-6));
        assertThat(logs.get("a_mae")).isCloseTo(1, within(1e-6));
        assertThat(logs.get("b_mse")).isCloseTo((1 + 16 + 100) / 3.0, within(1e-5));
    }

    @Test
    void oneLossIsForEveryOutput() {
        Map<String, Double> logs = evaluated(losses(PerOutput.same(Losses.meanAbsoluteError())));
        assertThat(logs.get("a_loss")).isCloseTo(1, within(1e-6));
        assertThat(logs.get("b_loss")).isCloseTo(5, within(1e-6));
        assertThat(logs.get("loss")).isCloseTo(6, within(1e-6));
        PerOutput<Double> half = PerOutput.same(0.5);
        assertThat(evaluated(losses(PerOutput.same(Losses.meanAbsoluteError())).lossWeights(half))
                        .get("loss"))
                .isCloseTo(3, within(1e-6));
        assertThat(evaluated(losses(PerOutput.same(Losses.meanAbsoluteError())).lossWeights(PerOutput.of(0.5)))
                        .get("loss"))
                .isCloseTo(3, within(1e-6));
    }

    @Test
    void namesDoNotFollowTheOrderOfTheOutputs() {
        Map<String, Loss> byName = new LinkedHashMap<>();
        byName.put("b", Losses.meanAbsoluteError());
        byName.put("a", Losses.meanSquaredError());
        double mse = 5 / 3.0;
        CompileOptions options =
                losses(PerOutput.byName(byName)).metrics(PerOutput.byName(Map.of("b", List.of(Metrics.get("mae")))));
        Map<String, Double> logs = evaluated(options.lossWeights(PerOutput.byName(Map.of("a", 3.0, "b", 0.5))));
        assertThat(logs.get("loss")).isCloseTo(3 * mse + 0.5 * 5, within(1e-5));
        assertThat(logs.get("b_mae")).isCloseTo(5, within(1e-6));
        // A list goes by the outputs, as in Keras.
        PerOutput<Metric> none = PerOutput.of();
        assertThat(none.present()).isEmpty();
        assertThat(evaluated(losses(PerOutput.byName(byName)).lossWeights(PerOutput.of(3.0, null)))
                        .get("loss"))
                .isCloseTo(3 * mse + 5, within(1e-5));
    }

    @Test
    void anOutputWithoutALossIsNotTrainedAndNeedsNoTarget() {
        Functional model = once();
        model.compile(CompileOptions.of(SGD.of(0.1), PerOutput.of(null, Losses.meanSquaredError())));
        Tensor before = model.getWeights().get(0);
        History history = model.fit(List.of(X), List.of(Y), FitOptions.epochs(1));
        assertThat(history.metrics().keySet()).containsExactly("loss");
        assertThat(history.get("loss").get(0)).isCloseTo((1 + 16 + 100) / 3.0, within(1e-4));
        Tensors.assertSameBits(model.getWeights().get(0), before);
        assertThat(model.getWeights().get(1).getAt(0)).isNotEqualTo(3);
        // With a target it may be judged.
        model.compile(CompileOptions.of(SGD.of(0), PerOutput.of(null, Losses.meanSquaredError()))
                .metrics(PerOutput.of(List.of(Metrics.get("mae")), null)));
        assertThat(model.evaluate(List.of(X), List.of(Y, Y)).get("a_mae")).isCloseTo(1, within(1e-6));
    }

    /** As in Keras; 3 - 0.1 * 2 * 0.5 * 3, also where the layer stands in a model of its own. */
    @Test
    void anOutputWithoutALossIsTrainedByItsPenalty() {
        for (boolean inside : new boolean[] {false, true}) {
            KerasTensor x = Input.of(1).tensor();
            Dense a = Dense.builder(1).useBias(false).build();
            Dense b = Dense.builder(1)
                    .useBias(false)
                    .activityRegularizer(L2.of(0.5))
                    .build();
            KerasTensor second =
                    inside ? Sequential.of(Input.of(1), b, Dense.of(2)).connect(x) : b.connect(x);
            Functional model = Functional.of(List.of(x), List.of(a.connect(x), second));
            b.setWeights(List.of(Tensor.of(new float[] {3}, 1, 1)));
            model.compile(CompileOptions.of(SGD.of(0.1), PerOutput.of(Losses.meanSquaredError(), null)));
            Tensor one = Tensor.of(new float[][] {{1}});
            model.fit(List.of(one), List.of(one), FitOptions.epochs(1));
            assertThat(b.getWeights().get(0).getAt(0)).isCloseTo(2.7, within(1e-6));
        }
    }

    @Test
    void weightsBelongToTheTargetsThatAreGiven() {
        Functional model = once();
        model.compile(losses(PerOutput.of(null, Losses.meanAbsoluteError())));
        PerOutput<Tensor> weights = PerOutput.of(Tensor.of(new float[] {0, 1, 2}, 3));
        assertThat(model.evaluate(List.of(X), List.of(Y), weights, 32).get("loss"))
                .isCloseTo((4 + 2 * 10) / 3.0, within(1e-5));
    }

    @Test
    void aMetricSeesTheMaskOfItsOutput() {
        KerasTensor left = Input.of(2, 1).tensor();
        KerasTensor right = Input.of(2, 1).tensor();
        Dense same = Dense.builder(1).useBias(false).build();
        Functional model = Functional.of(
                List.of(left, right),
                List.of(
                        same.connect(Masking.of().connect(left)),
                        same.connect(Masking.of().connect(right))));
        same.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        model.compile(losses(PerOutput.same(Losses.meanAbsoluteError()))
                .metrics(PerOutput.of(List.of(Metrics.get("mse")), List.of(Metrics.get("mse")))));
        Tensor first = Tensor.of(new float[] {0, 3}, 1, 2, 1);
        Tensor last = Tensor.of(new float[] {5, 0}, 1, 2, 1);
        Tensor y = Tensor.of(new float[] {1, 1}, 1, 2, 1);
        Map<String, Double> logs = model.evaluate(List.of(first, last), List.of(y, y));
        assertThat(logs.get("dense_mse")).isCloseTo(4, within(1e-6));
        assertThat(logs.get("dense_mse_1")).isCloseTo(16, within(1e-6));
        assertThat(logs.get("loss")).isCloseTo(2 + 4, within(1e-6));
    }

    @Test
    void everySampleKeepsItsTargetsAndWeightsInAnyOrder() {
        Functional model = once();
        model.compile(losses(both()));
        Tensor y = Tensor.of(new float[][] {{1}, {2}, {5}}); // of a, all right but the last one
        Tensor weight = Tensor.of(new float[] {0, 1, 2}, 3);
        PerOutput<Tensor> weights = PerOutput.of(null, weight);
        for (long seed = 0; seed < 4; seed++) {
            FitOptions options = FitOptions.epochs(1)
                    .batchSize(2)
                    .seed(seed)
                    .sampleWeights(weights)
                    .validationData(List.of(X), List.of(y, Y), PerOutput.byName(Map.of("a", weight)));
            History history = model.fit(List.of(X), List.of(y, Y), options);
            assertThat(history.get("a_loss").get(0)).isCloseTo(1 / 3.0, within(1e-6));
            assertThat(history.get("b_loss").get(0)).isCloseTo((4 + 2 * 10) / 3.0, within(1e-5));
            assertThat(history.get("val_a_loss").get(0)).isCloseTo(2 / 3.0, within(1e-6));
            assertThat(history.get("val_b_loss").get(0)).isCloseTo(5, within(1e-5));
        }
        Map<String, Double> logs = model.evaluate(List.of(X), List.of(y, Y), PerOutput.same(weight), 1);
        assertThat(logs.get("a_loss")).isCloseTo(2 / 3.0, within(1e-6));
        assertThat(logs.get("b_loss")).isCloseTo(8, within(1e-6));
    }

    // ---- gradients --------------------------------------------------------------------------------------------------

    /** Two inputs with masks of their own, a shared layer, and probabilities that another output is made from. */
    private static Functional masked() {
        KerasTensor left = input(Shape.UNKNOWN, 4, 2).tensor();
        KerasTensor right = input(Shape.UNKNOWN, 4, 2).tensor();
        GRU gru = GRU.builder(GRUCell.builder(3)
                        .dtype(DType.FLOAT64)
                        .kernelRegularizer(L2.of(0.1))
                        .build())
                .returnSequences(true)
                .build();
        KerasTensor first =
                gru.connect(Masking.builder(0).dtype(DType.FLOAT64).build().connect(left));
        KerasTensor second =
                gru.connect(Masking.builder(0).dtype(DType.FLOAT64).build().connect(right));
        KerasTensor kind = Dense.builder(3)
                .activation("softmax")
                .dtype(DType.FLOAT64)
                .name("kind")
                .build()
                .connect(first);
        KerasTensor level = dense(2, "level").connect(second);
        KerasTensor unused = dense(1, "unused").connect(second);
        KerasTensor joined =
                Concatenate.builder(-1).dtype(DType.FLOAT64).build().connect(kind, first);
        KerasTensor size = dense(1, "size").connect(joined);
        return Functional.of(List.of(left, right), List.of(kind, level, unused, size));
    }

    private static Tensor sequences(int seed) {
        Tensor x = Tensors.random(DType.FLOAT64, seed, 2, 4, 2);
        for (int[] step : new int[][] {{0, seed % 4}, {0, 3}, {1, (seed + 1) % 4}}) {
            x.set(0, step[0], step[1], 0);
            x.set(0, step[0], step[1], 1);
        }
        return x;
    }

    @Test
    void aStepGoesDownTheGradientOfTheReportedLoss() {
        Functional model = masked();
        Tensors.randomizeWeights(model, 7);
        model.compile(CompileOptions.of(
                        SGD.of(1),
                        PerOutput.of(CategoricalCrossentropy.of(), Losses.huber(), null, MeanSquaredError.of()))
                .lossWeights(PerOutput.of(1.5, 0.25, null, null)));
        List<Tensor> x = List.of(sequences(1), sequences(2));
        Tensor kinds = Tensor.zeros(DType.FLOAT64, Shape.of(2, 4, 3));
        for (int i = 0; i < 8; i++) {
            kinds.setAt(3 * i + i % 3, 1);
        }
        List<Tensor> y =
                List.of(kinds, Tensors.random(DType.FLOAT64, 4, 2, 4, 2), Tensors.random(DType.FLOAT64, 5, 2, 4, 1));
        PerOutput<Tensor> weights = PerOutput.of(
                null, Tensor.of(new double[] {1, 2, 3, 4, 0, 1, 0.5, 1}, 2, 4), Tensor.of(new double[] {2, 0.5}, 2));
        List<Tensor> before = model.getWeights();
        double[][] differences = new double[before.size()][];
        List<Parameter> parameters = model.weights();
        for (int p = 0; p < parameters.size(); p++) {
            Tensor value = parameters.get(p).value();
            differences[p] = new double[value.size()];
            for (int i = 0; i < value.size(); i++) {
                double original = value.getAt(i);
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    value.setAt(i, original + (side == 0 ? 1e-5 : -1e-5));
                    parameters.get(p).changed();
                    losses[side] = Objects.requireNonNull(
                            model.evaluate(x, y, weights, 32).get("loss"));
                }
                value.setAt(i, original);
                parameters.get(p).changed();
                differences[p][i] = (losses[0] - losses[1]) / 2e-5;
            }
        }

        model.fit(x, y, FitOptions.epochs(1).sampleWeights(weights));

        List<Tensor> after = model.getWeights();
        int moved = 0;
        for (int p = 0; p < before.size(); p++) {
            for (int i = 0; i < before.get(p).size(); i++) {
                double step = before.get(p).getAt(i) - after.get(p).getAt(i);
                assertThat(step).as(parameters.get(p).name() + i).isCloseTo(differences[p][i], within(1e-8));
                moved += step == 0 ? 0 : 1;
            }
        }
        assertThat(moved).isEqualTo((int) model.countParams() - 4); // all but those of the output without a loss
    }

    @Test
    void aCrossEntropyStartsFromTheLogitsOfItsOutput() {
        KerasTensor x = Input.of(1).tensor();
        Dense wide = Dense.builder(2).activation("softmax").name("wide").build();
        Dense flat = Dense.builder(1).activation("sigmoid").name("flat").build();
        KerasTensor probabilities = wide.connect(x);
        Functional model =
                Functional.of(List.of(x), List.of(probabilities, flat.connect(probabilities), probabilities));
        wide.setWeights(List.of(Tensor.of(new float[] {100, -100}, 1, 2), Tensor.zeros(2)));
        flat.setWeights(List.of(Tensor.of(new float[] {300, 0}, 2, 1), Tensor.zeros(1)));
        Tensor wrong = Tensor.of(new float[][] {{0, 1}});
        model.compile(losses(PerOutput.of(
                Losses.categoricalCrossentropy(), Losses.binaryCrossentropy(), Losses.meanSquaredError())));
        Map<String, Double> logs = model.evaluate(
                List.of(Tensor.of(new float[][] {{1}})), List.of(wrong, Tensor.of(new float[][] {{0}}), wrong));
        // Probabilities would give -log(1e-7), about 16, in both.
        assertThat(logs.get("loss")).isCloseTo(200 + 300 + 1, within(1e-3));
        assertThat(logs.get("flat_loss")).isCloseTo(300, within(1e-3));
        assertThat(logs.get("wide_loss")).isCloseTo(1, within(1e-3)); // the last of that name, as in Keras
    }

    @Test
    void gradientsOfProbabilitiesAndOfTheirLogitsAddUp() {
        KerasTensor x = input(Shape.UNKNOWN, 2).tensor();
        KerasTensor probabilities = Dense.builder(3)
                .activation("softmax")
                .dtype(DType.FLOAT64)
                .build()
                .connect(x);
        Functional model =
                Functional.of(List.of(x), List.of(probabilities, dense(2, "b").connect(probabilities)));
        Tensor in = Tensors.random(DType.FLOAT64, 1, 4, 2);
        Tensor dProbabilities = Tensors.random(DType.FLOAT64, 2, 4, 3);
        Tensor dHead = Tensors.random(DType.FLOAT64, 3, 4, 2);
        Tensor dLogits = Tensors.random(DType.FLOAT64, 4, 4, 3);
        Tensor joint = gradient(model, in, dProbabilities, dHead, dLogits, null);
        Tensor ofOutputs = gradient(model, in, dProbabilities, dHead);
        Tensor ofLogits = gradient(model, in, null, null, dLogits);
        for (int i = 0; i < joint.size(); i++) {
            assertThat(joint.getAt(i)).isCloseTo(ofOutputs.getAt(i) + ofLogits.getAt(i), within(1e-14));
        }
    }

    private static Tensor gradient(Functional model, Tensor x, Tensor... dOutputs) {
        Pass pass = model.apply(List.of(x), Call.training(new Generator(1)));
        return Objects.requireNonNull(
                pass.backward(Arrays.asList(dOutputs), new Gradients()).get(0));
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void optionsForOtherOutputsAreRefused() {
        Functional model = once();
        Loss mse = Losses.meanSquaredError();
        refused(
                () -> model.compile(losses(PerOutput.of(mse))),
                "CompileOptions: losses must hold an entry for each output, [a, b]. Received: a list of 1.");
        refused(
                () -> model.compile(losses(PerOutput.of(null, null))),
                "CompileOptions: losses must hold one at least. Received: none.");
        refused(
                () -> model.compile(losses(PerOutput.byName(Map.of("a", mse)))),
                "CompileOptions: losses by name must have the names of the outputs, [a, b]. Received: [a].");
        refused(
                () -> model.compile(losses(both()).metrics(PerOutput.byName(Map.of("c", List.of())))),
                "CompileOptions: metrics by name must have the names of the outputs, [a, b]. Received: [c].");
        refused(
                () -> model.compile(SGD.of(0), mse, Metrics.get("mae")),
                "CompileOptions: metrics must be given for each output, as each holds the sums of one. Received: one list"
                        + " for the outputs [a, b]. Use PerOutput.of or PerOutput.byName.");
        Metric twice = Metrics.get("mae");
        refused(
                () -> model.compile(losses(both())
                        .metrics(PerOutput.of(List.of(twice), List.of()))
                        .weightedMetrics(PerOutput.of(List.of(), List.of(twice)))),
                "CompileOptions: every metric may be given once, as it holds the sums of one output. Received: 'mae'"
                        + " twice.");
        refused(
                () -> losses(both()).lossWeights(PerOutput.of(1.0, Double.NaN)),
                "CompileOptions: lossWeights must be finite numbers. Received: NaN.");
        refused(
                () -> model.compile(losses(both()).lossWeights(PerOutput.byName(Map.of("a", 1.0, "b", 2.0)))),
                "CompileOptions: lossWeights must be given in the form of losses. Received: losses as a list, lossWeights"
                        + " by name.");
        refused(
                () -> model.compile(losses(both()).lossWeights(PerOutput.same(1.0))),
                "CompileOptions: lossWeights must be given in the form of losses. Received: losses as a list, lossWeights"
                        + " as one.");
        refused(
                () -> model.compile(losses(PerOutput.same(mse)).lossWeights(PerOutput.of(1.0, 2.0))),
                "CompileOptions: lossWeights must be given in the form of losses. Received: losses as one, lossWeights as"
                        + " a list.");
        refused(
                () -> model.compile(losses(both()).lossWeights(PerOutput.of(1.0))),
                "CompileOptions: lossWeights must hold an entry for each output, [a, b]. Received: a list of 1.");
        assertThat(model.compileOptions()).isNull();
    }

    @Test
    void samplesThatDoNotFitAreRefused() {
        Functional model = once();
        model.compile(losses(PerOutput.of(null, Losses.meanSquaredError()))
                .metrics(PerOutput.of(List.of(Metrics.get("mae")), List.of())));
        FitOptions options = FitOptions.epochs(1);
        refused(
                () -> model.fit(List.of(X), List.of(Y, Y, Y), options),
                "Functional 'functional': y must hold a target for each output, [a, b], or for each that has a loss, [b]."
                        + " Received: 3 tensors.");
        refused(
                () -> model.fit(X, Y, options),
                "Functional 'functional': y must hold a target for each output, [a, b], as one without a loss has metrics."
                        + " Received: 1 tensors.");
        refused(
                () -> model.evaluate(List.of(X), List.of(Y, Tensor.zeros(2, 1))),
                "Functional 'functional': y[1] must have as many samples as x, 3. Received: shape=(2, 1).");
        refused(
                () -> model.fit(List.of(X, Tensor.zeros(2, 1)), List.of(Y, Y), options),
                "Functional 'functional': x[1] must have as many samples as x[0], 3. Received: shape=(2, 1).");
        refused(
                () -> model.fit(List.of(), List.of(Y, Y), options),
                "Functional 'functional': x must hold at least one sample. Received: shape=(0,).");
        refused(
                () -> model.fit(List.of(X), List.of(Y, Y), options.sampleWeights(PerOutput.of(Y))),
                "Functional 'functional': sampleWeight must hold an entry for each output, [a, b]. Received: a list of 1.");
        refused(
                () -> model.fit(List.of(X), List.of(Y, Y), options.sampleWeights(PerOutput.of(null, Tensor.zeros(4)))),
                "Functional 'functional': sampleWeight[1] must have as many samples as x, 3. Received: shape=(4,).");
        refused(
                () -> model.fit(List.of(X), List.of(Y, Y), options.sampleWeight(Tensor.zeros(3, 2))),
                "Functional 'functional': sampleWeight for several outputs must have one number per sample. Received:"
                        + " shape=(3, 2). Use sampleWeights, with one for each.");
        refused(
                () -> model.fit(List.of(X), List.of(Y, Y), options.classWeight(Map.of(1, 2.0))),
                "Functional 'functional': classWeight needs a model with one output. Received: the outputs [a, b]. Use"
                        + " sampleWeights.");
        refused(
                () -> options.classWeight(Map.of(2, 3.0)).sampleWeights(PerOutput.of(Y, Y)),
                "FitOptions: only one of sampleWeight and classWeight may be set. Received: sampleWeights per output,"
                        + " classWeight={2=3.0}.");
    }
}
