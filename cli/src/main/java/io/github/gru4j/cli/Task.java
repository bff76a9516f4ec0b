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
    FORECAST,

    /** The label of each sequence. */
    CLASSIFY;

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
            case "--target", "--window", "--horizon", "--season", "--demo" -> this == FORECAST;
            case "--sequence-id", "--label", "--class-weight" -> this == CLASSIFY;
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
