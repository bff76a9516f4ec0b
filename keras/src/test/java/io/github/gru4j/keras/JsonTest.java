package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static final Place PLACE = Place.of("model.keras").entry("config.json");

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "-2.5, -2.5",
        "1e-7, 1e-07",
        "1.5e-7, 1.5e-07",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.25e100, 1.25e+100",
        "0.0010000000474974513, 0.0010000000474974513",
        "2e-3, 0.002",
        "2e23, 2e+23",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308"
    })
    void numbersAreWrittenAsPythonWritesThem(double value, String text) {
        assertThat(Json.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru_dense", "gru_regularized", "functional_residual"})
    void aConfigOfKerasIsWrittenBackByteForByte(String model) throws IOException {
        ArchiveReader archive = ArchiveReader.read(Golden.file("models/" + model + ".keras"));
        String written = Json.write(Json.parse(archive.config(), PLACE));
        assertThat(written).isEqualTo(new String(archive.config(), StandardCharsets.UTF_8));
    }

    @Test
    void textOutsideAsciiIsEscapedAsPythonEscapesIt() {
        assertThat(Json.write(Json.object().put("é\"\\\n\u0001", "😀")))
                .isEqualTo("{\"\\u00e9\\\"\\\\\\n\\u0001\": \"\\ud83d\\ude00\"}");
    }

    @Test
    void bareNaNAndInfinityAreRead() {
        var node = parse("{\"a\": NaN, \"b\": -Infinity}");
        assertThat(node.get("a").doubleValue()).isNaN();
        assertThat(node.get("b").doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[1]", "{", "{\"a\": 1} x", "{\"a\": 1, \"a\": 2}", "{\"a\": nul}", "\u0000", "{'a': 1}"})
    void whatIsNoJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("JSON");
    }

    @Test
    void deepNestingIsRefusedAndDoesNotOverflowTheStack() {
        assertThatThrownBy(() -> parse("{\"a\": " + "[".repeat(1_000_000)))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void hugeNumbersAreRefused() {
        assertThatThrownBy(() -> parse("{\"a\": " + "9".repeat(100_000) + "}"))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("must be JSON");
    }

    private static tools.jackson.databind.node.ObjectNode parse(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), PLACE);
    }
}
