package io.github.gru4j.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ConstraintParityTest {

    private static List<JsonNode> items(boolean byName) {
        return Golden.cases("regularizers_constraints.json").stream()
                .filter(c -> c.get("type").stringValue().equals("constraint") && c.has("string_name") == byName)
                .toList();
    }

    static List<JsonNode> values() {
        return items(false);
    }

    static List<JsonNode> names() {
        return items(true);
    }

    private static Constraint constraint(String name, JsonNode args) {
        int axis = (int) Golden.number(args, "axis", 0);
        return switch (name) {
            case "MaxNorm" -> MaxNorm.of(Golden.number(args, "max_value", 2), axis);
            case "NonNeg" -> NonNeg.of();
            case "UnitNorm" -> UnitNorm.of(axis);
            case "MinMaxNorm" ->
                MinMaxNorm.of(
                        Golden.number(args, "min_value", 0),
                        Golden.number(args, "max_value", 1),
                        Golden.number(args, "rate", 1),
                        axis);
            default -> throw new AssertionError("no constraint named " + name);
        };
    }

    @ParameterizedTest
    @MethodSource("values")
    void resultMatchesKeras(JsonNode item) {
        Constraint constraint = constraint(item.get("class_name").stringValue(), item.get("args"));
        assertThat(item.get("values").size()).isPositive();
        for (JsonNode value : item.get("values")) {
            for (DType dtype : DType.values()) {
                Tensor w = Golden.tensor(value.get("input"), dtype);
                constraint.apply(w);
                Golden.assertClose(constraint.toString(), w, Golden.tensor(value.get("value"), dtype));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesResolveAsInKeras(JsonNode item) {
        String className = item.get("class_name").stringValue();
        JsonNode config = item.get("serialized").get("config");
        assertThat(Constraints.get(item.get("string_name").stringValue()))
                .isEqualTo(constraint(className, config))
                .isEqualTo(Constraints.get(className));
    }

    @Test
    void everyGoldenItemIsSeen() {
        assertThat(values()).hasSize(9);
        assertThat(names()).hasSize(4);
    }
}
