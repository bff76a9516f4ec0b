package io.github.gru4j.benchmarks.runner;

import java.util.Iterator;
import java.util.Map;
import org.openjdk.jmh.util.MultisetStatistics;
import org.openjdk.jmh.util.Statistics;

/** What all forks of an entrant took: microseconds per call, and bytes allocated. */
final class Timing {

    private final MultisetStatistics micros = new MultisetStatistics();
    private double bytes;
    private int forks;

    /** Adds the samples of one fork, each of which is the time of {@code calls} calls. */
    void add(Statistics samples, int calls, double bytesPerCall) {
        Iterator<Map.Entry<Double, Long>> all = samples.getRawData();
        while (all.hasNext()) {
            Map.Entry<Double, Long> sample = all.next();
            micros.addValue(sample.getKey() / calls, sample.getValue());
        }
        bytes = Math.max(bytes, bytesPerCall);
        forks++;
    }

    double min() {
        return micros.getMin();
    }

    double median() {
        return micros.getPercentile(50);
    }

    /** Bytes per call, of the fork that allocated most. */
    double bytes() {
        return bytes;
    }

    long samples() {
        return micros.getN();
    }

    int forks() {
        return forks;
    }
}
