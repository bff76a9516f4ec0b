package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class GoldenForwardTest {

    @ParameterizedTest
    @EnumSource(DType.class)
    void outputsAndStatesAreThoseOfKeras(DType dtype) {
        Map<String, Double> failed = new LinkedHashMap<>();
        Map<String, Integer> passed = new LinkedHashMap<>();
        for (ObjectNode item : GoldenLayer.cases("forward.json")) {
            GoldenLayer golden = new GoldenLayer(item, dtype);
            double distance = golden.distance();
            if (distance <= 1) {
                passed.merge(item.get("kind").stringValue(), 1, Integer::sum);
            } else {
                failed.put(golden.id() + " " + item.get("tags"), distance);
            }
        }
        assertThat(failed).isEmpty();
        assertThat(passed).isEqualTo(Map.of("gru_cell", 91, "gru", 70, "rnn", 41));
    }

    @Test
    void theCasesCoverMasksAndStates() {
        long masked = GoldenLayer.cases("forward.json").stream()
                .filter(item -> !item.get("calls").get(0).get("mask").isNull())
                .count();
        long stateful = GoldenLayer.cases("forward.json").stream()
                .filter(item -> item.get("calls").get(0).has("layer_states_after"))
                .count();
        assertThat(masked).isGreaterThan(40);
        assertThat(stateful).isGreaterThan(5);
    }
}
