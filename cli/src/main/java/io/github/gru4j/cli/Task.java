package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What {@code train} can learn, and which options are not for every task. */
enum Task {
    /** Columns of a table some rows ahead. */
    FORECAST(32, 48, 0.2),

    /** The label of each sequence. */
    CLASSIFY(32, 0, 0.2),

    /** The next character of a text. */
    TEXT(128, 100, 0.05);

    private final int units;
    private final int window;
    private final double share;

    /**
     * A task and what stands in for options that are not given.
     *
     * @param units of one GRU layer
     * @param window rows or characters
     * @param share of the validation part, and of the test part
     */
    Task(int units, int window, double share) {
        this.units = units;
        this.window = window;
        this.share = share;
    }

    /** The units of the one GRU layer where the user names none. */
    int units() {
        return units;
    }

    /** The rows or characters of a window where the user says nothing. */
    int window() {
        return window;
    }

    /** The share of the validation part, and of the test part, where the user says nothing. */
    double share() {
        return share;
    }

    /**
     * A task as the command line spells it.
     *
     * @throws UserError if there is no such task
     */
    static Task of(String name) {
        return Arrays.stream(values())
                .filter(task -> task.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "--task must be " + joined(Arrays.asList(values())) + ", but is '" + name + "'."));
    }

    /** Whether an option says something about this task. */
    boolean takes(String option) {
        return switch (option) {
            case "--target", "--horizon", "--season", "--demo" -> this == FORECAST;
            case "--sequence-id", "--label", "--class-weight" -> this == CLASSIFY;
            case "--window" -> this != CLASSIFY;
            case "--embedding" -> this == TEXT;
            case "--bidirectional", "--features", "--time", "--missing", "--query" -> this != TEXT;
            default -> true;
        };
    }

    /**
     * Checks that the user named no option of another task.
     *
     * @throws UserError if an option would do nothing
     */
    void check(ParseResult given) {
        for (OptionSpec option : given.matchedOptions()) {
            String name = option.longestName();
            if (!takes(name)) {
                List<Task> among =
                        Arrays.stream(values()).filter(task -> task.takes(name)).toList();
                throw new UserError(name + " is for --task " + joined(among) + ", but the task is " + this + ".");
            }
        }
    }

    private static String joined(List<Task> tasks) {
        List<String> names = new ArrayList<>(tasks.stream().map(Task::toString).toList());
        String last = names.remove(names.size() - 1);
        return names.isEmpty() ? last : String.join(", ", names) + " or " + last;
    }

    /** As the command line spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
