package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights of samples and classes; the numbers are those of Keras 3.15.1. */
class SampleWeightTest {

    private static final Tensor X = Tensor.of(new float[][] {{0.2f}, {0.4f}, {0.6f}, {0.8f}});
    private static final Tensor Y = Tensor.of(new float[][] {{0}, {1}, {0}, {1}});
    private static final Tensor WEIGHT = Tensor.of(new float[] {1, 0, 2, 0.5f}, 4);

    /** Gives its inputs, and goes on to do so. */
    private static Sequential identity(List<Metric> weightedMetrics) {
        Dense dense = Dense.builder(1).useBias(false).build();
        Sequential model = Sequential.of(Input.of(1), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        model.compile(SGD.of(0), Losses.meanSquaredError(), List.of(Metrics.get("mae")), weightedMetrics);
        return model;
    }

    private static Sequential identity() {
        return identity(List.of());
    }

    private static void assertReports(History history, Map<String, Double> expected) {
        assertThat(history.metrics().keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach(
                (name, value) -> assertThat(history.get(name).get(0)).as(name).isCloseTo(value, within(1e-6)));
    }

    @Test
    void weightsCountInTheLossAndInWeightedMetricsAlone() {
        Sequential model = identity(
                List.of(Metrics.get("mae"), Metrics.get("mae"), Metrics.rootMeanSquaredError(), Metrics.get("auc")));
        FitOptions options =
                FitOptions.epochs(1).batchSize(1).sampleWeight(WEIGHT).validationSplit(0.5);
        assertReports(
                model.fit(X, Y, options),
                Map.ofEntries(
                        Map.entry("loss", 0.02),
                        Map.entry("mae", 0.4),
                        Map.entry("weighted_mae", 0.2),
                        Map.entry("weighted_mae_1", 0.2),
                        Map.entry("root_mean_squared_error", 0.2),
                        Map.entry("auc", 0.0),
                        Map.entry("val_loss", 0.37),
                        Map.entry("val_mae", 0.4),
                        Map.entry("val_weighted_mae", 0.52),
                        Map.entry("val_weighted_mae_1", 0.52),
                        Map.entry("val_root_mean_squared_error", 0.5440588),
                        Map.entry("val_auc", 1.0)));
        Map<String, Double> logs = model.evaluate(X, Y, WEIGHT, 3);
        assertThat(logs.get("loss")).isCloseTo(0.195, within(1e-6));
        assertThat(logs.get("mae")).isCloseTo(0.4, within(1e-6));
        assertThat(logs.get("weighted_mae")).isCloseTo(0.42857146, within(1e-6));
        assertThat(logs.get("root_mean_squared_error")).isCloseTo(0.4720775, within(1e-6));
    }

    @Test
    void aWeightStaysWithItsSampleInAnyOrder() {
        for (int batchSize : new int[] {1, 3}) {
            for (long seed = 0; seed < 5; seed++) {
                FitOptions options =
                        FitOptions.epochs(1).batchSize(batchSize).seed(seed).sampleWeight(WEIGHT);
                assertThat(identity().fit(X, Y, options).get("loss").get(0)).isCloseTo(0.195, within(1e-6));
            }
        }
    }

    @Test
    void aSampleWithoutWeightChangesNothing() {
        Sequential model = identity();
        model.compile(SGD.of(1), Losses.meanSquaredError());
        Tensor y = Tensor.of(new float[][] {{0.2f}, {1}, {0.6f}, {0.8f}});
        model.fit(X, y, FitOptions.epochs(3).sampleWeight(WEIGHT)); // only the second one is not yet right
        assertThat(model.predict(X).floats()).containsExactly(X.floats());
    }

    @Test
    void validationDataBringsItsOwnWeights() {
        FitOptions options = FitOptions.epochs(1).sampleWeight(WEIGHT);
        double weighted = identity()
                .fit(X, Y, options.validationData(X, Y, WEIGHT))
                .get("val_loss")
                .get(0);
        double plain = identity()
                .fit(X, Y, options.validationData(X, Y))
                .get("val_loss")
                .get(0);
        assertThat(weighted).isCloseTo(0.195, within(1e-6));
        assertThat(plain).isCloseTo(0.2, within(1e-6));
    }

    @Test
    void classesWeighInTrainingAndNotInValidation() {
        FitOptions options =
                FitOptions.epochs(1).classWeight(Map.of(0, 3.0, 1, 0.5)).validationSplit(0.5);
        Map<String, Double> expected = Map.of("loss", 0.15, "mae", 0.4, "val_loss", 0.2, "val_mae", 0.4);
        assertReports(identity().fit(X, Y, options), expected);
        assertReports(identity().fit(X, Y.reshape(4), options), expected);
    }

    @Test
    void theClassOfAOneHotTargetIsItsFirstLargestColumn() {
        Tensor oneHot = Tensor.of(new float[][] {{0, 1, 0}, {0.5f, 0, 0.5f}, {0.1f, 0.2f, 0.7f}});
        Tensor predictions = Tensor.zeros(3, 3);
        assertThat(ClassWeights.of(identity(), oneHot, predictions.shape(), Map.of(0, 5.0, 1, 7.0))
                        .doubles())
                .containsExactly(7, 5, 1);
        Tensor numbers = Tensor.of(new float[] {-1, 0.6f, 2.5f}, 3); // rounded as numpy does, half to even
        assertThat(ClassWeights.of(identity(), numbers, predictions.shape(), Map.of(-1, 5.0, 1, 7.0, 2, 9.0))
                        .doubles())
                .containsExactly(5, 7, 9);
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        FitOptions options = FitOptions.epochs(1);
        assertThatThrownBy(() -> identity().fit(X, Y, options.sampleWeight(Tensor.zeros(3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential 'sequential': sampleWeight must have as many samples as x, 4. Received:"
                        + " shape=(3,).");
        assertThatThrownBy(() -> identity().fit(X, Y, options.validationData(X, Y, Tensor.zeros(1))))
                .hasMessage("Sequential 'sequential': sampleWeight must have as many samples as x, 4. Received:"
                        + " shape=(1,).");
        assertThatThrownBy(() -> identity().evaluate(X, Y, Tensor.zeros(5), 2))
                .hasMessage("Sequential 'sequential': sampleWeight must have as many samples as x, 4. Received:"
                        + " shape=(5,).");
        assertThatThrownBy(() -> identity().fit(X, Y, options.sampleWeight(Tensor.zeros(4, 2))))
                .hasMessage("MeanSquaredError: sampleWeight must have the shape of the samples, (4,), or of their first"
                        + " axes. Received: shape=(4, 2).");
        assertThatThrownBy(() -> options.classWeight(Map.of(2, Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FitOptions: classWeight must hold finite numbers. Received: class 2 = NaN.");
        assertThatThrownBy(() -> options.classWeight(Map.of(2, 3.0)).sampleWeight(WEIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FitOptions: only one of sampleWeight and classWeight may be set. Received: sampleWeight of"
                        + " shape=(4,), classWeight={2=3.0}.");
    }

    @Test
    void stepsOfASequenceHaveNoClassOfTheWhole() {
        Sequential model = Sequential.of(
                Input.of(3, 1), Dense.builder(2).activation("softmax").build());
        model.compile(SGD.of(0), Losses.sparseCategoricalCrossentropy());
        FitOptions options = FitOptions.epochs(1).classWeight(Map.of(1, 2.0));
        assertThatThrownBy(() -> model.fit(Tensor.zeros(4, 3, 1), Tensor.zeros(4, 3), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential 'sequential': classWeight needs one class per sample. Received: targets of"
                        + " shape=(4, 3) for predictions of shape=(4, 3, 2). Use sampleWeight.");
    }
}
