package io.github.gru4j.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.data.Element;
import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsbChoralesTest {

    private static final String SMALL = """
            {"keys": 88,
             "train": [[[0, 87], [], [5]], [[1],[2]]],
             "valid": [[[3],[4]]], "test": [[[6,7,8],[9]]]}
            """;

    @Test
    void everySoundingKeyIsOneAndAllOthersAreZero() {
        JsbChorales chorales = JsbChorales.read("small.json", SMALL);

        Tensor first = chorales.train().get(0);
        assertThat(first.shape().toString()).isEqualTo("(3, 88)");
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.getAt(i)).isEqualTo(i == 0 || i == 87 || i == 2 * 88 + 5 ? 1 : 0);
        }
        assertThat(chorales.train()).hasSize(2);
        assertThat(chorales.valid())
                .singleElement()
                .satisfies(roll -> assertThat(roll.get(1, 4)).isEqualTo(1));
        assertThat(chorales.test())
                .singleElement()
                .satisfies(roll -> assertThat(roll.get(0, 8)).isEqualTo(1));
    }

    @Test
    void targetsAreTheChordsThatFollow() {
        Tensor roll = JsbChorales.read("small.json", SMALL).train().get(0);
        Element sample = JsbChorales.nextChords(java.util.List.of(roll)).get(0);

        assertThat(sample.inputs().get(0).floats())
                .containsExactly(java.util.Arrays.copyOfRange(roll.floats(), 0, 2 * 88));
        assertThat(sample.targets().get(0).floats())
                .containsExactly(java.util.Arrays.copyOfRange(roll.floats(), 88, 3 * 88));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                              | '{' before character 1. Received: the end of the file.",
                "[]                            | '{' before character 1. Received: '['.",
                "{\"keys\": 88, \"train\": [[[1],[ | a whole number of at most 9 digits before character 30."
                        + " Received: the end of the file.",
                "{\"keys\": 8.5}                | '}' before character 11. Received: '.'.",
                "{\"keys\": 9999999999}         | a whole number of at most 9 digits before character 10. Received: '9'.",
                "{\"keys                        | a name in quotation marks before character 3. Received: the end of the"
                        + " file.",
                "{\"notes\": 88}                | one of keys, train, valid and test as a name before character 10."
                        + " Received: \"notes\".",
                "{\"test\": [[[1],[88]]]}       | keys from 0 to 87 before character 19. Received: key 88.",
                "{\"test\": [[[1],[-1]]]}       | keys from 0 to 87 before character 19. Received: key -1.",
                "{\"test\": [[[1]]]}            | chorales of two steps and more before character 16. Received: 1 steps.",
                "{\"test\": []}                 | a chorale in each split before character 12. Received: none.",
                "{\"test\": [[[1],[2],]]}       | '[' before character 20. Received: ']'.",
                "{\"keys\": 88} x               | nothing more before character 14. Received: 'x'.",
                "{\"keys\": 88}                 | 88 keys and the splits train, valid and test before character 13."
                        + " Received: keys=88, splits []."
            })
    void brokenFileIsRefusedByPlace(String json, String error) {
        assertThatThrownBy(() -> JsbChorales.read("broken.json", json == null ? "" : json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JsbChorales: broken.json must hold " + error);
    }

    @Test
    void everyShorterFileIsRefused() {
        String whole = SMALL.strip();
        for (int length = 0; length < whole.length(); length++) {
            String part = whole.substring(0, length);
            assertThatThrownBy(() -> JsbChorales.read("part.json", part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("JsbChorales: part.json must hold ");
        }
    }
}
