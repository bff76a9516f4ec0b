package io.github.gru4j.benchmarks.accuracy;

import com.sun.management.OperatingSystemMXBean;
import io.github.gru4j.benchmarks.runner.Table;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Learns the tasks one after the other and prints one table; {@code --help} says more. */
public final class Main {

    static final String USAGE = """
            Trains GRU models on tasks of the literature and prints one table.

              --only NAME   adding, copy, mackey-glass or jsb; may be repeated (all)
              --seed N      decides samples, first weights, order and dropout (1)
              --jsb FILE    the JSB Chorales as JSON; without it that task is left out
              --help        this
            """;

    private final List<Task> tasks;
    private final long seed;

    private Main(List<Task> tasks, long seed) {
        this.tasks = tasks;
        this.seed = seed;
    }

    /** See {@link #USAGE}. Ends with 1 if a goal is not reached, with 2 if the arguments are wrong. */
    public static void main(String[] args) {
        if (List.of(args).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        int code;
        try {
            code = parse(List.of(args)).run() ? 0 : 1;
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e instanceof IOException ? "Main: the file could not be read: " + e : e.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    /**
     * What the arguments ask for.
     *
     * @throws IllegalArgumentException if they ask for what there is not
     * @throws IOException if the chorales cannot be read
     */
    static Main parse(List<String> args) throws IOException {
        List<String> only = new ArrayList<>();
        long seed = 1;
        List<Task> all = new ArrayList<>(
                List.of(new AddingProblem(200, 64, 20), new CopyMemory(1000, 64, 10), new MackeyGlassForecast(64, 30)));
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--only" -> only.add(value(option, rest));
                case "--seed" -> seed = number(value(option, rest));
                case "--jsb" -> all.add(new NextChord(chorales(Path.of(value(option, rest))), 200, 100));
                default ->
                    throw new IllegalArgumentException("Main: unknown option. Received: " + option + ". See --help.");
            }
        }
        List<String> names = all.stream().map(Task::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("Main: --only must be one of " + names + ". Received: " + name + "."
                        + (name.equals(NextChord.NAME) ? " Add --jsb FILE." : ""));
            }
        }
        return new Main(
                all.stream()
                        .filter(task -> only.isEmpty() || only.contains(task.name()))
                        .toList(),
                seed);
    }

    private static JsbChorales chorales(Path file) throws IOException {
        return JsbChorales.read(file.toString(), Files.readString(file));
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("Main: " + option + " needs a value. See --help.");
        }
        return rest.next();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Main: --seed must be a whole number. Received: " + text + ".", e);
        }
    }

    /** The names of the tasks that were asked for. */
    List<String> names() {
        return tasks.stream().map(Task::name).toList();
    }

    private boolean run() {
        Table table = new Table(
                4,
                List.of(
                        "task",
                        "score",
                        "goal",
                        "reached",
                        "gru4j",
                        "trivial",
                        "weights",
                        "updates",
                        "seed",
                        "seconds",
                        "of a core"));
        boolean reached = true;
        for (Task task : tasks) {
            Progress progress = new Progress(System.err, task.name());
            double before = processorSeconds();
            Score score = task.run(seed, progress);
            table.add(row(task, score, seed, progress.seconds(), processorSeconds() - before));
            reached &= score.reached();
        }
        System.out.println(
                "JDK " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor") + "\n");
        System.out.print(table);
        return reached;
    }

    /** The time that all threads of this JVM have had a processor; 0 where that is not known. */
    private static double processorSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime()) / 1e9
                : 0;
    }

    /** A line of the table. */
    static List<String> row(Task task, Score score, long seed, double seconds, double ofACore) {
        return List.of(
                task.title(),
                task.measure(),
                task.goal(),
                score.reached() ? "yes" : "no",
                String.format(Locale.ROOT, "%.4g", score.value()),
                String.format(Locale.ROOT, "%.4g", score.trivial()),
                Long.toString(score.weights()),
                Long.toString(score.updates()),
                Long.toString(seed),
                String.format(Locale.ROOT, "%.0f", seconds),
                String.format(Locale.ROOT, "%.0f", ofACore));
    }
}
