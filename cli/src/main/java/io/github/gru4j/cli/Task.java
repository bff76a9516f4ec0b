package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What {@code train} can learn, and which options are not for every task. */
enum Task {
    /** Columns of a table some rows ahead. */
    FORECAST("--target", "--window", "--horizon", "--season", "--demo"),

    /** The label of each sequence. */
    CLASSIFY("--sequence-id", "--label", "--class-weight");

    private final List<String> own;

    Task(String... own) {
        this.own = List.of(own);
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
        return own.contains(option) || among(option).isEmpty();
    }

    /** The tasks that an option is for; none if it is for all. */
    private static List<Task> among(String option) {
        return Arrays.stream(values()).filter(task -> task.own.contains(option)).toList();
    }

    /**
     * Checks that the user named no option of another task.
     *
     * @throws UserError if an option would do nothing
     */
    void check(ParseResult given) {
        for (OptionSpec option : given.matchedOptions()) {
            if (!takes(option.longestName())) {
                throw new UserError(option.longestName() + " is for --task " + joined(among(option.longestName()))
                        + ", but the task is " + this + ".");
            }
        }
    }

    private static String joined(List<Task> tasks) {
        List<String> names = new ArrayList<>(tasks.stream().map(Task::toString).toList());
        String last = names.remove(names.size() - 1);
        return names.isEmpty() ? last : names.stream().collect(Collectors.joining(", ")) + " or " + last;
    }

    /** As the command line spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
