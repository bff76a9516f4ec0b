package io.github.gru4j.cli;

import io.github.gru4j.cli.io.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command talks to.
 *
 * @param in standard input
 * @param out results
 * @param err errors and progress
 * @param interactive whether a person watches, so that progress may redraw a line
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean interactive) {

    /**
     * The console of this process. Text is written as UTF-8, which every terminal of today reads, also where the
     * environment names no locale.
     *
     * @param output standard output
     */
    static Console ofProcess(StandardOutput output) {
        return new Console(
                System.in,
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal());
    }

    /** JDK 22 and newer may have a console that is no terminal and say so by {@code Console.isTerminal()}. */
    @SuppressWarnings("SystemConsoleNull") // null is how JDK 17 says that there is no terminal
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            Object terminal = java.io.Console.class.getMethod("isTerminal").invoke(console);
            return Boolean.TRUE.equals(terminal);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
