package io.github.gru4j.cli.series;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many rows after the last row of a window the forecasts are for. Immutable; safe to share between threads.
 *
 * @param ahead ascending, at least one, each at least 1
 */
public record Horizons(List<Integer> ahead) {

    /** Makes a copy of the list. */
    public Horizons {
        ahead = List.copyOf(ahead);
    }

    /** One distance. */
    public static Horizons of(int ahead) {
        return new Horizons(List.of(ahead));
    }

    /**
     * Reads {@code 6}, {@code 1..24}, {@code 1,6,24} or a mixture of them.
     *
     * @throws IllegalArgumentException if the text is none of these, or a distance is below 1
     */
    public static Horizons parse(String text) {
        List<Integer> ahead = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("\\.\\.", -1);
            int first = number(ends[0], text);
            int last = ends.length == 1 ? first : number(ends[1], text);
            if (ends.length > 2 || last < first) {
                throw unreadable(text);
            }
            IntStream.rangeClosed(first, last).forEach(ahead::add);
        }
        return new Horizons(ahead.stream().sorted().distinct().toList());
    }

    private static int number(String text, String all) {
        if (!text.matches("-?[0-9]{1,6}")) {
            throw unreadable(all);
        }
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException("must be at least 1, but is " + number);
        }
        return number;
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "must be a number of rows, a range or a list of them, such as 6, 1..24 or 1,6,24, but is '" + text
                        + "'");
    }

    /** The nearest. */
    public int first() {
        return ahead.get(0);
    }

    /** The farthest. */
    public int last() {
        return ahead.get(ahead.size() - 1);
    }

    /** How many there are. */
    public int count() {
        return ahead.size();
    }

    /** How many rows lie between the nearest and the farthest, both included. */
    public int span() {
        return last() - first() + 1;
    }

    /** As {@link #parse} reads it, as short as it can be said. */
    @Override
    public String toString() {
        if (count() > 1 && span() == count()) {
            return first() + ".." + last();
        }
        return ahead.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** In a sentence: {@code 6 rows ahead}, {@code 1..24 rows ahead}. */
    public String words() {
        return this + (last() == 1 ? " row ahead" : " rows ahead");
    }
}
