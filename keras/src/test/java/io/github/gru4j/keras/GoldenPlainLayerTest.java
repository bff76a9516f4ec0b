package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The plain layers give what Keras gives, masks and moved weights included, and come back as Keras writes them. */
class GoldenPlainLayerTest {

    private static final double TOLERANCE = 1e-5;

    static List<String> names() {
        return Golden.cases("layers.json", "cases").stream()
                .map(item -> item.get("name").stringValue())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLayerGivesWhatItGivesInKeras(String name) {
        ObjectNode item = item(name);
        Layer layer = KerasConfigs.keras3().codecs().read(item.get("layer"), Place.of(name));
        List<Tensor> inputs = tensors(item.get("inputs"));
        layer.build(inputs.stream().map(Tensor::shape).toList());
        layer.setWeights(tensors(item.get("weights")));
        Call call = item.get("training").booleanValue() ? Call.training(new Generator(1)) : Call.inference();
        List<@Nullable Mask> masks = new ArrayList<>();
        item.get("masks").forEach(mask -> masks.add(mask.isNull() ? null : mask(mask)));

        Pass pass = layer.apply(inputs, call.withMasks(masks));

        assertThat(distance(pass.output(), item.get("output"))).isLessThanOrEqualTo(1);
        Shape output = layer.computeOutputShapes(
                        inputs.stream().map(Tensor::shape).toList())
                .get(0);
        assertThat(output).isEqualTo(pass.output().shape());
        assertThat(text(pass.mask())).isEqualTo(Json.write(item.get("output_mask")));
        List<Parameter> weights = layer.weights();
        for (int i = 0; i < weights.size(); i++) {
            assertThat(distance(
                            weights.get(i).value(), item.get("weights_after").get(i)))
                    .as(weights.get(i).name())
                    .isLessThanOrEqualTo(1);
        }
        assertThat(Json.write(KerasConfigs.keras3().codecs().write(layer))).isEqualTo(Json.write(item.get("layer")));
        assertThat(Json.write(KerasConfigs.keras3().codecs().write(rebuilt(layer))))
                .isEqualTo(Json.write(item.get("layer")));
    }

    /** A new layer of the same configuration. */
    private static Layer rebuilt(Layer layer) {
        Layer copy = layer.toBuilder().name(layer.name()).build();
        List<Shape> shapes = layer.inputShapes();
        if (shapes != null) {
            copy.build(shapes);
        }
        assertThat(copy.getClass()).isEqualTo(layer.getClass());
        return copy;
    }

    private static double distance(Tensor actual, JsonNode expected) {
        return Golden.distance(actual, Golden.tensor(expected, DType.FLOAT32), TOLERANCE, 0);
    }

    private static List<Tensor> tensors(JsonNode list) {
        List<Tensor> all = new ArrayList<>();
        list.forEach(item -> all.add(Golden.tensor(item, DType.FLOAT32)));
        return all;
    }

    private static Mask mask(JsonNode rows) {
        boolean[][] used = new boolean[rows.size()][rows.get(0).size()];
        for (int row = 0; row < used.length; row++) {
            for (int step = 0; step < used[row].length; step++) {
                used[row][step] = rows.get(row).get(step).booleanValue();
            }
        }
        return Mask.of(used);
    }

    private static String text(@Nullable Mask mask) {
        if (mask == null) {
            return "null";
        }
        ArrayNode rows = Json.array();
        for (int row = 0; row < mask.batch(); row++) {
            ArrayNode steps = rows.addArray();
            for (int step = 0; step < mask.timesteps(); step++) {
                steps.add(mask.used(row, step));
            }
        }
        return Json.write(rows);
    }

    private static ObjectNode item(String name) {
        return Golden.cases("layers.json", "cases").stream()
                .filter(item -> item.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
