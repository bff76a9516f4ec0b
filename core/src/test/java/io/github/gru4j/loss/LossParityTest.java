package io.github.gru4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The losses against Keras's values, their gradients against differences. */
class LossParityTest {

    static Stream<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>();
        for (JsonNode c : Golden.cases("losses.json")) {
            String type = c.get("class_name").stringValue();
            boolean ours = type.equals("MeanSquaredError")
                    || (type.equals("SparseCategoricalCrossentropy")
                            && (!c.get("args").has("ignore_class")
                                    || c.get("args").get("ignore_class").isNull()));
            if (ours) {
                cases.add(c);
            }
        }
        assertThat(cases).hasSizeGreaterThanOrEqualTo(12);
        return cases.stream();
    }

    private static Loss loss(JsonNode c) {
        boolean fromLogits = c.get("args").has("from_logits")
                && c.get("args").get("from_logits").booleanValue();
        return c.get("class_name").stringValue().equals("MeanSquaredError")
                ? MeanSquaredError.of()
                : SparseCategoricalCrossentropy.of(fromLogits);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesMatchKeras(JsonNode c) {
        Tensor yTrue = Golden.tensor(c.get("y_true"), DType.FLOAT32);
        Tensor yPred = Golden.tensor(c.get("y_pred"), DType.FLOAT32);
        @Nullable
        Tensor weight = c.get("sample_weight") == null || c.get("sample_weight").isNull()
                ? null
                : Golden.tensor(c.get("sample_weight"), DType.FLOAT32);
        Golden.assertClose(
                c.get("class_name") + " " + c.get("args"),
                loss(c).value(yTrue, yPred, weight),
                Golden.number(c.get("sum_over_batch_size")),
                0);
    }

    @Test
    void gradientsMatchDifferences() {
        Tensor classes = Tensor.of(new double[] {2, 0, 1}, 3);
        Tensor probabilities = Tensors.random(DType.FLOAT64, 1, 3, 4);
        for (int i = 0; i < probabilities.size(); i++) {
            probabilities.setAt(i, 0.1 + Math.abs(probabilities.getAt(i)));
        }
        Tensor weight = Tensor.of(new double[] {0.5, 2, 0}, 3);
        check(SparseCategoricalCrossentropy.of(false), classes, probabilities, weight);
        check(SparseCategoricalCrossentropy.of(true), classes, Tensors.random(DType.FLOAT64, 2, 3, 4), weight);
        check(
                MeanSquaredError.of(),
                Tensors.random(DType.FLOAT64, 3, 3, 4),
                Tensors.random(DType.FLOAT64, 4, 3, 4),
                weight);
    }

    private static void check(Loss loss, Tensor yTrue, Tensor yPred, Tensor weight) {
        Tensor gradient = loss.gradient(yTrue, yPred, weight);
        for (int i = 0; i < yPred.size(); i++) {
            double value = yPred.getAt(i);
            yPred.setAt(i, value + 1e-6);
            double above = loss.value(yTrue, yPred, weight);
            yPred.setAt(i, value - 1e-6);
            double below = loss.value(yTrue, yPred, weight);
            yPred.setAt(i, value);
            assertThat(gradient.getAt(i)).isCloseTo((above - below) / 2e-6, within(1e-8));
        }
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> MeanSquaredError.of().value(Tensor.zeros(2, 1), Tensor.zeros(2, 3)))
                .hasMessage("MeanSquaredError: targets must have the shape of the predictions, (2, 3)."
                        + " Received: shape=(2, 1).");
        assertThatThrownBy(() ->
                        SparseCategoricalCrossentropy.of().value(Tensor.of(new float[] {3}, 1), Tensor.zeros(1, 3)))
                .hasMessage("SparseCategoricalCrossentropy: every target must be a class number in the range [0, 2]."
                        + " Received: target 0 = 3.0.");
        assertThatThrownBy(() -> Losses.get("nope"))
                .hasMessage("Losses: identifier must be one of mean_squared_error (mse),"
                        + " sparse_categorical_crossentropy. Received: identifier=nope.");
    }
}
