package io.github.gru4j.cli.io;

/**
 * Something the user can put right: a file that is not there, a column that does not exist, a value that is no number.
 * The command line prints its message as one line, without a stack trace, and ends with exit code 2.
 */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * An error with its one line.
     *
     * @param message what is wrong, with the evidence and what to do; line breaks are turned into spaces, see {@link #oneLine}
     */
    public UserError(String message) {
        super(oneLine(message));
    }

    /**
     * An error with its one line and the exception behind it, which only {@code --stacktrace} shows.
     *
     * @param message what is wrong, with the evidence and what to do
     * @param cause the exception behind it
     */
    public UserError(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /**
     * The text with every run of line breaks and the space around it replaced by one space, and with other characters that
     * a terminal would obey, which names in files may have, as their code points.
     */
    public static String oneLine(String text) {
        return Printable.of(text.strip().replaceAll("\\s*\\R\\s*", " ").replace('\t', ' '));
    }
}
