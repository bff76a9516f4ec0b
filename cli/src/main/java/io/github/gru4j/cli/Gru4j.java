package io.github.gru4j.cli;

import io.github.gru4j.cli.io.StandardOutput;
import io.github.gru4j.cli.io.Suggestions;
import io.github.gru4j.cli.io.UserError;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code gru4j}: train a recurrent model on a table, use it, look into it. */
@Command(
        name = "gru4j",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        descriptionHeading = "%n",
        description = {
            "Trains GRU models on tables of numbers and on texts, saves them as Keras files, and runs Keras files of GRU models.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "Options:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j train --demo",
            "  gru4j train weather.csv --target temperature --window 48",
            "  gru4j predict model.keras weather.csv --out predictions.csv",
            "  gru4j inspect model.keras",
            "  gru4j convert old.h5 model.keras",
            "",
            "'gru4j COMMAND --help' explains a command."
        })
public final class Gru4j implements Runnable {

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "After an error, also print where in the program it happened.")
    private boolean stacktrace;

    private Gru4j(Console console) {
        this.console = console;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        // Which kernels were chosen and why is part of what commands print; the same as a log line would only be noise.
        Logger.getLogger("").setLevel(Level.WARNING);
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        Console console = Console.ofProcess(output);
        int code = run(console, args);
        if (code == ExitCodes.OK && output.failure().isPresent()) {
            code = new Gru4j(console).report(output.failure().get());
        }
        System.exit(code);
    }

    /**
     * Runs one command.
     *
     * @param console what it reads and writes
     * @param args the command line
     * @return the exit code, see {@link ExitCodes}
     */
    public static int run(Console console, String... args) {
        Gru4j gru4j = new Gru4j(console);
        CommandLine line = new CommandLine(gru4j)
                .addSubcommand(new TrainCommand(console))
                .addSubcommand(new EvaluateCommand(console))
                .addSubcommand(new PredictCommand(console))
                .addSubcommand(new GenerateCommand(console))
                .addSubcommand(new StreamCommand(console))
                .addSubcommand(new InspectCommand(console))
                .addSubcommand(new ConvertCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new ConformanceCommand(console))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(console.interactive())
                .setExecutionExceptionHandler((e, command, parsed) -> gru4j.report(e))
                .setParameterExceptionHandler((e, rest) -> gru4j.reportUsage(e));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return gru4j.report(e);
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }

    private int report(Throwable error) {
        int code = ExitCodes.DEFECT;
        if (error instanceof UserError) {
            console.err().println("gru4j: " + error.getMessage());
            code = ExitCodes.USER_ERROR;
        } else if (error instanceof OutOfMemoryError) {
            console.err()
                    .println("gru4j: the Java heap of " + Runtime.getRuntime().maxMemory() / (1 << 20)
                            + " MB is too small for this. Give more with GRU4J_JAVA_OPTS=-Xmx16g, use a smaller --window, or"
                            + " fewer rows with --query.");
        } else {
            console.err()
                    .println("gru4j: unexpected " + error.getClass().getSimpleName() + ": "
                            + UserError.oneLine(String.valueOf(error.getMessage()))
                                    .replaceFirst("\\.$", "")
                            + (stacktrace ? "" : ". This is a defect of gru4j; --stacktrace shows where it happened."));
        }
        if (stacktrace) {
            error.printStackTrace(console.err());
        }
        return code;
    }

    private int reportUsage(CommandLine.ParameterException error) {
        StringBuilder line = new StringBuilder("gru4j: ");
        if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String typed = unmatched.getUnmatched().get(0);
            boolean option = typed.startsWith("-");
            CommandSpec known = error.getCommandLine().getCommandSpec();
            line.append(option ? "Unknown option '" : "Unexpected argument '")
                    .append(typed)
                    .append("'.");
            line.append(Suggestions.didYouMean(
                    typed,
                    option ? known.optionsMap().keySet() : known.subcommands().keySet()));
        } else {
            line.append(inUsersWords(error)).append('.');
        }
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println(line.append(" See '").append(command).append(" --help'."));
        return ExitCodes.USER_ERROR;
    }

    /** The message of picocli without a final stop, and with the names of Java's types put in words. */
    private static String inUsersWords(CommandLine.ParameterException error) {
        return UserError.oneLine(String.valueOf(error.getMessage()))
                .replaceFirst("\\.$", "")
                .replaceFirst(" is not an? (int|long)$", " is not a whole number")
                .replaceFirst(" is not a double$", " is not a number");
    }
}
