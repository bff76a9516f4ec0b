package io.github.gru4j.activation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ActivationParityTest {

    static Stream<Arguments> cases() {
        return Golden.cases("activations.json").stream()
                .map(c -> Arguments.of(
                        ActivationCases.of(c.get("name").stringValue(), c.get("args")),
                        c.get("inputs"),
                        c.get("outputs")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputMatchesKeras(Activation activation, JsonNode inputs, JsonNode outputs) {
        Tensor actual = activation.call(Golden.tensor(inputs, DType.FLOAT32));
        Golden.assertClose(activation.toString(), actual, Golden.tensor(outputs, DType.FLOAT32));
    }

    /** Beyond that range a float32 result may have lost every digit to cancellation, in Keras too. */
    @ParameterizedTest
    @MethodSource("cases")
    void float64OutputMatchesKerasUpToOneHundred(Activation activation, JsonNode inputs, JsonNode outputs) {
        Tensor x = Golden.tensor(inputs, DType.FLOAT64);
        Tensor expected = Golden.tensor(outputs, DType.FLOAT64);
        Tensor actual = activation.call(x);
        int compared = 0;
        for (int i = 0; i < x.size(); i++) {
            if (Math.abs(x.getAt(i)) < 88 || x.shape().rank() > 1) {
                Golden.assertClose(activation + " at " + x.getAt(i), actual.getAt(i), expected.getAt(i), 0);
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(60);
    }

    @Test
    void everyIdentifierHasAGoldenCase() {
        Set<String> names = new TreeSet<>();
        Golden.cases("activations.json").forEach(c -> names.add(c.get("name").stringValue()));
        assertThat(names).containsAll(Activations.identifiers()).hasSize(31);
    }
}
