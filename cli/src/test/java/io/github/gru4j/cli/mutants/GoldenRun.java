package io.github.gru4j.cli.mutants;

import io.github.gru4j.cli.conformance.CaseResult;
import io.github.gru4j.cli.conformance.Conformance;
import io.github.gru4j.cli.conformance.FileReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Runs the cases of a golden file with the gru4j of the loader that loaded this class. Speaks in types of the JDK alone, so
 * that any loader's instance can be asked.
 */
public final class GoldenRun implements BiFunction<Path, Path, Map<String, Boolean>> {

    /** For the loader. */
    public GoldenRun() {}

    /** Which cases pass, by id, in the order of the file. */
    @Override
    public Map<String, Boolean> apply(Path folder, Path file) {
        FileReport report = Conformance.run(folder, file, Conformance.Progress.NONE);
        Map<String, Boolean> passed = new LinkedHashMap<>();
        for (CaseResult result : report.results()) {
            passed.put(result.id(), result.passed());
        }
        return passed;
    }
}
