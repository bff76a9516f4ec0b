package io.github.gru4j.streaming;

/**
 * What a {@link KeyedStream} has done since it was made. Immutable.
 *
 * @param steps events that were answered
 * @param refused events that a layer refused
 * @param rejected events that found no room ({@link KeyedStream.Builder#rejectWhenFull})
 * @param batches calls that stepped them; {@code batchSizes} has how many events each took
 * @param batchSizes events of a batch
 * @param latencies nanoseconds from the call to the answer, if {@link KeyedStream.Builder#latencies} asked for them
 */
public record StreamMetrics(
        long steps, long refused, long rejected, long batches, Histogram batchSizes, Histogram latencies) {}
