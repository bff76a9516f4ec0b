package io.github.gru4j.keras;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/** Writes a file beside its target and moves it into place, so that a failure leaves the old file as it was. */
final class SafeFile {

    /** What writes the content. */
    interface Content {
        /** Writes everything; must not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    private SafeFile() {}

    /**
     * Replaces {@code target} with new content, all or nothing.
     *
     * @throws UncheckedIOException if the directory is missing or not writable, or writing fails; the old file, if there
     *     was one, is then untouched
     */
    static void write(Path target, Content content) {
        try {
            Path file = behindLinks(target);
            if (Files.isDirectory(file)) {
                throw new AccessDeniedException(target.toString(), null, "is a directory, not a file");
            }
            Path directory = file.getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw new NoSuchFileException(target.toString(), null, "its directory does not exist");
            }
            if (!Files.isWritable(directory)) {
                throw new AccessDeniedException(target.toString(), null, "its directory is not writable");
            }
            Path beside = directory.resolve("." + UUID.randomUUID() + ".part"); // fits wherever the target's name does
            try {
                writeAndForce(beside, content);
                keepPermissions(file, beside);
                move(beside, file);
            } finally {
                Files.deleteIfExists(beside);
            }
            forceDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "KerasFiles: the file could not be written. Received: path=" + target + " (" + reason(e) + ").", e);
        }
    }

    /** The file that a symbolic link names, even if there is none yet: moving onto the link would replace the link. */
    private static Path behindLinks(Path target) throws IOException {
        if (Files.exists(target)) {
            return target.toRealPath();
        }
        Path file = target.toAbsolutePath();
        return Files.isSymbolicLink(file) ? file.resolveSibling(Files.readSymbolicLink(file)) : file;
    }

    /** Who may read a file stays as it was: a private one does not become public when it is saved again. */
    private static void keepPermissions(Path old, Path beside) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        if (view != null && Files.exists(old)) {
            view.setPermissions(Files.getPosixFilePermissions(old));
        }
    }

    /** What went wrong; some exceptions have a path for a message and say the rest by their class. */
    private static String reason(IOException e) {
        boolean onlyPath = e instanceof FileSystemException file && file.getReason() == null;
        return onlyPath || e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void writeAndForce(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void forceDirectory(Path directory) {
        // Makes the new name durable where the system lets a directory be opened; Windows does not, and needs it not.
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}
