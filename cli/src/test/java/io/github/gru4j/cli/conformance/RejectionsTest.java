package io.github.gru4j.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.gru4j.cli.conformance.ErrorCases.Counterpart;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What Keras rejects is rejected for the reason that is meant: {@code rejections.txt} has the message of each. */
class RejectionsTest {

    private static final String SEPARATOR = " -> ";

    private static Map<String, String> expected() throws IOException, URISyntaxException {
        Path list = Path.of(Objects.requireNonNull(RejectionsTest.class.getResource("/conformance/rejections.txt"))
                .toURI());
        Map<String, String> messages = new LinkedHashMap<>();
        for (String line : Files.readAllLines(list)) {
            int at = line.indexOf(SEPARATOR);
            assertThat(messages.put(line.substring(0, at), line.substring(at + SEPARATOR.length())))
                    .isNull();
        }
        return messages;
    }

    /** By name, the counterparts of all that Keras rejects and we do, too. */
    private static Map<String, Counterpart> rejected() {
        Map<String, Counterpart> all = new LinkedHashMap<>();
        for (JsonNode item : items("errors.json")) {
            String id = item.get("expression").stringValue();
            add(all, id, ErrorExpressions.TABLE.get(id), !item.get("raises").isNull());
        }
        for (JsonNode item : items("keras2/keras2_dropout_mask_facts.json")) {
            String id = item.get("id").stringValue();
            JsonNode result = item.get("result");
            add(all, id, Facts.of(id, result), result.has("raises"));
        }
        return all;
    }

    private static Iterable<JsonNode> items(String file) {
        return GoldenFile.read(ConformanceTest.golden().resolve(file)).items();
    }

    private static void add(Map<String, Counterpart> all, String id, Counterpart counterpart, boolean raises) {
        if (raises && counterpart.decision() == null) {
            all.put(id, counterpart);
        }
    }

    @Test
    void everyRejectionHasItsMessageInTheList() throws Exception {
        assertThat(expected().keySet()).containsExactlyElementsOf(rejected().keySet());
    }

    @TestFactory
    Stream<DynamicTest> isRejectedForTheReasonThatIsMeant() throws Exception {
        Map<String, String> expected = expected();
        return rejected().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(), () -> rejects(entry.getValue(), expected.get(entry.getKey()))));
    }

    /** A list of names in a message is tested where it is made. */
    private static void rejects(Counterpart counterpart, String expected) {
        counterpart.legal().evaluate();
        Throwable error = catchThrowable(counterpart.expression()::evaluate);
        assertThat(error).isNotNull();
        assertThat(error.getMessage().replaceAll("\\[[a-zA-Z0-9_]+(, [a-zA-Z0-9_]+){2,}]", "[…]"))
                .isEqualTo(expected);
    }
}
