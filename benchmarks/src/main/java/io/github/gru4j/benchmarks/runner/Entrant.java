package io.github.gru4j.benchmarks.runner;

import java.util.Map;

/**
 * One of those that do the same work: a benchmark with its parameters.
 *
 * @param title as the table names it
 * @param benchmark the JMH class
 * @param method the JMH method
 * @param parameters of the benchmark
 * @param vectors whether its JVM has the Vector API module
 * @param callsPerSample how often the work is done between two looks at the clock, which costs some 25 ns
 */
record Entrant(
        String title,
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        boolean vectors,
        int callsPerSample) {

    private static final double SAMPLE_MICROS = 25;

    /** How many calls of about this length make a sample long enough. */
    static int callsPerSample(double microsPerCall) {
        return (int) Math.max(1, Math.ceil(SAMPLE_MICROS / microsPerCall));
    }
}
