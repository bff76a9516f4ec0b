package io.github.gru4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        Tensor two = Tensor.zeros(2, 3);
        for (Loss loss : List.of(MeanSquaredError.of(), CosineSimilarity.of(), KLDivergence.of(), LogCosh.of())) {
            assertThatThrownBy(() -> loss.value(Tensor.zeros(2, 1), two))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(loss.getClass().getSimpleName()
                            + ": targets must have the shape of the predictions, (2, 3). Received: shape=(2, 1).");
        }
        assertThatThrownBy(() -> CategoricalCrossentropy.of().value(Tensor.zeros(2), two))
                .hasMessage("CategoricalCrossentropy: targets must have the shape of the predictions, (2, 3)."
                        + " Received: shape=(2,). Use SparseCategoricalCrossentropy for class numbers.");
        assertThatThrownBy(() -> SparseCategoricalCrossentropy.of().value(Tensor.zeros(3), two))
                .hasMessage("SparseCategoricalCrossentropy: targets must hold one class number per row of the"
                        + " predictions, whose shape is (2, 3). Received: shape=(3,).");
        assertThatThrownBy(() ->
                        SparseCategoricalCrossentropy.of().value(Tensor.of(new float[] {3}, 1), Tensor.zeros(1, 3)))
                .hasMessage("SparseCategoricalCrossentropy: every target must be a class number in the range [0, 2]."
                        + " Received: target 0 = 3.0.");
        assertThatThrownBy(() -> Huber.of(-1)).hasMessage("Huber: delta must be 0 or more. Received: delta=-1.0.");
        assertThatThrownBy(
                        () -> BinaryCrossentropy.builder().labelSmoothing(1.5).build())
                .hasMessage("BinaryCrossentropy: labelSmoothing must be in the range [0, 1]. Received:"
                        + " labelSmoothing=1.5.");
        assertThatThrownBy(() ->
                        CategoricalCrossentropy.builder().labelSmoothing(-1).build())
                .hasMessageStartingWith("CategoricalCrossentropy: labelSmoothing must be");
        assertThatThrownBy(() -> BinaryFocalCrossentropy.builder()
                        .labelSmoothing(Double.NaN)
                        .build())
                .hasMessageStartingWith("BinaryFocalCrossentropy: labelSmoothing must be");
    }

    @Test
    void weightsAndMasksMustFitTheSamples() {
        Tensor y = Tensor.zeros(2, 3, 4);
        assertThatThrownBy(() -> MeanSquaredError.of().value(y, y, Tensor.zeros(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MeanSquaredError: sampleWeight must have the shape of the samples, (2, 3), or of their"
                        + " first axes. Received: shape=(3,).");
        Mask mask = Mask.of(new boolean[3][3]);
        assertThatThrownBy(() -> MeanSquaredError.of().gradient(y, y, null, mask))
                .hasMessage("MeanSquaredError: mask must have the shape of the samples, (2, 3), or of their first"
                        + " axes. Received: shape=(3, 3).");
    }

    @Test
    void withoutReductionThereIsNoSingleValue() {
        Loss loss = MeanSquaredError.of(Reduction.NONE);
        assertThatThrownBy(() -> loss.value(Tensor.zeros(2, 3), Tensor.zeros(2, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("MeanSquaredError: a loss with the reduction none has a value per sample. Call values.");
    }

    @Test
    void unknownIdentifiersAreRefusedByName() {
        assertThatThrownBy(() -> Losses.get("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Losses: identifier must be one of [BCE, BinaryCrossentropy, BinaryFocalCrossentropy,"
                        + " CategoricalCrossentropy, CosineSimilarity, Hinge, Huber, KLD, KLDivergence, LogCosh, MAE,"
                        + " MAPE, MSE, MSLE, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError,"
                        + " MeanSquaredLogarithmicError, Poisson, SparseCategoricalCrossentropy, SquaredHinge, bce,"
                        + " binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy,"
                        + " cosine_similarity, hinge, huber, huber_loss, kl_divergence, kld,"
                        + " kullback_leibler_divergence, log_cosh, logcosh, mae, mape, mean_absolute_error,"
                        + " mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error, mse,"
                        + " msle, poisson, sparse_categorical_crossentropy, squared_hinge]. Received:"
                        + " identifier='nope'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BinaryCrossentropy",
                "BinaryFocalCrossentropy",
                "CategoricalCrossentropy",
                "CosineSimilarity",
                "Hinge",
                "Huber",
                "KLDivergence",
                "LogCosh",
                "MeanAbsoluteError",
                "MeanAbsolutePercentageError",
                "MeanSquaredError",
                "MeanSquaredLogarithmicError",
                "Poisson",
                "SparseCategoricalCrossentropy",
                "SquaredHinge"
            })
    void aClassIsFoundByItsNamesAndHasKerassDefaults(String className) {
        Loss loss = Losses.get(className);
        assertThat(loss.getClass().getSimpleName()).isEqualTo(className);
        assertThat(Losses.get(Module.toSnakeCase(className))).hasSameClassAs(loss);
        assertThat(loss.name()).isEqualTo(className.equals("Huber") ? "huber_loss" : Module.toSnakeCase(className));
        assertThat(loss.reduction()).isEqualTo(Reduction.SUM_OVER_BATCH_SIZE);
    }

    @Test
    void abbreviationsNameTheirLosses() {
        assertThat(Losses.get("mse")).isInstanceOf(MeanSquaredError.class);
        assertThat(Losses.get("MAE")).isInstanceOf(MeanAbsoluteError.class);
        assertThat(Losses.get("mape")).isInstanceOf(MeanAbsolutePercentageError.class);
        assertThat(Losses.get("MSLE")).isInstanceOf(MeanSquaredLogarithmicError.class);
        assertThat(Losses.get("bce")).isInstanceOf(BinaryCrossentropy.class);
        assertThat(Losses.get("kld")).isInstanceOf(KLDivergence.class);
    }

    @Test
    void probabilitiesAreClippedInTheirOwnPrecision() {
        // 1 − 1e-7 is 1 − 2^-23 in float32, whose distance to 1 is 1.19e-7
        assertThat(BinaryCrossentropy.of().value(Tensor.zeros(1, 1), Tensor.of(new float[] {1}, 1, 1)))
                .isCloseTo(23 * Math.log(2), within(1e-9));
        assertThat(BinaryCrossentropy.of().value(Tensor.zeros(1, 1), Tensor.of(new double[] {1}, 1, 1)))
                .isCloseTo(7 * Math.log(10), within(1e-8));
    }

    @Test
    void sparseProbabilitiesAreClippedBeforeTheyAreDividedByTheirSum() {
        // as Keras's TensorFlow backend does it; the others divide first
        Tensor predictions = Tensor.of(new double[] {3, 0.5}, 1, 2);
        double expected = Math.log(1 - 1e-7 + 0.5) - Math.log(0.5);
        assertThat(SparseCategoricalCrossentropy.of().value(Tensor.of(new double[] {1}, 1), predictions))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void aSampleOfWeightZeroDoesNotCountWhateverItHolds() {
        Tensor yTrue = Tensor.of(new double[] {1, -1}, 2); // −1 is no class
        Tensor yPred = Tensor.of(new double[] {0.5, 0.5, Double.NaN, 0.5}, 2, 2);
        Tensor weight = Tensor.of(new double[] {1, 0}, 2);
        Loss loss = SparseCategoricalCrossentropy.of();
        assertThat(loss.value(yTrue, yPred, weight)).isCloseTo(Math.log(2) / 2, within(1e-12));
        assertThat(loss.gradient(yTrue, yPred, weight).doubles()).containsExactly(0.5, -0.5, 0, 0);
    }

    @Test
    void crossentropiesStartBeforeTheActivationThatBelongsToThem() {
        assertThat(MeanSquaredError.of().onLogits(Activations.softmax())).isNull();
        assertThat(CategoricalCrossentropy.of().onLogits(Activations.sigmoid())).isNull();
        assertThat(BinaryCrossentropy.of().onLogits(Activations.softmax())).isNull();
        assertThat(BinaryFocalCrossentropy.of().onLogits(Activations.softmax())).isNull();
        assertThat(CategoricalCrossentropy.builder()
                        .labelSmoothing(0.2)
                        .reduction(Reduction.SUM)
                        .build()
                        .onLogits(Activations.softmax()))
                .isInstanceOfSatisfying(CategoricalCrossentropy.class, logits -> {
                    assertThat(logits.fromLogits()).isTrue();
                    assertThat(logits.labelSmoothing()).isEqualTo(0.2);
                    assertThat(logits.reduction()).isEqualTo(Reduction.SUM);
                });
        assertThat(SparseCategoricalCrossentropy.builder()
                        .ignoreClass(3)
                        .build()
                        .onLogits(Activations.softmax()))
                .isInstanceOfSatisfying(SparseCategoricalCrossentropy.class, logits -> {
                    assertThat(logits.fromLogits()).isTrue();
                    assertThat(logits.ignoreClass()).isEqualTo(3);
                });
        assertThat(BinaryCrossentropy.builder().labelSmoothing(0.1).build().onLogits(Activations.sigmoid()))
                .isInstanceOfSatisfying(BinaryCrossentropy.class, logits -> {
                    assertThat(logits.fromLogits()).isTrue();
                    assertThat(logits.labelSmoothing()).isEqualTo(0.1);
                });
        assertThat(BinaryFocalCrossentropy.builder()
                        .applyClassBalancing(true)
                        .alpha(0.3)
                        .gamma(1)
                        .fromLogits(true)
                        .build()
                        .onLogits(Activations.sigmoid()))
                .isInstanceOfSatisfying(BinaryFocalCrossentropy.class, logits -> {
                    assertThat(logits.fromLogits()).isTrue();
                    assertThat(logits.applyClassBalancing()).isTrue();
                    assertThat(logits.alpha()).isEqualTo(0.3);
                    assertThat(logits.gamma()).isEqualTo(1);
                });
    }

    @Test
    void aMaskOrAWeightPerStepMakesEveryStepASample() {
        // Keras would take the two steps of a sequence for one sample, and then refuse the mask.
        Tensor yTrue = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        Tensor yPred = Tensor.of(new double[] {0, 0, 0, 0}, 2, 2, 1);
        Loss loss = MeanSquaredError.of(Reduction.SUM);
        assertThat(loss.value(yTrue, yPred)).isEqualTo(2.5 + 12.5);
        Mask mask = Mask.of(new boolean[][] {{true, false}, {true, true}});
        assertThat(loss.value(yTrue, yPred, null, mask)).isEqualTo(1 + 9 + 16);
        assertThat(loss.value(yTrue, yPred, Tensor.of(new double[] {1, 0, 0, 2}, 2, 2)))
                .isEqualTo(1 + 32);
    }
}
