package io.github.gru4j.cli.events;

import io.github.gru4j.cli.events.LineFormat.BadLine;
import java.util.List;

/** Tells the format of a stream from its first line. Stateless. */
public final class LineFormats {

    private LineFormats() {}

    /**
     * The format of a stream.
     *
     * @param first its first line that is not blank
     * @param features the names of the model's features, or empty if nobody knows them
     * @param width how many features there are
     * @throws BadLine if the first line is a header without those features
     */
    public static LineFormat of(String first, List<String> features, int width) throws BadLine {
        String start = first.strip();
        return start.startsWith("{") || start.startsWith("[")
                ? new JsonLines(features, width)
                : CsvLines.of(start, features, width);
    }
}
