package io.github.gru4j.cli.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden data can fail: every mistake of {@code mutants.txt}, made in the sources of core and compiled, turns some case
 * that passes into one that does not. {@code target/mutants.txt} tells which.
 */
class MutantsTest {

    /** Quick ones that see much come first: the first file that notices a mutant settles it. */
    private static final List<String> FILES = List.of(
            "gradients.json",
            "dropout.json",
            "keras2/keras2_dropout_mask_facts.json",
            "keras2/keras2_forward.json",
            "forward.json",
            "training.json");

    private static final Path GOLDEN = resource("/golden/README.md").getParent();
    private static final Map<String, Map<String, Boolean>> UNCHANGED = new LinkedHashMap<>();
    private static final List<String> TABLE = new ArrayList<>();

    static List<Mutant> mutants() throws IOException {
        return Mutant.read(resource("/mutants/mutants.txt"));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void someGoldenCaseNoticesTheMistake(Mutant mutant) throws Exception {
        Map<String, byte[]> classes = new MutantCompiler().compile(mutant.className(), mutant.source());
        BiFunction<Path, Path, Map<String, Boolean>> run = run(new MutantLoader(classes));
        String killer = killer(run);
        TABLE.add(mutant + " -> " + (killer == null ? "NOT KILLED" : "killed by " + killer));
        assertThat(killer).as("what notices: %s", mutant).isNotNull();
    }

    private static @Nullable String killer(BiFunction<Path, Path, Map<String, Boolean>> run) {
        for (String file : FILES) {
            Map<String, Boolean> changed = run.apply(GOLDEN, GOLDEN.resolve(file));
            Map<String, Boolean> unchanged =
                    UNCHANGED.computeIfAbsent(file, name -> new GoldenRun().apply(GOLDEN, GOLDEN.resolve(name)));
            assertThat(changed.keySet()).isEqualTo(unchanged.keySet());
            List<String> failed = changed.keySet().stream()
                    .filter(id -> unchanged.get(id) && !changed.get(id))
                    .toList();
            if (!failed.isEmpty()) {
                return file + ": " + failed.get(0) + " (" + failed.size() + " of " + changed.size() + ")";
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // what GoldenRun is, whichever loader it comes from
    private static BiFunction<Path, Path, Map<String, Boolean>> run(ClassLoader loader) throws Exception {
        return (BiFunction<Path, Path, Map<String, Boolean>>)
                loader.loadClass(GoldenRun.class.getName()).getConstructor().newInstance();
    }

    /** Else every mutant would be noticed for the wrong reason. */
    @Test
    void loadedAnewWithoutAMistakeEverythingIsAsBefore() throws Exception {
        String type = "layer/rnn/PackedGRU";
        Mutant none = new Mutant("no mistake", type, "final class PackedGRU {", "final class PackedGRU {");
        assertThat(killer(run(new MutantLoader(new MutantCompiler().compile(none.className(), none.source())))))
                .isNull();
    }

    @Test
    void theListIsLongAndSaysEverythingOnce() throws IOException {
        assertThat(mutants()).hasSizeGreaterThan(80);
        assertThat(mutants().stream().map(Mutant::description)).doesNotHaveDuplicates();
        assertThat(mutants().stream().map(mutant -> mutant.type() + mutant.original() + mutant.replacement()))
                .doesNotHaveDuplicates();
    }

    @AfterAll
    static void report() throws IOException {
        Files.write(Files.createDirectories(Path.of("target")).resolve("mutants.txt"), TABLE);
        TABLE.forEach(System.out::println);
    }

    private static Path resource(String name) {
        try {
            return Path.of(MutantsTest.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
