package io.github.gru4j.cli.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written, which a {@link java.io.PrintStream} on top of it does not
 * tell. Not safe to share between threads.
 */
public final class StandardOutput extends FilterOutputStream {

    private @Nullable IOException failure;

    /** Remembers failures of a stream. */
    public StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /**
     * What to tell the user, where output was lost that somebody wanted. A reader that has seen enough and closes the
     * pipe, as {@code head} does, is no failure.
     */
    public Optional<UserError> failure() {
        if (failure == null || String.valueOf(failure.getMessage()).contains("Broken pipe")) {
            return Optional.empty();
        }
        return Optional.of(new UserError("standard output: cannot be written: " + failure.getMessage() + ".", failure));
    }
}
