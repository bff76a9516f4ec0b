package io.github.gru4j.cli.events;

import org.jspecify.annotations.Nullable;

/**
 * How events and predictions are written, one a line. Made by {@link LineFormats#of} from the first line. Not safe to
 * share between threads.
 */
public interface LineFormat {

    /**
     * What to answer to the first line where it is a header, or null where it is an event.
     *
     * @param outputs how many numbers the model gives
     */
    @Nullable
    String headerAnswer(int outputs);

    /**
     * Reads an event.
     *
     * @param line a line that is not blank
     * @param event receives one number for each feature
     * @throws BadLine if the line does not hold them
     */
    void read(String line, float[] event) throws BadLine;

    /**
     * The key of the event that was read last, the empty text where the stream has none. It stands in the answer, before the
     * prediction.
     */
    String key();

    /**
     * Writes a prediction the way the event before it was written.
     *
     * @param prediction the model's outputs
     */
    String write(float[] prediction);

    /** A line that is not an event; the message says why. */
    final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        /**
         * A bad line.
         *
         * @param message why, without the line's number
         */
        public BadLine(String message) {
            super(message);
        }
    }
}
