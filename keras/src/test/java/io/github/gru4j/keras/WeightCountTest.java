package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How many weights a config asks for is known, and held against its file, before any of them is allocated. */
class WeightCountTest {

    private static final KerasConfigs CONFIGS = KerasConfigs.keras3();

    private static final List<String> SIZES = List.of("2147483647", "[2147483647]", "1073741825", "65537");
    private static final List<String> ENTRANCES = List.of(
            "[null, 5, 3]",
            "[null, 3]",
            "[null, 5, 4, 3]",
            "[null, 2147483647, 2147483647]",
            "[null, 2147483647]",
            "[2147483647, 2147483647, 3]");

    private static Layer read(JsonNode node, long maxWeights) {
        return CONFIGS.codecs().read(node, Place.of("").withMaxWeights(maxWeights));
    }

    /** For every shape that a layer of the golden data takes, the count is that of the weights which building makes. */
    @Test
    void everyClassCountsTheWeightsThatItWillHave() {
        Set<String> weighty = new TreeSet<>();
        TableSamples.byClass().forEach((name, samples) -> {
            int built = 0;
            for (ObjectNode sample : samples) {
                for (int[] dimensions : new int[][] {{2, 6, 5}, {2, 4}, {2, 7, 6, 5}, {2, 4, 1}, {2, 3, 3}}) {
                    Shape shape = Shape.of(dimensions);
                    Layer layer = read(sample, Long.MAX_VALUE);
                    long count;
                    try {
                        count = CONFIGS.codecs().weightCount(layer, shape);
                        layer.buildToBeFilled(shape);
                    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                        continue; // not for this layer
                    }
                    assertThat(count).as(name + shape).isEqualTo(layer.countParams());
                    assertThat(CONFIGS.codecs().weightCount(layer, shape)).isZero();
                    built++;
                    if (count > 0) {
                        weighty.add(name);
                    }
                }
            }
            if (!Set.of("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "InputLayer")
                    .contains(name)) {
                assertThat(built).as(name).isPositive();
            }
        });
        assertThat(weighty)
                .containsExactlyInAnyOrder(
                        "BatchNormalization",
                        "Bidirectional",
                        "Conv1D",
                        "Dense",
                        "Embedding",
                        "GRU",
                        "GRUCell",
                        "LayerNormalization",
                        "Normalization",
                        "PReLU",
                        "RNN",
                        "Sequential",
                        "StackedRNNCells",
                        "TimeDistributed");
    }

    @Test
    void anAbsurdSizeOfAnyArgumentIsRefusedOrAllocatesNothing() {
        int[] outcomes = new int[2];
        TableSamples.byClass().forEach((name, samples) -> {
            for (ObjectNode sample : samples) {
                for (String key : sample.get("config").propertyNames()) {
                    for (String size : SIZES) {
                        ObjectNode mutant = sample.deepCopy();
                        mutant.remove("build_config");
                        ((ObjectNode) mutant.get("config")).set(key, Json.parseAny(size, Place.of("")));
                        outcomes[small(TableSamples.model("[null, 5, 3]", mutant))]++;
                    }
                }
            }
        });
        assertThat(outcomes[0]).isGreaterThan(1000);
        assertThat(outcomes[1]).isGreaterThan(20);
    }

    @Test
    void anAbsurdInputOfAnyClassIsRefusedOrAllocatesNothing() {
        TableSamples.byClass()
                .values()
                .forEach(samples -> samples.forEach(sample -> {
                    for (String entrance : ENTRANCES) {
                        small(TableSamples.model(entrance, sample));
                        ObjectNode bare = sample.deepCopy();
                        bare.remove("build_config");
                        small(TableSamples.model(entrance, bare));
                    }
                }));
    }

    /** 1 if a model of few weights comes out, 0 if the text is refused. */
    private static int small(ObjectNode model) {
        try {
            assertThat(read(model, 1000).countParams()).isLessThanOrEqualTo(1000);
            return 1;
        } catch (KerasFormatException e) {
            assertThat(e.reason()).contains("Received: ");
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(Json.write(model), e);
        }
    }

    private static JsonNode json(Layer layer) {
        return Json.parseAny(CONFIGS.json(layer), Place.of(""));
    }

    /** Each model is built when it is read, before the one around it is. */
    @Test
    void manySmallModelsShareTheRoomOfOne() {
        ObjectNode models = (ObjectNode) json(Sequential.of(Sequential.of(Input.of(9), Dense.of(6)), Dense.of(2)));
        ArrayNode layers = (ArrayNode) models.get("config").get("layers");
        layers.insert(1, layers.get(0));
        assertThatThrownBy(() -> read(models, 119))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(
                        "layers[1].layers[1]: Dense 'dense': the model must not have more weights than a text may ask"
                                + " for, 119 numbers. Received: a layer of 60 weights.");
    }

    @Test
    void weightsThatAreThereAreNotCountedAgain() {
        Layer inner = TimeDistributed.of(Sequential.of(Input.of(3), Dense.of(2)));
        JsonNode model = json(Sequential.of(
                Input.of(7, 6, 3), TimeDistributed.of(Sequential.of(Input.of(6, 3), inner)), Dense.of(1)));
        assertThat(read(model, 8 + 3).countParams()).isEqualTo(8 + 3);
        assertThatThrownBy(() -> read(model, 8 + 2))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageEndingWith("10 numbers. Received: a layer of 3 weights.");
    }
}
