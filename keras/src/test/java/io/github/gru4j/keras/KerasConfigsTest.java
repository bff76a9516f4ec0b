package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerasConfigsTest {

    private static final KerasConfigs CONFIGS = KerasConfigs.keras3();

    private static String layer(String className, String config) {
        return "{\"module\": \"keras.layers\", \"class_name\": \"" + className + "\", \"config\": " + config
                + ", \"registered_name\": null}";
    }

    private static void assertRefused(ThrowingCallable call, String message, String inside) {
        assertThatThrownBy(call)
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(message)
                .satisfies(e -> assertThat(((KerasFormatException) e).inside()).isEqualTo(inside))
                .satisfies(e -> assertThat(((KerasFormatException) e).file()).isEmpty());
    }

    @Test
    void shortFormsAreJsonStrings() {
        assertThat(CONFIGS.json(CONFIGS.activation("\"tanh\""))).isEqualTo("\"tanh\"");
        assertThat(CONFIGS.activation("null")).isEqualTo(Activations.linear());
        assertThat(CONFIGS.json(Metrics.get("mae"))).isEqualTo("\"mae\"");
        assertThat(CONFIGS.metric("\"mae\"").name()).isEqualTo("mae");
        assertThat(CONFIGS.json(CONFIGS.initializer("\"zeros\"")))
                .isEqualTo("{\"module\": \"keras.initializers\", \"class_name\": \"Zeros\", \"config\": {},"
                        + " \"registered_name\": null}");
        assertThat(CONFIGS.regularizer("\"l2\"")).isNotNull();
        assertThat(CONFIGS.constraint("\"non_neg\"")).isNotNull();
        assertThat(CONFIGS.loss("\"mse\"").name()).isEqualTo("mean_squared_error");
        assertThat(CONFIGS.optimizer("\"adam\"").learningRate()).isEqualTo(0.001);
    }

    @Test
    void aLayerComesUnbuiltAndAModelThatKnowsItsInputBuilt() {
        GRU gru = GRU.of(2);
        gru.build(Shape.of(Shape.UNKNOWN, 5, 3));
        String json = CONFIGS.json(gru);
        assertThat(json).endsWith(", \"registered_name\": null, \"build_config\": {\"input_shape\": [null, 5, 3]}}");
        assertThat(CONFIGS.layer(json).built()).isFalse();

        assertThat(CONFIGS.layer(CONFIGS.json(Sequential.of(Input.of(5, 3), GRU.of(2))))
                        .countParams())
                .isEqualTo(6 * (3 + 2 + 2));
        assertThat(CONFIGS.layer(CONFIGS.json(Sequential.of(GRU.of(2)))).built())
                .isFalse();
    }

    @Test
    void aTextCannotMakeUsAllocateWithoutLimit() {
        String json =
                CONFIGS.json(Sequential.of(Input.of(5, 3), GRU.of(2))).replace("\"units\": 2", "\"units\": 20000");
        assertRefused(
                () -> CONFIGS.layer(json),
                "layers[1]: GRU 'gru': the model must not have more weights than a text may ask for, 268435456"
                        + " numbers. Received: a layer of 1200300000 weights.",
                "layers[1]");
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    @Test
    void anArgumentThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> CONFIGS.layer(layer("GRUCell", "{\"units\": 3, \"nope\": 1}")))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith("GRUCell: config must have no other keys than [activation, ")
                .hasMessageEndingWith("]. Received: [nope].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"auto\"", "false", "null"})
    void cudnnMayBeLeftOut(String value) {
        assertThat(CONFIGS.json(CONFIGS.layer(layer("GRU", "{\"units\": 3, \"use_cudnn\": " + value + "}"))))
                .isEqualTo(CONFIGS.json(GRU.of(3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | GRU: use_cudnn must be \"auto\" or false, since there is no cuDNN on the JVM. Received: use_cudnn=true.",
                "\"x\" | GRU: use_cudnn must be \"auto\" or false. Received: use_cudnn=\"x\".",
                "1 | GRU: use_cudnn must be \"auto\" or false. Received: use_cudnn=1."
            })
    void cudnnCannotBeDemanded(String value, String message) {
        assertRefused(() -> CONFIGS.layer(layer("GRU", "{\"units\": 3, \"use_cudnn\": " + value + "}")), message, "");
    }

    @Test
    void cudnnIsNoArgumentOfACell() {
        assertThatThrownBy(() -> CONFIGS.layer(layer("GRUCell", "{\"units\": 3, \"use_cudnn\": \"auto\"}")))
                .hasMessageEndingWith("]. Received: [use_cudnn].");
    }

    @Test
    void thePlaceIsThePathInsideTheText() {
        String json = CONFIGS.json(
                Sequential.of(Input.of(5, 3), GRU.builder(2).name("g").build()));
        assertRefused(
                () -> CONFIGS.layer(json.replace("\"units\": 2", "\"units\": \"two\"")),
                "layers[1].units: must be an integer of 32 bits. Received: \"two\".",
                "layers[1].units");
        assertRefused(
                () -> CONFIGS.layer(json.replace("\"units\": 2", "\"units\": 0")),
                "layers[1]: GRUCell: units must be a positive integer. Received: units=0.",
                "layers[1]");
        assertRefused(
                () -> CONFIGS.layer(layer("LSTM", "{\"name\": \"l\"}")),
                "LSTM 'l': must be one of the supported layers " + CONFIGS.layers() + ". Received: class_name=LSTM.",
                "");
    }

    @Test
    void aCellMustBeOne() {
        String dense = layer("Dense", "{\"units\": 1}");
        assertRefused(
                () -> CONFIGS.layer(layer("RNN", "{\"cell\": " + dense + "}")),
                "cell: must be a recurrent cell. Received: " + dense + ".",
                "cell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\": 1,}", "tanh", "\"tanh\" 1", "{\"a\": 1, \"a\": 2}"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> CONFIGS.activation(text))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith("must be JSON. Received: ");
    }

    @Test
    void anEmptyTextIsRefused() {
        assertRefused(() -> CONFIGS.layer(""), "must be JSON. Received: nothing.", "");
    }

    @Test
    void anInitializerOfTheUserHasNoForm() {
        Initializer own = (shape, dtype, generator) -> io.github.gru4j.tensor.Tensor.zeros(dtype, shape);
        assertThatThrownBy(() -> CONFIGS.json(own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("KerasConfigs: io.github.gru4j.keras.KerasConfigsTest$$Lambda")
                .hasMessageContaining(" has no form in Keras configs. Supported: Zeros, Ones, ");
    }

    // ---- threads ----------------------------------------------------------------------------------------------------

    @Test
    void manyThreadsShareOne() throws Exception {
        String expected =
                CONFIGS.json(Dense.builder(2).activation(Activations.relu()).build());
        String cell = CONFIGS.json(GRUCell.of(3));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(() -> CONFIGS.json(CONFIGS.layer(expected)).equals(expected)
                        && CONFIGS.json(CONFIGS.layer(cell)).equals(cell));
            }
            for (Future<Boolean> future : pool.invokeAll(tasks)) {
                assertThat(future.get()).isTrue();
            }
        } finally {
            pool.shutdown();
        }
    }
}
