package io.github.gru4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Module;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {

    static Stream<String> classNames() {
        return Metrics.classNames().stream();
    }

    @ParameterizedTest
    @MethodSource("classNames")
    void aClassIsFoundByItsNamesAndReportsUnderTheNameAskedFor(String className) {
        String snake = Module.toSnakeCase(className);
        for (String identifier : List.of(className, snake)) {
            Metric metric = Metrics.get(identifier);
            assertThat(metric.name()).isEqualTo(identifier);
            assertThat(metric.identifier()).isEqualTo(identifier);
        }
        assertThat(Metrics.get(className)).hasSameClassAs(Metrics.get(snake)).isNotSameAs(Metrics.get(className));
    }

    @ParameterizedTest
    @MethodSource("classNames")
    void beforeTheFirstBatchAndAfterAResetTheResultIsZero(String className) {
        Metric metric = Metrics.get(className);
        assertThat(metric.result()).isZero();
        Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 2, 2);
        boolean sparse = className.startsWith("Sparse");
        metric.update(sparse ? Tensor.zeros(2) : y, Tensor.of(new float[] {0.9f, 0.1f, 0.7f, 0.2f}, 2, 2));
        metric.reset();
        assertThat(metric.result()).isZero();
    }

    @Test
    void objectsHaveKerassDefaultNamesAndCanBeNamed() {
        assertThat(LogCoshError.of().name()).isEqualTo("logcosh");
        assertThat(AUC.of().name()).isEqualTo("auc");
        assertThat(R2Score.of().name()).isEqualTo("r2_score");
        assertThat(TopKCategoricalAccuracy.of().name()).isEqualTo("top_k_categorical_accuracy");
        assertThat(Metrics.auc().identifier()).isNull();
        Metric named = Metrics.get("mae").named("error");
        assertThat(named.name()).isEqualTo("error");
        assertThat(named.identifier()).isNull();
    }

    @Test
    void accuracyIsChosenByTheShapesOfTheFirstBatch() {
        Tensor binary = Tensor.of(new float[] {0.9f, 0.9f}, 2, 1);
        Tensor two = Tensor.of(new float[] {0.9f, 0.1f, 0.2f, 0.8f}, 2, 2);
        for (String identifier : List.of("accuracy", "acc", "Accuracy")) {
            Metric metric = Metrics.get(identifier);
            assertThat(metric.name()).isEqualTo(identifier);
            assertThat(metric.result()).isZero();
            metric.update(Tensor.of(new float[] {1, 0}, 2, 1), binary);
            assertThat(metric.result()).isEqualTo(0.5);
            metric.reset();
            metric.update(Tensor.of(new float[] {0, 1}, 2), two); // class numbers
            assertThat(metric.result()).isEqualTo(1);
            metric.reset();
            metric.update(Tensor.of(new float[] {0, 0}, 2, 1), two); // class numbers in a column
            assertThat(metric.result()).isEqualTo(0.5);
            metric.reset();
            metric.update(Tensor.of(new float[] {0, 1, 1, 0}, 2, 2), two); // one-hot rows
            assertThat(metric.result()).isZero();
            metric.update(Tensor.of(new float[] {1, 0, 0, 1}, 2, 2), two);
            assertThat(metric.result()).isEqualTo(0.5);
        }
        assertThat(Metrics.accuracy().name()).isEqualTo("accuracy");
    }

    @Test
    void theFirstOfEqualPredictionsCounts() {
        Metric metric = Metrics.sparseCategoricalAccuracy();
        metric.update(Tensor.zeros(1), Tensor.of(new float[] {0.4f, 0.4f, 0.2f}, 1, 3));
        assertThat(metric.result()).isEqualTo(1);
    }

    @Test
    void severalValuesAreNoSingleResult() {
        Precision precision = Precision.of(0.2, 0.8);
        precision.update(Tensor.zeros(2, 1), Tensor.zeros(2, 1));
        assertThat(precision.results().shape()).isEqualTo(Shape.of(2));
        assertThatThrownBy(precision::result)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Precision: this metric has 2 values, not one. Call results.");
    }

    @Test
    void argumentsAreReadBack() {
        assertThat(BinaryAccuracy.of(0.3).threshold()).isEqualTo(0.3);
        assertThat(Recall.of(0.2, 0.8).thresholds()).containsExactly(0.2, 0.8);
        assertThat(Precision.builder().topK(3).classId(1).build()).satisfies(precision -> {
            assertThat(precision.topK()).isEqualTo(3);
            assertThat(precision.classId()).isEqualTo(1);
            assertThat(precision.thresholds()).isEmpty();
        });
        AUC auc = AUC.builder().thresholds(0.7, 0.2).build();
        assertThat(auc.thresholds()).containsExactly(0.2, 0.7);
        assertThat(auc.numThresholds()).isEqualTo(4);
        assertThat(AUC.of().thresholds()).isNull();
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> Precision.of(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Precision: thresholds must be in the range [0, 1]. Received: thresholds=[1.5].");
        assertThatThrownBy(() -> Recall.builder().topK(0).build())
                .hasMessage("Recall: topK must be a positive integer or null. Received: topK=0.");
        assertThatThrownBy(() -> Recall.builder().classId(-1).build())
                .hasMessage("Recall: classId must be 0 or more, or null. Received: classId=-1.");
        assertThatThrownBy(() -> Recall.builder().classId(2).build().update(Tensor.zeros(3, 2), Tensor.zeros(3, 2)))
                .hasMessage("Recall: predictions must have a last axis of more than 2 classes, the classId. Received:"
                        + " shape=(3, 2).");
        assertThatThrownBy(() -> TruePositives.of().update(Tensor.zeros(3), Tensor.zeros(3, 2)))
                .hasMessage("TruePositives: targets must have the shape of the predictions, (3, 2). Received:"
                        + " shape=(3,).");
        assertThatThrownBy(() -> AUC.builder().numThresholds(1).build())
                .hasMessage("AUC: numThresholds must be an integer of 2 or more. Received: numThresholds=1.");
        assertThatThrownBy(() -> AUC.builder().thresholds(0.5, 2).build())
                .hasMessage("AUC: thresholds must be in the range [0, 1]. Received: thresholds=[0.5, 2.0].");
        assertThatThrownBy(() -> AUC.builder().numLabels(3).build())
                .hasMessage("AUC: numLabels must be a positive integer under multiLabel, else null. Received:"
                        + " numLabels=3, multiLabel=false.");
        assertThatThrownBy(() -> AUC.builder()
                        .multiLabel(true)
                        .numLabels(3)
                        .build()
                        .update(Tensor.zeros(4, 2), Tensor.zeros(4, 2)))
                .hasMessage("AUC: predictions must have the shape (samples, labels), as many labels as numLabels and"
                        + " labelWeights say. Received: shape=(4, 2).");
        assertThatThrownBy(() -> R2Score.of(null, -1))
                .hasMessage("R2Score: numRegressors must be 0 or more. Received: numRegressors=-1.");
        assertThatThrownBy(() -> R2Score.of().update(Tensor.zeros(2, 3), Tensor.zeros(2, 2)))
                .hasMessage("R2Score: targets and predictions must have one shape (samples, outputs). Received:"
                        + " targets (2, 3), predictions (2, 2).");
        R2Score started = R2Score.of();
        started.update(Tensor.zeros(2, 3), Tensor.zeros(2, 3));
        assertThatThrownBy(() -> started.update(Tensor.zeros(2, 1), Tensor.zeros(2, 1)))
                .hasMessage("R2Score: predictions must have 3 outputs, as those before. Received: shape=(2, 1).");
        assertThatThrownBy(() -> TopKCategoricalAccuracy.of(0))
                .hasMessage("TopKCategoricalAccuracy: k must be a positive integer. Received: k=0.");
        assertThatThrownBy(() -> BinaryAccuracy.of(Double.NaN))
                .hasMessage("BinaryAccuracy: threshold must be a number. Received: threshold=NaN.");
        assertThatThrownBy(() -> MeanAbsoluteError.of().update(Tensor.zeros(2), Tensor.zeros(2), Tensor.zeros(3), null))
                .hasMessage("MeanAbsoluteError: sampleWeight must have the shape of the samples, (), or of their first"
                        + " axes. Received: shape=(3,).");
        assertThatThrownBy(() -> Metrics.get("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Metrics: identifier must be one of [AUC, Accuracy, BCE, BinaryAccuracy,")
                .hasMessageEndingWith("true_negatives, true_positives]. Received: identifier='nope'.");
    }
}
