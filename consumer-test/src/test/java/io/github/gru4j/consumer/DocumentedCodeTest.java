package io.github.gru4j.consumer;

import static io.github.gru4j.consumer.Strangers.JARS;
import static io.github.gru4j.consumer.Strangers.compile;
import static io.github.gru4j.consumer.Strangers.join;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every Java snippet in the documents compiles and runs as it stands there, against the packaged jars.
 *
 * <p>The rules: the snippets under one heading of level two are one program, in their order. A snippet of imports alone
 * goes in front of all programs of its document; a document without one sees {@link #IMPORTS}. A comment
 * {@code <!-- java … -->} is a snippet that readers do not see. What a snippet prints is the block {@code text} right
 * behind it, line by line, where {@code …} stands for what may differ from run to run; without such a block a snippet
 * prints nothing.
 */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("..");

    /** What a document need not say. */
    private static final String IMPORTS = Stream.of(
                    "activation",
                    "constraint",
                    "data",
                    "initializer",
                    "keras",
                    "layer",
                    "layer.rnn",
                    "loss",
                    "metric",
                    "model",
                    "optimizer",
                    "random",
                    "regularizer",
                    "streaming",
                    "tensor")
            .map(name -> "import io.github.gru4j." + name + ".*;\n")
            .collect(joining("", "import java.nio.file.*;\nimport java.util.*;\n", ""));

    /** How a program begins, on one line. */
    private static final String HEAD =
            "package documented; %s final class %s { public static void main(String[] args) throws Exception {";

    /** Comes before the line number of a snippet in what the programs print. */
    private static final String SNIPPET = "\u0001snippet ";

    @TempDir
    private Path folder;

    /** All documents with Java in them. */
    static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> root = Files.list(ROOT);
                Stream<Path> folders = Files.list(ROOT)) {
            List<Path> found = new ArrayList<>();
            Stream<Path> readmes = folders.map(folder -> folder.resolve("README.md"));
            for (Path path : Stream.of(root, readmes, docs)
                    .flatMap(paths -> paths)
                    .distinct()
                    .sorted()
                    .toList()) {
                if (path.toString().endsWith(".md")
                        && Files.isRegularFile(path)
                        && !CodeBlock.of(path).isEmpty()) {
                    found.add(path);
                }
            }
            return found;
        }
    }

    @Test
    void theGuideAndTheReadmeAreAmongTheDocuments() throws IOException {
        assertThat(documents()).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/working-with-rnns.md"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everySnippetRunsAndPrintsWhatItsDocumentSays(Path document) throws Exception {
        List<CodeBlock> blocks = CodeBlock.of(document);
        Map<Integer, List<CodeBlock>> sections = blocks.stream()
                .filter(block -> !block.isImports())
                .collect(groupingBy(CodeBlock::section, TreeMap::new, toList()));
        String imports = blocks.stream()
                .filter(CodeBlock::isImports)
                .map(CodeBlock::code)
                .collect(joining("\n"));

        List<Object> sources = new ArrayList<>();
        StringBuilder main = new StringBuilder(HEAD.formatted("", "Main"));
        for (Map.Entry<Integer, List<CodeBlock>> section : sections.entrySet()) {
            String name = "Section" + section.getKey();
            sources.add(write(name, program(name, imports.isEmpty() ? IMPORTS : imports, section.getValue())));
            main.append(name).append(".main(args);\n");
        }
        sources.add(write("Main", main.append("}}").toString()));
        Path classes = folder.resolve("classes");
        compile(Stream.concat(Stream.of("-d", classes, "--class-path", join(JARS)), sources.stream())
                .toArray());
        List<String> printed = Strangers.run(
                folder, true, List.of("--class-path", classes + File.pathSeparator + join(JARS), "documented.Main"));

        Map<Integer, List<String>> bySnippet = bySnippet(printed);
        for (CodeBlock block : blocks) {
            if (!block.isImports()) {
                assertThat(bySnippet).as("%s:%d ran", document, block.line()).containsKey(block.line());
                List<String> lines = bySnippet.get(block.line());
                assertThat(block.prints().stream().map(DocumentedCodeTest::pattern))
                        .as("%s:%d printed%n%s", document, block.line(), String.join("\n", lines))
                        .zipSatisfy(lines, (pattern, line) -> assertThat(line).matches(pattern));
            }
        }
    }

    /** A class whose lines are those of the document, so that errors and stack traces name the right one. */
    private static String program(String name, String imports, List<CodeBlock> blocks) {
        StringBuilder source = new StringBuilder(HEAD.formatted(imports.replace('\n', ' '), name));
        int line = 1;
        for (CodeBlock block : blocks) {
            source.append("\n".repeat(block.line() - 1 - line));
            source.append(" System.out.println(\"")
                    .append(SNIPPET)
                    .append(block.line())
                    .append("\");\n");
            source.append(block.code()).append('\n');
            line = block.line() + block.code().split("\n", -1).length;
        }
        return source.append("}}").toString();
    }

    private Path write(String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name + ".java"), source);
    }

    /** What each snippet printed, by its line. */
    private static Map<Integer, List<String>> bySnippet(List<String> printed) {
        Map<Integer, List<String>> all = new TreeMap<>();
        List<String> current = new ArrayList<>();
        for (String line : printed) {
            if (line.startsWith(SNIPPET)) {
                current = new ArrayList<>();
                all.put(Integer.parseInt(line.substring(SNIPPET.length())), current);
            } else {
                current.add(line);
            }
        }
        return all;
    }

    private static Pattern pattern(String line) {
        return Pattern.compile(
                Stream.of(line.split("…", -1)).map(Pattern::quote).collect(joining(".*")));
    }
}
