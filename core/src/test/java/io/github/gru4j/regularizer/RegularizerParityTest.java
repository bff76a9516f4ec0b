package io.github.gru4j.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Golden;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class RegularizerParityTest {

    private static List<JsonNode> items(boolean byName) {
        return Golden.cases("regularizers_constraints.json").stream()
                .filter(c -> c.get("type").stringValue().equals("regularizer") && c.has("string_name") == byName)
                .toList();
    }

    static List<JsonNode> values() {
        return items(false);
    }

    static List<JsonNode> names() {
        return items(true);
    }

    private static Regularizer regularizer(String name, JsonNode args) {
        return switch (name) {
            case "L1" -> L1.of(Golden.number(args, "l1", 0.01));
            case "L2" -> L2.of(Golden.number(args, "l2", 0.01));
            case "L1L2" -> L1L2.of(Golden.number(args, "l1", 0), Golden.number(args, "l2", 0));
            case "OrthogonalRegularizer" ->
                OrthogonalRegularizer.of(
                        Golden.number(args, "factor", 0.01),
                        args.has("mode") ? args.get("mode").stringValue() : "rows");
            default -> throw new AssertionError("no regularizer named " + name);
        };
    }

    @ParameterizedTest
    @MethodSource("values")
    void penaltyMatchesKeras(JsonNode item) {
        Regularizer regularizer = regularizer(item.get("class_name").stringValue(), item.get("args"));
        assertThat(item.get("values").size()).isPositive();
        for (JsonNode value : item.get("values")) {
            for (DType dtype : DType.values()) {
                Tensor input = Golden.tensor(value.get("input"), dtype);
                double expected = Golden.number(value.get("value"));
                Golden.assertClose(regularizer.toString(), regularizer.penalty(input), expected, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesResolveAsInKeras(JsonNode item) {
        String name = item.get("string_name").stringValue();
        if (item.has("error")) {
            assertThatThrownBy(() -> Regularizers.get(name)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        String className = item.get("class_name").stringValue();
        // An item by name has no arguments, so its class is made with the defaults.
        assertThat(Regularizers.get(name))
                .isEqualTo(regularizer(className, item))
                .isEqualTo(Regularizers.get(className));
    }

    @Test
    void everyGoldenItemIsSeen() {
        assertThat(values()).hasSize(8);
        assertThat(names()).hasSize(4);
    }
}
