package io.github.gru4j.cli.conformance;

import io.github.gru4j.cli.io.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs golden files. Stateless. */
public final class Conformance {

    private static final List<Cases> KINDS = CaseKinds.ALL;

    private Conformance() {}

    /** Sees the cases go by. */
    @FunctionalInterface
    public interface Progress {

        /** Nobody watches. */
        Progress NONE = (done, total) -> {};

        /** So many cases of a file are done. */
        void cases(int done, int total);
    }

    /**
     * Every JSON file below a directory, in the order of their paths.
     *
     * @throws UserError if there is no such directory, or it cannot be read
     */
    public static List<Path> files(Path directory) {
        if (!Files.exists(directory)) {
            throw new UserError(directory + ": there is no such folder.");
        }
        if (!Files.isDirectory(directory)) {
            throw new UserError(directory + ": is a file. Name the folder that holds the golden files.");
        }
        try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(path -> path.toString().toLowerCase(Locale.ROOT).endsWith(".json"))
                    .filter(path -> !Files.isDirectory(path))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(directory + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Runs every case of a file. Never throws for what is in the file: what cannot be interpreted or run is reported.
     *
     * @param directory what the file's name in the report is relative to
     * @param path the file
     * @param progress told after every case
     */
    public static FileReport run(Path directory, Path path, Progress progress) {
        String name = StreamSupport.stream(directory.relativize(path).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
        try {
            GoldenFile file = GoldenFile.read(path);
            return run(file, kind(file), name, progress);
        } catch (GoldenFormatException e) {
            return FileReport.uninterpreted(name, String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            return FileReport.uninterpreted(name, "it is nested too deeply");
        }
    }

    /** The kind of a file is that of its first case that has one. */
    static Cases kind(GoldenFile file) {
        for (JsonNode item : file.items()) {
            for (Cases kind : KINDS) {
                if (kind.owns(item)) {
                    return kind;
                }
            }
        }
        JsonNode first = file.items().get(0);
        throw new GoldenFormatException("its items are of no known kind; the first "
                + (first.isObject() ? "has the keys " + first.propertyNames() : "is " + GoldenArrays.shown(first)));
    }

    private static FileReport run(GoldenFile file, Cases kind, String name, Progress progress) {
        List<CaseResult> results = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode item : file.items()) {
            String id = CaseIds.of(item, results.size());
            results.add(
                    ids.add(id)
                            ? run(file, kind, item, id)
                            : new CaseResult(id, 0, "another case before it has the same id", List.of()));
            progress.cases(results.size(), file.items().size());
        }
        return new FileReport(name, List.copyOf(results), kind.tolerance(), null);
    }

    /** Runs one case, which fails if it throws. */
    static CaseResult run(GoldenFile file, Cases kind, JsonNode item, String id) {
        if (!kind.owns(item)) {
            String what = item.isObject() ? "its keys are " + item.propertyNames() : GoldenArrays.shown(item);
            return new CaseResult(id, 0, "is not of the kind of the file's other cases: " + what, List.of());
        }
        Check check = new Check(Tolerance.EXACT);
        try {
            GoldenArrays.only(item, kind.keys());
            check = new Check(kind.tolerance(item));
            kind.run(file, (ObjectNode) item.deepCopy(), check);
        } catch (GoldenFormatException e) {
            check.fail("the case " + e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            check.fail(e.getClass().getSimpleName() + ": " + UserError.oneLine(String.valueOf(e.getMessage())));
        }
        return check.result(id);
    }
}
