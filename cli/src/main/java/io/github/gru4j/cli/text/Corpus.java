package io.github.gru4j.cli.text;

import io.github.gru4j.cli.io.UserError;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * A text, two bytes for each of its characters.
 *
 * <p>The array is not copied; nobody writes to it after this class made it.
 *
 * @param source the file's name, for messages
 * @param characters those that may occur
 * @param ids the number of each character of the text
 */
public record Corpus(String source, Characters characters, char[] ids) {

    /** So many can be told apart by two bytes. */
    private static final int MOST = 1 << 16;

    /**
     * Reads a text and the characters that occur in it.
     *
     * @throws UserError if the file is not there, is empty, is not UTF-8, or does not fit into memory
     */
    public static Corpus read(Path file) {
        BitSet seen = new BitSet();
        long length = scan(file, seen);
        Characters characters = Characters.of(seen.stream());
        if (characters.size() > MOST) {
            throw new UserError(file + ": has " + characters.size() + " different characters, more than " + MOST + ".");
        }
        return fill(file, characters, length);
    }

    /**
     * Reads a text for a model that knows some characters.
     *
     * @throws UserError as {@link #read(Path)}, or if the text has a character that is none of them
     */
    public static Corpus read(Path file, Characters characters) {
        BitSet seen = new BitSet();
        long length = scan(file, seen);
        seen.stream().filter(point -> characters.id(point) < 0).findFirst().ifPresent(point -> {
            throw characters.unknown(file + ":", point);
        });
        return fill(file, characters, length);
    }

    private static long scan(Path file, BitSet seen) {
        long[] length = {0};
        Utf8.read(file, point -> {
            seen.set(point);
            length[0]++;
        });
        if (length[0] == 0) {
            throw new UserError(file + ": is empty.");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (length[0] > Integer.MAX_VALUE - 8 || Character.BYTES * length[0] > heap * 6 / 10) {
            throw new UserError(file + ": " + length[0] + " characters take " + ((Character.BYTES * length[0]) >> 20)
                    + " MB, more than fits in the Java heap of " + (heap >> 20)
                    + " MB. Use a part of the text, or a larger heap with GRU4J_JAVA_OPTS=-Xmx16g.");
        }
        return length[0];
    }

    private static Corpus fill(Path file, Characters characters, long length) {
        char[] ids = new char[Math.toIntExact(length)];
        int[] at = {0};
        Utf8.read(file, point -> {
            int id = characters.id(point);
            if (id < 0 || at[0] == ids.length) {
                throw new UserError(file + ": was changed while it was read.");
            }
            ids[at[0]++] = (char) id;
        });
        return new Corpus(String.valueOf(file.getFileName()), characters, ids);
    }

    /** How many characters the text has. */
    public int length() {
        return ids.length;
    }

    /** How often each character occurs in a part. */
    public long[] counts(int from, int to) {
        long[] counts = new long[characters.size()];
        for (int i = from; i < to; i++) {
            counts[ids[i]]++;
        }
        return counts;
    }
}
