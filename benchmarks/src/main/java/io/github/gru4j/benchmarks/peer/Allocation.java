package io.github.gru4j.benchmarks.peer;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts the bytes that a call allocates on the Java heap, in the thread that calls. JMH's profiler counts its own bytes
 * too, which is too coarse to tell nothing from little.
 */
public final class Allocation {

    private static final String LABEL = "Bytes allocated per call: ";
    private static final Pattern LINE = Pattern.compile("^" + LABEL + "([0-9.]+)$", Pattern.MULTILINE);

    private static final int MOST_CALLS = 10_000;
    private static final int LEAST_CALLS = 2;
    private static final long NANOS = 200_000_000;

    private Allocation() {}

    /** What is called. */
    @FunctionalInterface
    public interface Work {
        /** Does it once. */
        void run() throws Exception;
    }

    /** Prints the bytes that warmed work allocates. */
    public static void print(Work work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long end = System.nanoTime() + NANOS;
        long before = threads.getThreadAllocatedBytes(thread);
        int calls = 0;
        while (calls < MOST_CALLS && (calls < LEAST_CALLS || System.nanoTime() < end)) {
            work.run();
            calls++;
        }
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        System.out.println();
        System.out.println(LABEL + String.format(Locale.ROOT, "%.1f", (double) bytes / calls));
    }

    /** Finds what {@link #print} printed, else not a number. */
    public static double read(String output) {
        Matcher line = LINE.matcher(output);
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }
}
