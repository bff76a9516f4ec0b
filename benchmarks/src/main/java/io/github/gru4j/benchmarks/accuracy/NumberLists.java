package io.github.gru4j.benchmarks.accuracy;

/** Reads the part of JSON that lists of whole numbers need, from front to back. Belongs to one thread. */
final class NumberLists {

    private static final int DIGITS = 9;

    private final String file;
    private final String text;
    private int at;

    NumberLists(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** What comes next, behind white space; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Goes behind this character if it comes next. */
    boolean take(char wanted) {
        boolean taken = next() == wanted && at < text.length();
        at += taken ? 1 : 0;
        return taken;
    }

    void expect(char wanted) {
        if (!take(wanted)) {
            throw error("'" + wanted + "'", found());
        }
    }

    void expectEnd() {
        next();
        if (at < text.length()) {
            throw error("nothing more", found());
        }
    }

    /** A list, whose elements the caller reads. */
    void list(Runnable element) {
        expect('[');
        if (!take(']')) {
            do {
                element.run();
            } while (take(','));
            expect(']');
        }
    }

    /** A text without escapes. */
    String name() {
        expect('"');
        int end = text.indexOf('"', at);
        if (end < 0) {
            throw error("a name in quotation marks", "the end of the file");
        }
        String name = text.substring(at, end);
        at = end + 1;
        return name;
    }

    /** A whole number of at most nine digits. */
    int number() {
        int from = next() == '-' ? at + 1 : at;
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == from || end - from > DIGITS) {
            throw error("a whole number of at most " + DIGITS + " digits", found());
        }
        int number = Integer.parseInt(text.substring(at, end));
        at = end;
        return number;
    }

    private String found() {
        return at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the file";
    }

    IllegalArgumentException error(String wanted, String found) {
        return new IllegalArgumentException("JsbChorales: " + file + " must hold " + wanted + " before character "
                + (at + 1) + ". Received: " + found + ".");
    }
}
