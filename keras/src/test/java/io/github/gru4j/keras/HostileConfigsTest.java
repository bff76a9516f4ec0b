package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Layer;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are small, but would take long or much to read if any step of reading them were careless. */
@Timeout(60) // far more than any takes; 2^60 steps do not end
class HostileConfigsTest {

    private static final KerasConfigs KERAS_3 = KerasConfigs.keras3();
    private static final String DENSE = layer("Dense", "\"units\": 1");
    private static final String CELL = layer("GRUCell", "\"units\": 1");
    private static final String ENTRANCE = named(layer("InputLayer", "\"batch_shape\": [null, 1]"), "i", "");

    // ---- layers in layers -------------------------------------------------------------------------------------------

    @Test
    void sequentialsInsideOneAnotherTakeNoMoreThanTheirText() {
        assertReads(nested(60, inner -> sequential(inner), DENSE));
        assertReads(nested(60, inner -> sequential(input("[null, 3]"), inner), DENSE));
        assertReads(sequential(input("[null, 3]"), nested(60, inner -> sequential(inner), DENSE)));
    }

    @Test
    void wrappersInsideOneAnotherTakeNoMoreThanTheirText() {
        String deep = nested(90, inner -> layer("TimeDistributed", "\"layer\": " + inner), DENSE);
        assertReads(deep);
        assertRefused(sequential(input("[null, " + repeated("1", 31) + "]"), deep), "must fit its input of shape");
        String mixed = nested(20, inner -> layer("TimeDistributed", "\"layer\": " + sequential(inner)), DENSE);
        assertReads(sequential(input("[null, " + repeated("1", 30) + "]"), mixed));
    }

    @Test
    void cellsInsideOneAnotherTakeNoMoreThanTheirText() {
        String cells = nested(60, inner -> layer("StackedRNNCells", "\"cells\": [" + inner + "]"), CELL);
        String rnn = layer("RNN", "\"cell\": " + cells);
        assertReads(sequential(input("[null, 5, 1]"), rnn));
        assertReads(sequential(input("[null, 5, 1]"), layer("Bidirectional", "\"layer\": " + rnn)));
        for (String wrapper : new String[] {"ResidualWrapper", "DropoutWrapper"}) {
            String wrapped = nested(90, inner -> layer(wrapper, "\"cell\": " + inner), CELL);
            String model = sequential(input("[null, 5, 1]"), layer("RNN", "\"cell\": " + wrapped));
            assertThat(KerasConfigs.keras2().layer(model.replace("batch_shape", "batch_input_shape")))
                    .isNotNull();
        }
    }

    @Test
    void graphsInsideOneAnotherTakeNoMoreThanTheirText() {
        assertReads(nested(
                45, inner -> graph(named(inner, "l", "[[[\"i\", 0, 0]]]"), "l", inner.contains("Functional")), DENSE));
    }

    // ---- many -------------------------------------------------------------------------------------------------------

    @Test
    void aModelOfThousandsOfLayersIsRead() {
        assertReads(sequential(input("[null, 1]"), repeated(DENSE, 5000)));
        assertReads(layer(
                "Bidirectional",
                "\"layer\": "
                        + layer(
                                "RNN",
                                "\"cell\": " + layer("StackedRNNCells", "\"cells\": [" + repeated(CELL, 5000) + "]"))));
    }

    @Test
    void aGraphInWhichEveryLayerUsesTheOneBeforeTwiceIsRead() {
        String layers = IntStream.range(0, 3000)
                .mapToObj(i -> {
                    String from = "[\"" + (i == 0 ? "i" : "l" + (i - 1)) + "\", 0, 0]";
                    return named(layer("Add", ""), "l" + i, "[[" + from + ", " + from + "]]");
                })
                .collect(Collectors.joining(", "));
        assertReads(graph(layers, "l2999", false)); // 2^3000 ways from one end to the other
    }

    @Test
    void widthsThatDoubleEndAtTheGreatestInteger() {
        String layers = IntStream.range(0, 60)
                .mapToObj(i -> {
                    String from = "[\"" + (i == 0 ? "i" : "l" + (i - 1)) + "\", 0, 0]";
                    return named(layer("Concatenate", ""), "l" + i, "[[" + from + ", " + from + "]]");
                })
                .collect(Collectors.joining(", "));
        assertRefused(graph(layers, "l59", false), "must fit its inputs");
    }

    @Test
    void oneLayerUsedTenThousandsOfTimesIsRead() {
        assertReads(graph(named(layer("ReLU", ""), "r", "[" + repeated("[[\"i\", 0, 0]]", 20_000) + "]"), "r", false));
        assertReads(graph(
                named(layer("Concatenate", ""), "r", "[[" + repeated("[\"i\", 0, 0]", 20_000) + "]]"), "r", false));
    }

    @Test
    void aNameThatIsRepeatedIsRefused() {
        assertRefused(
                sequential(input("[null, 3]"), repeated(layer("ReLU", "\"name\": \"x\""), 5000)),
                "every layer must have a name of its own. Received: two layers named 'x'.");
    }

    // ---- lists and numbers ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"Permute, dims", "Reshape, target_shape", "PReLU, shared_axes", "LayerNormalization, axis"})
    void aListAboutAxesHasAtMostAsManyAsATensorCanHave(String className, String key) {
        assertRefused(
                layer(className, "\"" + key + "\": [" + repeated("1", 300_000) + "]"),
                key + ": must be a list of at most 32 integers. Received: [1, 1, 1,");
    }

    @Test
    void listsOfNumbersAreRead() {
        assertReads(layer(
                "Normalization",
                "\"mean\": [" + repeated("0", 100_000) + "], \"variance\": [" + repeated("1", 100_000) + "]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RepeatVector | \"n\": 2147483647",
                "GRU | \"units\": 2147483647, \"recurrent_initializer\": \"orthogonal\"",
                "Embedding | \"input_dim\": 2147483647, \"output_dim\": 2147483647",
                "UpSampling1D | \"size\": 2147483647",
                "ZeroPadding1D | \"padding\": [2147483647, 2147483647]",
                "Conv1D | \"filters\": 2147483647, \"kernel_size\": 2147483647",
                "Dense | \"units\": 2147483647"
            })
    void anAbsurdSizeTakesNothingBeforeItIsBuilt(String text) {
        String[] parts = text.split(" \\| ");
        assertReads(layer(parts[0], parts[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRU | \"units\": 2147483647, \"recurrent_initializer\": \"orthogonal\"",
                "Embedding | \"input_dim\": 2147483647, \"output_dim\": 2147483647",
                "UpSampling1D | \"size\": 2147483647",
                "ZeroPadding1D | \"padding\": [2147483647, 2147483647]",
                "Conv1D | \"filters\": 2147483647, \"kernel_size\": 2147483647",
                "Dense | \"units\": 2147483647"
            })
    void anAbsurdSizeIsRefusedWhenItIsBuilt(String text) {
        String[] parts = text.split(" \\| ");
        assertRefused(sequential(input("[null, 2000000000, 3]"), layer(parts[0], parts[1])), "must ");
    }

    @Test
    void aStatefulLayerTakesNoStatesBeforeItRuns() {
        assertReads(sequential(input("[2000000000, 5, 3]"), layer("GRU", "\"units\": 4, \"stateful\": true")));
    }

    @Test
    void theThresholdsOfAMetricArePaidFor() {
        String metric = "{\"module\": \"keras.metrics\", \"class_name\": \"AUC\", \"config\": {\"num_thresholds\": %d},"
                + " \"registered_name\": null}";
        assertThat(KERAS_3.metric(metric.formatted(200))).isNotNull();
        assertThatThrownBy(() -> KERAS_3.maxMemory(1_000_000).metric(metric.formatted(900_000)))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(
                        "must not make reading take more memory than 1000000 bytes. Received: thresholds of a"
                                + " metric of 90000000 bytes, where ");
        assertThatThrownBy(() -> KERAS_3.metric(metric.formatted(2_000_000_000)))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("num_thresholds must be at most 1000000.");
    }

    // ---- JSON -------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":[", "{\"class_name\":\"GRU\",\"config\":"})
    void aMillionLevelsAreRefused(String level) {
        assertRefused(level.repeat(1_000_000), "must be JSON. Received: Document nesting depth (201) exceeds");
    }

    @Test
    void aNumberOfAThousandDigitsIsRefused() {
        assertRefused(
                layer("Dense", "\"units\": " + "9".repeat(1000)), "must be JSON. Received: Number value length (1000)");
        assertRefused(
                layer("Dense", "\"units\": 1e999999999"), "units: must be an integer of 32 bits. Received: Infinity.");
        assertRefused(layer("Dropout", "\"rate\": 1e-999999999, \"rate\": 1"), "must be JSON. Received: Duplicate");
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        assertRefused(
                layer("Dense", "\"units\": 1, \"name\": \"" + "x".repeat(2_000_000) + "\""),
                "must be JSON. Received: String value length (");
        assertRefused(
                layer("Dense", "\"units\": 1, \"" + "x".repeat(2_000_000) + "\": 1"),
                "must be JSON. Received: Name length (");
    }

    @Test
    void unknownKeysAreNamedUpToTen() {
        String keys =
                IntStream.range(10, 50_000).mapToObj(i -> "\"k" + i + "\": 0").collect(Collectors.joining(", "));
        assertRefused(
                layer("ReLU", keys),
                "Received: [k10, k100, k1000, k10000, k10001, k10002, k10003, k10004, k10005, k10006] and 49980 others.");
    }

    @Test
    void keysOfOneHashAreNoSlowerThanOthers() {
        String keys = IntStream.range(0, 1 << 14)
                .mapToObj(i -> IntStream.range(0, 14)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "\"", "\": 0")))
                .collect(Collectors.joining(", "));
        assertRefused(layer("ReLU", keys), " and 16374 others.");
    }

    @Test
    void halfOfACharacterIsATextLikeAnyOther() {
        assertReads(layer("Dense", "\"units\": 1, \"name\": \"\\ud800\""));
    }

    @Test
    void aTextThatTakesMoreMemoryThanAllowedIsRefused() {
        assertThatThrownBy(() -> KERAS_3.maxMemory(10_000).layer(sequential(repeated(DENSE, 100))))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageMatching(
                        "must not make reading take more memory than 10000 bytes\\. Received: JSON of \\d+ bytes,"
                                + " where 10000 are left\\. If the file is to be trusted, allow more with"
                                + " KerasConfigs\\.maxMemory\\.");
    }

    /** In a few bytes each: without a price of their own they would take hundreds of times their text. */
    @Test
    void layersAndMetricsThatTakeMoreMemoryThanAllowedAreRefused() {
        String layers = sequential(repeated("{\"module\": \"keras\", \"class_name\": \"ReLU\", \"config\": {}}", 1000));
        assertThatThrownBy(() ->
                        KERAS_3.maxMemory(64L * layers.length() + 2_000_000).layer(layers))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("Received: a layer of 2048 bytes, where ");
        assertThatThrownBy(() -> KERAS_3.maxMemory(4000).metric("\"mae\""))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("Received: a metric of 4096 bytes, where ");
    }

    @Test
    void weightsThatTakeMoreMemoryThanAllowedAreRefused() {
        String model = sequential(input("[null, 1000]"), layer("Dense", "\"units\": 1000"));
        assertThat(KERAS_3.maxMemory(5_000_000).layer(model).built()).isTrue();
        assertThatThrownBy(() -> KERAS_3.maxMemory(2_000_000).layer(model))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("Received: weights of 4000000 bytes, where ");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void theLimitIsPositive(long bytes) {
        assertThatThrownBy(() -> KERAS_3.maxMemory(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("KerasConfigs: maxMemory must be a positive number of bytes. Received: maxMemory=" + bytes
                        + ".");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    private static String layer(String className, String config) {
        return "{\"module\": \"keras.layers\", \"class_name\": \"" + className + "\", \"config\": {" + config
                + "}, \"registered_name\": null}";
    }

    private static String input(String shape) {
        return layer("InputLayer", "\"batch_shape\": " + shape);
    }

    private static String sequential(String... layers) {
        return layer("Sequential", "\"layers\": [" + String.join(", ", layers) + "]");
    }

    private static String named(String layer, String name, String uses) {
        return layer.substring(0, layer.length() - 1) + ", \"name\": \"" + name + "\", \"inbound_nodes\": "
                + (uses.isEmpty() ? "[]" : uses) + "}";
    }

    private static String graph(String layers, String output, boolean ofModel) {
        return layer(
                "Functional",
                "\"name\": \"f\", \"layers\": [" + ENTRANCE + ", " + layers
                        + "], \"input_layers\": [\"i\", 0, 0], \"output_layers\": [\"" + output + "\", "
                        + (ofModel ? 1 : 0) + ", 0]");
    }

    private static String nested(int depth, UnaryOperator<String> outer, String innermost) {
        String text = innermost;
        for (int i = 0; i < depth; i++) {
            text = outer.apply(text);
        }
        return text;
    }

    private static String repeated(String item, int count) {
        return String.join(", ", Collections.nCopies(count, item));
    }

    private static void assertReads(String text) {
        Layer layer = KERAS_3.layer(text);
        assertThat(layer).isNotNull();
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> KERAS_3.layer(text))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(3000));
    }
}
