package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {

    private static final String HEADER = "{'keras_version': '3.16.0', 'format_version': 2, 'cases': [";
    private static final String RELU =
            "{'name': 'relu', 'inputs': [-1.0, 0.0, 2.0, 3.0], 'outputs': [0.0, 0.0, 2.0, 3.0]}";

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text.replace('\'', '"'));
    }

    private CommandRun run() {
        return CommandRun.of("conformance", folder);
    }

    private void fails(String lines) {
        CommandRun run = run();
        assertThat(run.out()).isEqualTo(lines);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void whatAgreesIsOneLineForEachFileInTheOrderOfTheirPaths() throws IOException {
        write("b.json", HEADER + RELU + "]}");
        write("sub/folder/a.json", HEADER + RELU + ", " + RELU + "]}");
        CommandRun run = run();
        assertThat(run.out())
                .isEqualTo("b.json: 1 passed, 0 failed, max error 0 (tolerance 1e-5 * max(1, |expected|))\n"
                        + "sub/folder/a.json: 2 passed, 0 failed, max error 0 (tolerance 1e-5 * max(1, |expected|))\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void aPerturbedNumberIsFoundWithItsPlaceAndSize() throws IOException {
        write("a.json", HEADER + RELU + ", " + RELU.replace("0.0, 2.0, 3.0]}", "0.0, 2.0001, 3.001]}") + "]}");
        fails("a.json: 1 passed, 1 failed, max error 3.3e-04 (tolerance 1e-5 * max(1, |expected|))\n"
                + "  failed: relu #2: float32: outputs at [2]: expected 2.0001, received 2.0, difference 1.0e-04"
                + " (allowed 2.0e-05); the first of 2 of 4 that differ\n");
    }

    @Test
    void aShapeThatDiffersIsFound() throws IOException {
        write("a.json", HEADER + RELU.replace("2.0, 3.0]}", "2.0]}") + "]}");
        fails("a.json: 0 passed, 1 failed, max error 0 (tolerance 1e-5 * max(1, |expected|))\n"
                + "  failed: relu #1: float32: outputs: expected shape (3,), received (4,)\n");
    }

    @Test
    void aNumberThatIsNotFiniteMustBeSoInKind() throws IOException {
        write("a.json", HEADER + RELU.replace("2.0, 3.0]}", "'NaN', 'Infinity']}") + "]}");
        fails("a.json: 0 passed, 1 failed, max error 0 (tolerance 1e-5 * max(1, |expected|))\n"
                + "  failed: relu #1: float32: outputs at [2]: expected NaN, received 2.0; the first of 2 of 4 that"
                + " differ\n");
    }

    @Test
    void aCaseThatThrowsFailsWithItsReason() throws IOException {
        write("a.json", HEADER + RELU.replace("'relu'", "'nope'") + "]}");
        assertThat(run().out())
                .startsWith("a.json: 0 passed, 1 failed, max error 0 (tolerance 1e-5 * max(1, |expected|))\n"
                        + "  failed: nope #1: IllegalArgumentException: Activations: identifier must be one of ");
        assertThat(run().code()).isEqualTo(1);
    }

    @Test
    void aCaseOfAnotherKindThanItsFileFails() throws IOException {
        write("a.json", HEADER + RELU + ", {'id': 'odd', 'what': 1}, 7]}");
        fails("a.json: 1 passed, 2 failed, max error 0 (tolerance 1e-5 * max(1, |expected|))\n"
                + "  failed: odd: is not of the kind of the file's other cases: its keys are [id, what]\n"
                + "  failed: #3: is not of the kind of the file's other cases: 7\n");
    }

    @Test
    void aCaseThatComparesNothingFails() throws IOException {
        write(
                "a.json",
                HEADER + "{'id': 'x', 'layer': {'class_name': 'GRU', 'config': {'units': 1}}, 'kind': 'gru',"
                        + " 'implementation': 2, 'build_shape': [null, null, 1], 'weights': [], 'calls': [],"
                        + " 'float64_max_abs_diff': 0}]}");
        assertThat(run().code()).isEqualTo(1);
        assertThat(run().out()).startsWith("a.json: 0 passed, 1 failed, ");
    }

    @Test
    void whatCannotBeInterpretedIsSaid() throws IOException {
        write("broken.json", HEADER);
        write("empty.json", "");
        write("header.json", "{'cases': []}");
        write("list.json", "[1]");
        write("none.json", HEADER + "]}");
        write("other.json", HEADER + "{'a': 1, 'b': 2}]}");
        write("trailing.json", HEADER + RELU + "]} x");
        write("version.json", HEADER.replace("2", "3") + RELU + "]}");
        CommandRun run = run();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines().toList()).hasSize(8).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("broken.json: cannot be interpreted: it is not JSON: ");
            assertThat(lines.get(1)).startsWith("empty.json: cannot be interpreted: it ");
            assertThat(lines.get(2))
                    .isEqualTo("header.json: cannot be interpreted: it has no header key 'keras_version'; its keys"
                            + " are [cases]");
            assertThat(lines.get(3))
                    .isEqualTo("list.json: cannot be interpreted: it must hold a JSON object, but holds [1]");
            assertThat(lines.get(4)).isEqualTo("none.json: cannot be interpreted: its list 'cases' is empty");
            assertThat(lines.get(5))
                    .isEqualTo("other.json: cannot be interpreted: its items are of no known kind; the first has"
                            + " the keys [a, b]");
            assertThat(lines.get(6)).startsWith("trailing.json: cannot be interpreted: it is not JSON: ");
            assertThat(lines.get(7))
                    .isEqualTo("version.json: cannot be interpreted: 'format_version' must be 2, but is 3");
        });
    }

    @Test
    void aModelFileThatIsMissingIsNamed() throws IOException {
        write(
                "models.json",
                "{'keras_version': '3.16.0', 'format_version': 2, 'models': [{'name': 'm', 'files': {'.keras':"
                        + " 'models/m.keras'}, 'inputs': [], 'outputs': [], 'config': {}}]}");
        fails(
                "models.json: 0 passed, 1 failed, max error 0 (tolerance 1e-5 * max(1, |expected|); stored values exact)\n"
                        + "  failed: m: the case names the file 'models/m.keras', which does not exist\n");
    }

    @Test
    void anEmptyFolderIsNoSuccess() {
        CommandRun run = run();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("gru4j: " + folder + ": holds no .json file.\n");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void aFolderThatDoesNotExistAndAFileAreUserErrors() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        CommandRun missing = CommandRun.of("conformance", nowhere);
        assertThat(missing.err()).isEqualTo("gru4j: " + nowhere + ": there is no such folder.\n");
        assertThat(missing.code()).isEqualTo(2);
        Path file = write("a.json", HEADER + RELU + "]}");
        CommandRun run = CommandRun.of("conformance", file);
        assertThat(run.err())
                .isEqualTo("gru4j: " + file + ": is a file. Name the folder that holds the golden files.\n");
        assertThat(run.code()).isEqualTo(2);
    }

    /** The name of a file says nothing: what is in it does. */
    @Test
    void aFileIsRecognisedByItsContents() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/golden/activations.json")) {
            Files.write(folder.resolve("losses.JSON"), in.readAllBytes());
        }
        assertThat(run().out()).startsWith("losses.JSON: 39 passed, 0 failed, max error 8.2e-07 (");
        assertThat(run().code()).isZero();
    }

    @Test
    void decidedDifferencesAreListedBelowTheirFile() throws IOException {
        write(
                "e.json",
                HEADER + "{'expression': 'GRUCell(3, dropout=1.5).dropout', 'raises': null, 'value': 1.0},"
                        + " {'expression': 'GRUCell(9)', 'raises': null, 'value': 1.0}]}");
        fails("e.json: 1 passed, 1 failed, max error 0 (tolerance none: rejected, or the same value)\n"
                + "  differs by decision 0004: GRUCell(3, dropout=1.5).dropout: a rate above 1 is rejected, not clamped\n"
                + "  failed: GRUCell(9): no counterpart of this expression is known\n");
    }
}
