package io.github.gru4j.cli.text;

import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.cli.io.UserError;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The characters that a model knows, numbered in the order of their code points. Immutable; safe to share between threads. */
public final class Characters {

    private static final int SHOWN = 80;

    private final int[] codePoints;

    private Characters(int[] codePoints) {
        this.codePoints = codePoints;
    }

    /**
     * The characters of a text, each once.
     *
     * @param codePoints in any order
     */
    public static Characters of(IntStream codePoints) {
        return new Characters(codePoints.sorted().distinct().toArray());
    }

    /** How many there are. */
    public int size() {
        return codePoints.length;
    }

    /** The number of a character, from 0; below 0 for one that is not known. */
    public int id(int codePoint) {
        return Arrays.binarySearch(codePoints, codePoint);
    }

    /** The character of a number. */
    public int codePoint(int id) {
        return codePoints[id];
    }

    /**
     * The numbers of a text's characters.
     *
     * @param origin what the text is, for the message
     * @throws UserError if one of them is not known
     */
    public int[] ids(String origin, String text) {
        return text.codePoints()
                .map(point -> {
                    int id = id(point);
                    if (id < 0) {
                        throw unknown(origin, point);
                    }
                    return id;
                })
                .toArray();
    }

    UserError unknown(String origin, int codePoint) {
        String all = Printable.of(toString());
        String shown = all.length() <= SHOWN ? all : all.substring(0, all.offsetByCodePoints(0, SHOWN)) + " …";
        return new UserError(origin + " has the character '" + Character.toString(codePoint)
                + "', which the model does not know. It knows " + shown);
    }

    /** A character to be read in a report: spaces and line breaks as signs of their own. */
    public String shown(int id) {
        int point = codePoints[id];
        return switch (point) {
            case '\n' -> "↵";
            case ' ' -> "␣";
            default -> Printable.of(Character.toString(point));
        };
    }

    /** All of them in their order. */
    @Override
    public String toString() {
        return new String(codePoints, 0, codePoints.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Characters characters && Arrays.equals(codePoints, characters.codePoints);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codePoints);
    }
}
