package io.github.gru4j.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.cli.events.LineFormat.BadLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatsTest {

    private static final List<String> NAMES = List.of("a", "b");

    private static float[] read(LineFormat format, String line) throws BadLine {
        float[] event = new float[2];
        format.read(line, event);
        return event;
    }

    @Test
    void csvWithAHeaderFindsFeaturesByName() throws BadLine {
        LineFormat format = LineFormats.of("b;time;\"a\"", NAMES, 2, null);
        assertThat(format.headerAnswer(1)).isEqualTo("prediction");
        assertThat(format.headerAnswer(2)).isEqualTo("prediction_1;prediction_2");
        assertThat(read(format, "1.5;noon; -2 ")).containsExactly(-2, 1.5f);
        assertThat(format.write(new float[] {0.1f, 2})).isEqualTo("0.1;2.0");
    }

    @Test
    void csvWithoutAHeaderIsTheFeaturesInOrder() throws BadLine {
        LineFormat format = LineFormats.of("1,2", List.of(), 2, null);
        assertThat(format.headerAnswer(1)).isNull();
        assertThat(read(format, "1,2e3")).containsExactly(1, 2000);
        assertThat(format.write(new float[] {0.1f})).isEqualTo("0.1");
    }

    @Test
    void jsonObjectsAndArrays() throws BadLine {
        LineFormat format = LineFormats.of("{}", NAMES, 2, null);
        assertThat(read(format, "{\"b\": 1, \"c\": \"x\", \"a\": 2.5}")).containsExactly(2.5f, 1);
        assertThat(format.write(new float[] {0.1f})).isEqualTo("{\"prediction\":0.1}");
        assertThat(format.write(new float[] {0.1f, 2})).isEqualTo("{\"prediction\":[0.1,2.0]}");
        assertThat(read(format, "[3, 4]")).containsExactly(3, 4);
        assertThat(format.write(new float[] {0.1f})).isEqualTo("[0.1]");
        LineFormat unnamed = LineFormats.of("{}", List.of(), 2, null);
        assertThat(read(unnamed, "{\"y\": 1, \"x\": 2}")).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "1,2 # 1,x # 'b' is not a number: 'x'",
                "1,2 # 1, # 'b' is not a number: ''",
                "1,2 # 1,NaN # 'b' is not a number: 'NaN'",
                "1,2 # 1,2,3 # has 3 cells where the first line has 2",
                "{} # {\"a\":1} # field 'b' is missing",
                "{} # {\"a\":1,\"b\":null} # field 'b' is not a number: null",
                "{} # {\"a\":1,\"b\":\"2\"} # field 'b' is not a number: \"2\"",
                "{} # [1] # has 1 value, but the model reads 2",
                "{} # [1,true] # value 2 is not a number: true",
                "{} # [1,NaN] # value 2 is not a number: NaN",
                "{} # [1,1e300] # value 2 is not a number: 1.0E300",
                "{} # 17 # must be a JSON object or array, but is 17"
            })
    void badLinesSayWhy(String first, String line, String message) throws BadLine {
        LineFormat format = LineFormats.of(first, NAMES, 2, null);
        assertThatThrownBy(() -> read(format, line)).isInstanceOf(BadLine.class).hasMessage(message);
    }

    @Test
    void lineThatIsNoJson() throws BadLine {
        LineFormat format = LineFormats.of("{}", NAMES, 2, null);
        assertThatThrownBy(() -> read(format, "{\"a\": "))
                .isInstanceOf(BadLine.class)
                .hasMessageStartingWith("is not JSON: ");
    }

    @Test
    void headerWithoutTheFeatures() {
        assertThatThrownBy(() -> LineFormats.of("a,c", NAMES, 2, null))
                .isInstanceOf(BadLine.class)
                .hasMessage("the header has no column 'b'. Its columns are 'a', 'c'");
        assertThatThrownBy(() -> LineFormats.of("1,2,3", NAMES, 2, null))
                .isInstanceOf(BadLine.class)
                .hasMessage("has 3 cells, but the model reads 2");
    }
}
