package io.github.gru4j.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** All golden data of Keras against this build. */
class ConformanceTest {

    /** How many cases each file holds: all of them are run. */
    private static final TreeMap<String, Integer> CASES = new TreeMap<>();

    static {
        CASES.put("activations.json", 39);
        CASES.put("configs.json", 47);
        CASES.put("dropout.json", 64);
        CASES.put("errors.json", 61);
        CASES.put("forward.json", 261);
        CASES.put("gradients.json", 48);
        CASES.put("initializers.json", 29);
        CASES.put("keras2/keras2_dropout_mask_facts.json", 96);
        CASES.put("keras2/keras2_forward.json", 48);
        CASES.put("keras2/keras2_training.json", 15);
        CASES.put("keras2/keras3_reads_keras2.json", 19);
        CASES.put("keras2/models.json", 19);
        CASES.put("losses.json", 122);
        CASES.put("metrics.json", 58);
        CASES.put("models.json", 18);
        CASES.put("optimizers.json", 35);
        CASES.put("regularizers_constraints.json", 28);
        CASES.put("training.json", 40);
    }

    static Path golden() {
        return resource("/golden/README.md").getParent();
    }

    private static Path resource(String name) {
        try {
            return Path.of(ConformanceTest.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code FILE: ID} of every case that needs what the library has not; the list is wrong as soon as one passes. */
    private static TreeSet<String> expectedFailures(String file) {
        return lines(resource("/conformance/expected-failures.txt")).stream()
                .filter(line -> line.startsWith(file + ": "))
                .map(line -> line.substring(file.length() + 2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @TestFactory
    Stream<DynamicTest> everyCaseOfEveryFileAgreesWithKeras() {
        return Conformance.files(golden()).stream().map(path -> {
            String name = golden().relativize(path).toString().replace('\\', '/');
            return DynamicTest.dynamicTest(name, () -> agrees(name, path));
        });
    }

    private static void agrees(String name, Path path) {
        FileReport report = Conformance.run(golden(), path, Conformance.Progress.NONE);
        assertThat(report.problem()).isNull();
        assertThat(report.file()).isEqualTo(name);
        assertThat(report.results()).hasSize(CASES.get(name));
        assertThat(report.results().stream().map(CaseResult::id)).doesNotHaveDuplicates();
        TreeMap<String, String> failures = new TreeMap<>();
        report.failures().forEach(failure -> failures.put(failure.id(), failure.failure()));
        assertThat(failures.keySet()).as("%s", failures).isEqualTo(expectedFailures(name));
        report.results()
                .forEach(result -> result.decisions()
                        .forEach(decision -> assertThat(decisions(decision))
                                .as("the decision record names the case")
                                .contains("`" + result.id() + "`")));
    }

    /** The record that a line {@code decision NNNN: …} names, and the one that lists such cases. */
    private static String decisions(String decision) {
        String number = decision.substring("decision ".length(), decision.indexOf(':'));
        try (Stream<Path> records = Files.list(Path.of("..", "docs", "decisions"))) {
            List<Path> named = records.filter(record -> {
                        String name = record.getFileName().toString();
                        return name.startsWith(number + "-") || name.startsWith("0009-");
                    })
                    .toList();
            assertThat(named).as("record %s", number).hasSize(number.equals("0009") ? 1 : 2);
            return named.stream().flatMap(record -> lines(record).stream()).collect(Collectors.joining(" "));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noFileOfTheGoldenDataIsMissing() {
        assertThat(Conformance.files(golden()).stream()
                        .map(path -> golden().relativize(path).toString().replace('\\', '/')))
                .containsExactlyElementsOf(CASES.keySet());
    }

    @Test
    void expectedFailuresAreOfFilesThatExist() {
        assertThat(lines(resource("/conformance/expected-failures.txt")))
                .allMatch(line -> CASES.containsKey(line.substring(0, line.indexOf(": "))))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void everyItemBelongsToOneKind() {
        for (Path path : Conformance.files(golden())) {
            GoldenFile.read(path)
                    .items()
                    .forEach(item -> assertThat(CaseKinds.ALL.stream().filter(kind -> kind.owns(item)))
                            .as("%s %s", path, CaseIds.of(item, 0))
                            .hasSize(1));
        }
    }
}
