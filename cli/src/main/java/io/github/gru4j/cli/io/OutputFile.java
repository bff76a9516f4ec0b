package io.github.gru4j.cli.io;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a command will write: its place is tried before the work starts, its contents are written beside it and
 * moved over it at the end, so that a failure leaves whatever was there before.
 *
 * <p>Not safe to share between threads.
 */
public final class OutputFile implements AutoCloseable {

    private static final String DISK_FULL = "No space left on device";

    private final Path target;
    private final Path draft;

    private OutputFile(Path target, Path draft) {
        this.target = target;
        this.draft = draft;
    }

    /**
     * Claims a place to write to, by creating and removing a file beside it.
     *
     * @param target the file to be written; it may exist
     * @throws UserError if its folder does not exist or cannot be written to, or if it is itself a folder
     */
    public static OutputFile claim(Path target) {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new UserError(target + ": cannot be written, it is a folder. Name a file.");
        }
        if (!Files.isDirectory(folder)) {
            throw new UserError(target + ": cannot be written, there is no folder '" + folder + "'.");
        }
        if (Files.exists(absolute) && !Files.isWritable(absolute)) {
            throw new UserError(target + ": cannot be written, the file is there and is read-only.");
        }
        String name = absolute.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String extension = dot >= 0 ? name.substring(dot) : "";
        try {
            Path draft = Files.createTempFile(folder, ".gru4j-", extension);
            Files.delete(draft);
            // A process that is interrupted while it writes does not reach close().
            draft.toFile().deleteOnExit();
            return new OutputFile(target, draft);
        } catch (IOException | SecurityException e) {
            throw new UserError(target + ": cannot be written, no file can be made in '" + folder + "'.", e);
        }
    }

    /**
     * Refuses to overwrite what the command reads.
     *
     * @param input a file that the command reads, which must exist
     * @throws UserError if it is the file to be written
     */
    public OutputFile keeping(Path input) {
        try {
            if (Files.exists(target) && Files.isSameFile(target, input)) {
                throw new UserError(target + ": is read by this command, so it is not written to. Name another file.");
            }
        } catch (IOException e) {
            throw new UserError(target + ": cannot be compared with " + input + ": " + e.getMessage() + ".", e);
        }
        return this;
    }

    /** Where the file will be, as the user wrote it. */
    public Path target() {
        return target;
    }

    /** Where to write it first: in the same folder, with the same extension, under a name that nothing else has. */
    public Path draft() {
        return draft;
    }

    /**
     * Moves the draft over the target.
     *
     * @throws UserError if the move fails; the draft is then removed by {@link #close}
     */
    public void moveIntoPlace() {
        try {
            try {
                Files.move(draft, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, target.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The error for a user when writing failed: where, and why in a few words. */
    public UserError failed(Exception e) {
        String why = e.getCause() instanceof IOException io ? io.getMessage() : e.getMessage();
        if (e instanceof FileSystemException file && file.getReason() != null) {
            why = file.getReason();
        }
        // Below a long message with the draft's name lies what the system said.
        why = String.valueOf(why).contains(DISK_FULL) ? DISK_FULL : UserError.oneLine(String.valueOf(why));
        return new UserError(target + ": cannot be written: " + why.replaceFirst("\\.$", "") + ".", e);
    }

    /** Removes the draft if it was not moved. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // The target is as it was; a stray draft is named so that a user can tell what it is.
        }
    }
}
