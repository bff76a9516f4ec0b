package io.github.gru4j.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationsTest {

    private static final String KNOWN = "[celu, elu, exponential, gelu, hard_shrink, hard_sigmoid,"
            + " hard_silu, hard_swish, hard_tanh, leaky_relu, linear, log_sigmoid, log_softmax, mish, relu, relu6, selu,"
            + " sigmoid, silu, soft_shrink, softmax, softplus, softsign, sparse_plus, sparse_sigmoid, sparsemax,"
            + " squareplus, swish, tanh, tanh_shrink]";

    @Test
    void noIdentifierIsLinear() {
        assertThat(Activations.get(null)).isEqualTo(Activations.linear());
    }

    @ParameterizedTest
    @CsvSource({"swish, silu", "hard_swish, hard_silu", "tanh, tanh", "hard_sigmoid, hard_sigmoid"})
    void identifiersResolveAsInKeras(String asked, String identifier) {
        assertThat(Activations.get(asked).identifier()).isEqualTo(identifier);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "Tanh", "threshold", ""})
    void unknownIdentifierIsRefusedWithTheKnownOnes(String identifier) {
        assertThatThrownBy(() -> Activations.get(identifier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Activations: identifier must be one of " + KNOWN + ". Received: identifier='" + identifier
                        + "'.");
    }

    @Test
    void argumentsAreThoseThatDifferFromTheDefaults() {
        assertThat(Activations.leakyRelu(0.2).arguments()).isEmpty();
        assertThat(Activations.leakyRelu(0.05).arguments()).containsExactly(entry("negativeSlope", 0.05));
        assertThat(Activations.relu(0.1, 4, 0.5).arguments())
                .containsExactly(entry("negativeSlope", 0.1), entry("maxValue", 4.0), entry("threshold", 0.5));
        assertThat(Activations.relu(0, 4, 0).arguments()).containsExactly(entry("maxValue", 4.0));
        assertThat(Activations.threshold(0.5, -1).arguments())
                .containsExactly(entry("threshold", 0.5), entry("defaultValue", -1.0));
        assertThat(Activations.gelu(true).arguments()).containsExactly(entry("approximate", 1.0));
    }

    @Test
    void activationsAreEqualByIdentifierAndArguments() {
        assertThat(Activations.celu(2)).isEqualTo(Activations.celu(2)).hasSameHashCodeAs(Activations.celu(2));
        assertThat(Activations.celu(2)).isNotEqualTo(Activations.celu()).isNotEqualTo(Activations.elu(2));
        assertThat(Activations.relu(0, Double.POSITIVE_INFINITY, 0)).isEqualTo(Activations.relu());
        assertThat(Activations.hardSigmoid()).isNotEqualTo(Activations.hardSigmoidKeras2());
        assertThat(Activations.gelu(false)).isEqualTo(Activations.gelu()).isNotEqualTo(Activations.gelu(true));
    }

    @Test
    void textNamesIdentifierAndArguments() {
        assertThat(Activations.tanh()).hasToString("tanh");
        assertThat(Activations.leakyRelu(0.05)).hasToString("leaky_relu{negativeSlope=0.05}");
    }

    @Test
    void hardSigmoidOfKeras2HasItsOwnSlope() {
        Tensor x = Tensor.of(new double[] {-3, -2.5, -1, 0, 1, 2.5, 3, Double.NaN}, 8);
        assertThat(Activations.hardSigmoidKeras2().call(x).doubles())
                .containsExactly(0, 0, 0.3, 0.5, 0.7, 1, 1, Double.NaN);
        assertThat(Activations.hardSigmoidKeras2().identifier()).isEqualTo("hard_sigmoid");
    }

    /** What TensorFlow's gradient gives where a function has a kink. */
    @ParameterizedTest
    @CsvSource({
        "relu, 0, 0",
        "relu6, 0, 0",
        "relu6, 6, 0",
        "leaky_relu, 0, 0.2",
        "elu, 0, 1",
        "celu, 0, 1",
        "hard_sigmoid, -3, 0",
        "hard_sigmoid, 3, 0",
        "hard_silu, -3, 0",
        "hard_silu, 3, 1",
        "hard_tanh, -1, 1",
        "hard_tanh, 1, 1",
        "hard_shrink, 0.5, 0",
        "hard_shrink, -0.5, 0",
        "soft_shrink, 0.5, 0",
        "sparse_sigmoid, -1, 0",
        "sparse_sigmoid, 1, 0",
        "sparse_plus, -1, 0",
        "sparse_plus, 1, 1",
        "softsign, 0, 1"
    })
    void derivativeAtAKinkIsTensorFlows(String identifier, double x, double expected) {
        assertThat(derivative(Activations.get(identifier), x)).isEqualTo(expected);
    }

    @Test
    void derivativeOfReluWithArgumentsAtItsKinks() {
        Activation relu = Activations.relu(0.1, 4, 0.5);
        assertThat(derivative(relu, 0.5)).isEqualTo(0);
        assertThat(derivative(relu, 4)).isEqualTo(1);
        assertThat(derivative(relu, 0.25)).isEqualTo(0.1);
        assertThat(derivative(relu, 5)).isEqualTo(0);
        assertThat(derivative(Activations.relu(0, 6, 0), 6)).isEqualTo(0);
    }

    @Test
    void scalarsAndEmptyTensorsAreRows() {
        assertThat(Activations.softmax()
                        .call(Tensor.full(DType.FLOAT64, Shape.of(), 3))
                        .getAt(0))
                .isEqualTo(1);
        assertThat(Activations.softmax().call(Tensor.zeros(3, 0)).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(Activations.softmax().call(Tensor.zeros(0, 3)).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void softmaxActsOnTheLastAxis() {
        Tensor y = Activations.softmax().call(Tensor.zeros(2, 3, 4));
        assertThat(y.floats()).containsOnly(0.25f).hasSize(24);
    }

    @Test
    void softmaxOfARowOfOneMinusInfinityLeavesItOut() {
        Tensor x = Tensor.of(new float[] {Float.NEGATIVE_INFINITY, 2, 2}, 3);
        assertThat(Activations.softmax().call(x).floats()).containsExactly(0, 0.5f, 0.5f);
    }

    @Test
    void factoriesRefuseArgumentsWithoutMeaning() {
        assertThatThrownBy(() -> Activations.celu(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Activations: alpha must not be 0. Received: alpha=0.0.");
        assertThatThrownBy(() -> Activations.relu(-0.1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Activations: negativeSlope must be 0 or more. Received: negativeSlope=-0.1.");
        assertThatThrownBy(() -> Activations.relu(0, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Activations: maxValue must be 0 or more. Received: maxValue=-1.0.");
    }

    private static double derivative(Activation activation, double x) {
        Tensor in = Tensor.full(DType.FLOAT64, Shape.of(1), x);
        Tensor dx = Tensor.zeros(DType.FLOAT64, Shape.of(1));
        activation.gradient(in, 0, activation.call(in), 0, Tensor.full(DType.FLOAT64, Shape.of(1), 1), 0, dx, 0, 1);
        return dx.getAt(0);
    }
}
