package io.github.gru4j.cli;

import io.github.gru4j.cli.conformance.Conformance;
import io.github.gru4j.cli.conformance.FileReport;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.report.CaseProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gru4j conformance}: does this build compute what Keras computed? */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j conformance DIR",
        descriptionHeading = "%n",
        description = {
            "Runs every case of every file of golden data in a folder against this build.",
            "",
            "Prints a line for each file, and below it each case that failed, with what was expected and what was"
                    + " received, and each that differs from Keras by a decision recorded in docs/decisions. The exit code"
                    + " is 0 if every case of every file passed, and 1 if a case failed or a file could not be"
                    + " interpreted.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Golden data are JSON files with numbers that Keras computed: one object with header keys (keras_version,"
                    + " format_version) and a list of cases. What kind of cases a file holds is told by what is in it. Every"
                    + " .json file in the folder and the folders below it is run; none is skipped.",
            "",
            "Example:",
            "  gru4j conformance golden"
        })
final class ConformanceCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "DIR", description = "A folder of golden data.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    ConformanceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Path> files = Conformance.files(directory);
        if (files.isEmpty()) {
            console.err().println("gru4j: " + UserError.oneLine(directory + ": holds no .json file."));
            return ExitCodes.DIFFERS;
        }
        boolean passed = true;
        for (Path file : files) {
            FileReport report;
            try (CaseProgress progress = new CaseProgress(
                    console.err(), console.interactive(), file.getFileName().toString())) {
                report = Conformance.run(directory, file, progress::cases);
            }
            report.lines().forEach(console.out()::println);
            console.out().flush();
            passed &= report.passed();
        }
        return passed ? ExitCodes.OK : ExitCodes.DIFFERS;
    }
}
