package io.github.gru4j.cli;

import io.github.gru4j.cli.io.UserError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what {@code train --task classify} is to tell apart. Filled by picocli. */
final class ClassifyOptions {

    @Option(
            names = "--sequence-id",
            paramLabel = "COL",
            description = "With --task classify: the column that says which sequence a row belongs to.")
    private @Nullable String sequence;

    @Option(
            names = "--label",
            paramLabel = "COL",
            description = "With --task classify: the column that says what a sequence is, the same in all its rows.")
    private @Nullable String label;

    @Option(
            names = "--class-weight",
            paramLabel = "none|balanced",
            defaultValue = "none",
            description =
                    "With --task classify: how much a sequence counts in training: all the same (none, the default),"
                            + " or each class the same, however rare (balanced).")
    private String classWeight = "none";

    /** The column of ids, which must be named. */
    String sequence() {
        if (sequence == null) {
            throw new UserError(
                    "--sequence-id is missing: it names the column that says which sequence a row belongs to.");
        }
        return sequence;
    }

    /** The column of labels, which must be named. */
    String label() {
        if (label == null) {
            throw new UserError("--label is missing: it names the column that says what a sequence is.");
        }
        return label;
    }

    /** Whether rare classes weigh more. */
    boolean balanced() {
        return switch (classWeight) {
            case "none" -> false;
            case "balanced" -> true;
            default -> throw new UserError("--class-weight must be none or balanced, but is '" + classWeight + "'.");
        };
    }
}
