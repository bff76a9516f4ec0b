package io.github.gru4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dense, Dropout, Normalization and Input. */
class PlainLayerTest {

    private static final double TOLERANCE = 2e-8;

    @ParameterizedTest
    @ValueSource(strings = {"linear", "tanh", "softmax", "gelu", "sigmoid"})
    void denseGradientsMatchDifferences(String activation) {
        Dense dense = Dense.builder(3)
                .activation(activation)
                .dtype(DType.FLOAT64)
                .activityRegularizer(L2.of(0.1))
                .build();
        Tensor x = Tensors.random(DType.FLOAT64, 1, 2, 4, 5);
        dense.build(x.shape());
        Tensors.randomizeWeights(dense, 3);
        GradientChecker.Report report =
                GradientChecker.check(dense, List.of(x), () -> Call.inference().recording(true));
        assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
        assertThat(report.compared()).isEqualTo(40 + 15 + 3);
    }

    @Test
    void denseIsTheProductPlusBias() {
        Dense dense = Dense.of(2);
        dense.build(Shape.of(Shape.UNKNOWN, 3));
        dense.setWeights(
                List.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2), Tensor.of(new float[] {0.5f, -0.5f}, 2)));
        Tensor y = dense.call(Tensor.of(new float[] {1, 10, 100}, 1, 3));
        assertThat(y.floats()).containsExactly(1 + 30 + 500 + 0.5f, 2 + 40 + 600 - 0.5f);
    }

    /** In Keras, too: a model that was built by calling it on two rows has them in its config and takes any number. */
    @Test
    void anEntranceTakesAnyNumberOfRows() {
        Input input = Input.builder(Shape.of(2, 5, 3)).build();
        assertThat(input.call(Tensor.zeros(7, 5, 3)).shape()).isEqualTo(Shape.of(7, 5, 3));
        assertThatThrownBy(() -> input.call(Tensor.zeros(2, 5, 4)))
                .hasMessage("InputLayer 'input_layer': input must have shape (2, 5, 3). Received: shape=(2, 5, 4).");
    }

    @Test
    void dropoutScalesWhatItKeepsAndSparesInference() {
        Dropout dropout = Dropout.of(0.25);
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(100, 100), 3);
        assertThat(dropout.call(x)).isSameAs(x);
        Tensor y = dropout.call(x, new Generator(1));
        int dropped = 0;
        for (int i = 0; i < y.size(); i++) {
            assertThat(y.getAt(i)).isIn(0.0, 4.0);
            dropped += y.getAt(i) == 0 ? 1 : 0;
        }
        assertThat(dropped).isBetween(2200, 2800); // 2500 ± 7 standard deviations
    }

    @Test
    void dropoutGradientsMatchDifferences() {
        Dropout dropout = Dropout.builder(0.5)
                .noiseShape(Shape.of(Shape.UNKNOWN, 1, 5))
                .dtype(DType.FLOAT64)
                .build();
        Tensor x = Tensors.random(DType.FLOAT64, 1, 3, 4, 5);
        GradientChecker.Report report =
                GradientChecker.check(dropout, List.of(x), () -> Call.training(new Generator(3)));
        assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 0.1, 0.3, 0.5, 0.7, 0.9999999999999999, 1})
    void aMaskDropsWhatTheNumbersOfTheGeneratorSay(double rate) {
        for (DType dtype : DType.values()) {
            Generator generator = new Generator(4);
            Generator same = new Generator(4);
            Tensor mask = Dropout.draw(dtype, Shape.of(1_000), rate, generator);
            Tensor expected = Tensor.zeros(dtype, Shape.of(1_000));
            for (int i = 0; i < 1_000; i++) {
                expected.setAt(i, same.nextDouble() < rate ? 0 : 1 / (1 - rate));
            }
            Tensors.assertSameBits(mask, expected);
            assertThat(generator.state()).isEqualTo(same.state());
        }
    }

    @Test
    void whatIsDroppedBecomesZeroWhateverItWas() {
        for (DType dtype : DType.values()) {
            Tensor x = Tensor.zeros(dtype, Shape.of(1_000));
            double[] values = {Double.NaN, Double.POSITIVE_INFINITY, -2.5, -0.0, 1e-45, Float.MAX_VALUE, 0.1};
            for (int i = 0; i < 1_000; i++) {
                x.setAt(i, values[i % values.length]);
            }
            Tensor mask = Dropout.draw(dtype, x.shape(), 0.4, new Generator(2));
            Tensor expected = Tensor.zeros(dtype, x.shape());
            for (int i = 0; i < 1_000; i++) {
                expected.setAt(i, mask.getAt(i) == 0 ? 0 : x.getAt(i) * mask.getAt(i));
            }
            Dropout dropout = Dropout.builder(0.4).dtype(dtype).build();
            Tensors.assertSameBits(dropout.call(x, new Generator(2)), expected);
        }
    }

    @Test
    void noiseShapeSharesTheMaskAlongAnAxis() {
        Dropout dropout =
                Dropout.builder(0.5).noiseShape(Shape.of(Shape.UNKNOWN, 1, 5)).build();
        Tensor y = dropout.call(Tensor.full(DType.FLOAT32, Shape.of(20, 7, 5), 1), new Generator(2));
        for (int b = 0; b < 20; b++) {
            for (int f = 0; f < 5; f++) {
                for (int t = 1; t < 7; t++) {
                    assertThat(y.get(b, t, f)).isEqualTo(y.get(b, 0, f));
                }
            }
        }
    }

    @Test
    void seededDropoutDrawsANewMaskForEveryBatch() {
        Dropout dropout = Dropout.builder(0.5).seed(5L).build();
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(8, 8), 1);
        Generator training = new Generator(1);
        Tensor first = dropout.call(x, training);
        assertThat(Tensors.sameBits(dropout.call(x, training), first)).isFalse();
        Tensors.assertSameBits(dropout.call(x, new Generator(1)), first);
    }

    @Test
    void normalizationGivesMeanZeroAndVarianceOne() {
        Tensor data = Tensor.of(new float[][] {{1, 100}, {2, 300}, {6, 200}});
        Normalization normalization = Normalization.of();
        normalization.adapt(data);
        Tensor y = normalization.call(data);
        for (int f = 0; f < 2; f++) {
            double sum = 0;
            double squares = 0;
            for (int r = 0; r < 3; r++) {
                sum += y.get(r, f);
                squares += y.get(r, f) * y.get(r, f);
            }
            assertThat(sum).isCloseTo(0, within(1e-6));
            assertThat(squares).isCloseTo(3, within(1e-5));
        }
        Normalization back = Normalization.builder()
                .invert(true)
                .mean(3, 200)
                .variance(14.0 / 3, 20000.0 / 3)
                .build();
        Tensor restored = back.call(y);
        for (int i = 0; i < 6; i++) {
            assertThat(restored.getAt(i)).isCloseTo(data.getAt(i), within(1e-4));
        }
    }

    @Test
    void aConstantFeatureIsNotDividedByZero() {
        Normalization normalization = Normalization.of();
        normalization.adapt(Tensor.of(new float[][] {{5}, {5}}));
        assertThat(normalization.call(Tensor.of(new float[][] {{5}})).getAt(0)).isZero();
    }

    @Test
    void theSmallestSpreadReplacesASmallerOneAndIsNotAdded() {
        Normalization small = Normalization.builder().mean(0).variance(1e-10).build();
        assertThat(small.call(Tensor.of(new float[][] {{1e-5f}})).getAt(0)).isCloseTo(1, within(1e-6));
        Normalization none = Normalization.builder().mean(0).variance(0).build();
        assertThat(none.call(Tensor.of(new float[][] {{1e-7f}})).getAt(0)).isCloseTo(1, within(1e-6));
    }

    @Test
    void refusedDataLeavesTheStatisticsAsTheyWere() {
        Normalization normalization = Normalization.of();
        normalization.adapt(Tensor.of(new float[][] {{1, 5}, {3, 9}}));
        List<Tensor> before = normalization.getWeights();
        assertThatThrownBy(() -> normalization.adapt(Tensor.of(new float[][] {{7, 1}, {8, Float.NaN}})))
                .isInstanceOf(IllegalArgumentException.class);
        for (int i = 0; i < before.size(); i++) {
            Tensors.assertSameBits(normalization.getWeights().get(i), before.get(i));
        }
    }

    @Test
    void normalizationGradientsMatchDifferences() {
        for (boolean invert : new boolean[] {false, true}) {
            Normalization normalization = Normalization.builder()
                    .invert(invert)
                    .mean(1, -2)
                    .variance(4, 0.25)
                    .dtype(DType.FLOAT64)
                    .build();
            Tensor x = Tensors.random(DType.FLOAT64, 1, 3, 4, 2);
            GradientChecker.Report report = GradientChecker.check(
                    normalization, List.of(x), () -> Call.inference().recording(true));
            assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
        }
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> Dense.of(-1))
                .hasMessage("Dense: units must be a positive integer. Received: units=-1.");
        assertThatThrownBy(() -> Dropout.of(1.5))
                .hasMessage("Dropout: rate must be in the range [0, 1]. Received: rate=1.5.");
        assertThatThrownBy(() -> Normalization.builder().mean(1).build())
                .hasMessage("Normalization: mean and variance must be given together or not at all."
                        + " Received: mean=[1.0], variance=null.");
        assertThatThrownBy(() -> Normalization.of().adapt(Tensor.of(new float[][] {{1}, {Float.NaN}})))
                .hasMessage("Normalization 'normalization': data must be finite to have a mean and a variance."
                        + " Received: a non-finite number in feature 0.");
        Input input = Input.of(5, 3);
        assertThatThrownBy(() -> input.call(Tensor.zeros(2, 4, 3)))
                .hasMessage("InputLayer 'input_layer': input must have shape (None, 5, 3). Received:"
                        + " shape=(2, 4, 3).");
        Dense dense = Dense.of(2);
        dense.call(Tensor.zeros(1, 3));
        assertThatThrownBy(() -> dense.call(Tensor.zeros(1, 4)))
                .hasMessage("Dense 'dense': input must have 3 features on its last axis, as when the layer was built."
                        + " Received: shape=(1, 4).");
        assertThatThrownBy(() -> Dense.builder(2).name("a/b").build())
                .hasMessage("Dense: name must not be empty nor contain '/'. Received: name=a/b.");
    }

    @Test
    void normalizationRefusesOtherFeaturesThanItLearned() {
        Normalization normalization = Normalization.of();
        normalization.adapt(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 7}}));
        for (int features : new int[] {2, 4}) {
            assertThatThrownBy(() -> normalization.call(Tensor.zeros(5, features)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Normalization 'normalization': input must have 3 features on its last axis, as when"
                            + " the layer was built. Received: shape=(5, " + features + ").");
        }
        assertThatThrownBy(() -> Normalization.builder().mean(0).variance(-1).build())
                .hasMessage("Normalization: variance must be 0 or more. Received: variance=[-1.0].");
    }

    @Test
    void oneMeanAndVarianceMayServeAllFeatures() {
        Normalization normalization = Normalization.builder().axis(null).build();
        normalization.adapt(Tensor.of(new float[][] {{1, 3}, {5, 7}})); // mean 4, variance 5
        Tensor y = normalization.call(Tensor.of(new float[][] {{4, 9, 4}}));
        assertThat(y.getAt(0)).isZero();
        assertThat(y.getAt(1)).isCloseTo(Math.sqrt(5), within(1e-6));
        assertThat(y.getAt(2)).isZero();
    }

    @Test
    void aPassIsWalkedBackOnce() {
        Dense dense = Dense.of(2);
        Pass pass = dense.apply(List.of(Tensor.zeros(1, 3)), Call.training(new Generator(1)));
        pass.backward(Tensor.zeros(1, 2), new Gradients());
        assertThatThrownBy(() -> pass.backward(Tensor.zeros(1, 2), new Gradients()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Pass: a forward pass can be walked back once. Run the layer again for another backward"
                        + " pass.");
    }

    @Test
    void theCheckerConvertsSingleInputs() {
        Dense dense = Dense.builder(3).activation("tanh").dtype(DType.FLOAT64).build();
        GradientChecker.Report report = GradientChecker.check(
                dense,
                List.of(Tensors.random(DType.FLOAT32, 1, 2, 5)),
                () -> Call.inference().recording(true));
        assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
    }

    @Test
    void theSeedOfALayerIsPartOfItsMasks() {
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(8, 8), 1);
        Tensor first = Dropout.builder(0.5).seed(5L).build().call(x, new Generator(1));
        Tensor second = Dropout.builder(0.5).seed(6L).build().call(x, new Generator(1));
        assertThat(Tensors.sameBits(first, second)).isFalse();
    }

    @Test
    void aParameterThatTookNoPartInThisPassHasNoGradient() {
        Dense dense = Dense.of(1);
        dense.build(Shape.of(1, 1));
        Gradients gradients = new Gradients();
        gradients.of(dense.kernel()).fill(3);
        assertThat(gradients.find(dense.kernel())).isNotNull();
        gradients.clear();
        assertThat(gradients.find(dense.kernel())).isNull();
        assertThat(gradients.of(dense.kernel()).getAt(0)).isZero();
    }
}
