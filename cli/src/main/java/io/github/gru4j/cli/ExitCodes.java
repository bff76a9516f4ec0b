package io.github.gru4j.cli;

/** What the exit code of a command says. */
public final class ExitCodes {

    /** All is well. */
    public static final int OK = 0;

    /**
     * {@code verify}: the outputs differ by more than the tolerance. {@code conformance}: a case failed, or a file could not
     * be interpreted.
     */
    public static final int DIFFERS = 1;

    /** Something the user can put right. */
    public static final int USER_ERROR = 2;

    /** A defect of the program, or a machine that is too small ({@code EX_SOFTWARE} of sysexits.h). */
    public static final int DEFECT = 70;

    /** {@code train} was interrupted and has saved the training; what shells report of a Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
