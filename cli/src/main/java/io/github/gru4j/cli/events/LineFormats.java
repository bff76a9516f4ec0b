package io.github.gru4j.cli.events;

import io.github.gru4j.cli.events.LineFormat.BadLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the format of a stream from its first line. Stateless. */
public final class LineFormats {

    private LineFormats() {}

    /**
     * The format of a stream.
     *
     * @param first its first line that is not blank
     * @param features the names of the model's features, or empty if nobody knows them
     * @param width how many features there are
     * @param key the field or column that holds the key of an event; null if the stream has none
     * @throws BadLine if the first line is a header without those features, or without the key
     */
    public static LineFormat of(String first, List<String> features, int width, @Nullable String key) throws BadLine {
        String start = first.strip();
        return start.startsWith("{") || start.startsWith("[")
                ? new JsonLines(features, width, key)
                : CsvLines.of(start, features, width, key);
    }
}
