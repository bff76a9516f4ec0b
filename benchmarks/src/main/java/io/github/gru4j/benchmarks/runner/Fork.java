package io.github.gru4j.benchmarks.runner;

import io.github.gru4j.benchmarks.peer.Allocation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs an entrant in a JVM of its own with JMH, sampling the time of its calls. */
final class Fork {

    private static final Pattern EXCEPTION =
            Pattern.compile("^(?:Caused by: )?[\\w.$]+(?:Exception|Error): (.*)$", Pattern.MULTILINE);

    private final Effort effort;
    private final Path log;

    /** What JMH and the fork print goes into the log. */
    Fork(Effort effort, Path log) {
        this.effort = effort;
        this.log = log;
    }

    /**
     * Adds what one fork measured.
     *
     * @throws Refused if the entrant failed its check, or otherwise
     */
    void run(Entrant entrant, Timing timing) throws Refused, IOException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(entrant.benchmark().getName() + "." + entrant.method()) + "$")
                .mode(Mode.SampleTime)
                .forks(1)
                .jvmArgs(Jvm.forkFlags(entrant.vectors()).toArray(String[]::new))
                .warmupIterations(effort.warmups())
                .warmupTime(effort.time())
                .warmupBatchSize(entrant.callsPerSample())
                .measurementIterations(effort.iterations())
                .measurementTime(effort.time())
                .measurementBatchSize(entrant.callsPerSample())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .output(log.toString());
        entrant.parameters().forEach(options::param);
        Path printed = Path.of(log + ".out");
        PrintStream console = System.out;
        PrintStream errors = System.err;
        try (PrintStream both = new PrintStream(Files.newOutputStream(printed), true, StandardCharsets.UTF_8)) {
            System.setOut(both); // JMH hands on what the fork prints
            System.setErr(both);
            for (RunResult result : new Runner(options.build()).run()) {
                timing.add(
                        result.getPrimaryResult().getStatistics(),
                        entrant.callsPerSample(),
                        Allocation.read(Files.readString(printed)));
            }
        } catch (RunnerException e) {
            throw new Refused(reason(e), e);
        } finally {
            System.setOut(console);
            System.setErr(errors);
        }
    }

    /** The exception of the fork, which JMH only prints. */
    private String reason(RunnerException e) throws IOException {
        Matcher exception = EXCEPTION.matcher(Files.readString(log));
        return exception.find() ? exception.group(1) : e + ", see " + log;
    }
}
