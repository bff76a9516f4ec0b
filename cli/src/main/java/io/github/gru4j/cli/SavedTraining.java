package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.keras.BackupAndRestore;
import io.github.gru4j.keras.KerasFormatException;
import io.github.gru4j.keras.TrainingFiles;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The file in which {@code train} keeps a training that has not come to its end: beside the model, with the ending
 * {@code .training}.
 *
 * @param file where it is
 * @param notes how the training was asked for, by the names of options
 */
record SavedTraining(Path file, Map<String, String> notes) {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

    /**
     * The callback that saves the training and, if it was saved before, continues it.
     *
     * @param resume whether the user wants it to go on
     * @throws UserError if there is nothing to go on from, or what there is was asked for in another way; or if the user
     *     wants to begin anew where a training would be lost
     */
    BackupAndRestore backup(boolean resume) {
        if (resume) {
            checkSame();
        } else if (Files.exists(file)) {
            throw new UserError(
                    file + ": holds a training that was interrupted. Go on with --resume, or delete the file to"
                            + " begin anew.");
        }
        return BackupAndRestore.builder(file).notes(notes).build();
    }

    private void checkSame() {
        if (!Files.exists(file)) {
            throw new UserError(file + ": there is no such file, so there is no interrupted training to --resume.");
        }
        Map<String, String> saved;
        try {
            saved = TrainingFiles.notes(file);
        } catch (KerasFormatException | UncheckedIOException e) {
            throw ModelFile.unreadable(file, e);
        }
        notes.forEach((option, value) -> {
            String before = saved.getOrDefault(option, "not given");
            if (!before.equals(value)) {
                throw new UserError(
                        option.startsWith("--")
                                ? file + ": is of a training with other options: " + option + " was " + before
                                        + ", but is " + value + ". Repeat them with --resume."
                                : file + ": is of a training on other data. Give --resume the same " + option + ".");
            }
        });
    }

    /** What to tell the user whose training was interrupted: how to go on. */
    String farewell(List<String> args) {
        String command = args.stream()
                .filter(arg -> !arg.equals("--resume"))
                .map(SavedTraining::quoted)
                .collect(Collectors.joining(" "));
        return "gru4j: interrupted; the training so far is saved in " + file + ". Go on with:" + System.lineSeparator()
                + "  gru4j " + command + " --resume";
    }

    /** An argument as a shell reads it. */
    private static String quoted(String arg) {
        return PLAIN.matcher(arg).matches() ? arg : "'" + UserError.oneLine(arg).replace("'", "'\\''") + "'";
    }
}
