package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.Peer;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.random.Generator;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that predicts as soon as it runs, and goes on: how long after the start of its JVM does the first answer
 * come, and when are answers as fast as they will be? JMH cannot tell, since it would start before.
 */
public final class FirstCalls {

    private static final int WINDOW_MILLIS = 20;
    private static final int WINDOWS = 400;
    /** What the final speed is taken from. */
    private static final int LAST_WINDOWS = 50;
    /** Steady means: so many windows in a row within this factor of the final speed. */
    private static final int STEADY_WINDOWS = 5;

    private static final double STEADY_FACTOR = 1.2;

    private static final Pattern RESULT =
            Pattern.compile("^first=(\\d+) steady=(\\d+) micros=([0-9.]+)$", Pattern.MULTILINE);

    private FirstCalls() {}

    /**
     * What was found.
     *
     * @param firstMillis from the start of the JVM to the first answer
     * @param steadyMillis from the start of the JVM to steady speed
     * @param micros per call, then
     */
    public record Result(long firstMillis, long steadyMillis, double micros) {

        /** Reads what the program prints. */
        public static Result parse(String output) {
            Matcher result = RESULT.matcher(output);
            if (!result.find()) {
                throw new IllegalStateException("FirstCalls: the program must print its result. Received: " + output);
            }
            return new Result(
                    Long.parseLong(result.group(1)),
                    Long.parseLong(result.group(2)),
                    Double.parseDouble(result.group(3)));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Arguments: when the JVM was started (milliseconds since 1970), a {@link Competitor}, a shape. */
    public static void main(String[] args) throws Exception {
        long started = Long.parseLong(args[0]);
        Work work = open(Competitor.valueOf(args[1]), SequenceShape.parse(args[2]));
        work.run();
        long first = System.currentTimeMillis() - started;

        long[] ends = new long[WINDOWS];
        double[] micros = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            long begin = System.nanoTime();
            long end;
            int calls = 0;
            do {
                work.run();
                calls++;
                end = System.nanoTime();
            } while (end - begin < WINDOW_MILLIS * 1_000_000L);
            micros[i] = (end - begin) / 1e3 / calls;
            ends[i] = System.currentTimeMillis() - started;
        }
        double[] last = Arrays.copyOfRange(micros, WINDOWS - LAST_WINDOWS, WINDOWS);
        Arrays.sort(last);
        double speed = last[LAST_WINDOWS / 2];
        System.out.printf(Locale.ROOT, "%nfirst=%d steady=%d micros=%.4f%n", first, steady(micros, ends, speed), speed);
    }

    private static Work open(Competitor who, SequenceShape shape) throws Exception {
        GruWeights weights = new GruWeights(shape.features(), shape.units(), 1);
        float[] x = GruWeights.uniform(new Generator(2), shape.inputs(), 1);
        if (shape.batch() == 1 && shape.timesteps() == 1) {
            Peer.Stream stream = who.open().openStream(weights);
            float[] h = new float[shape.units()];
            return () -> stream.step(x, h);
        }
        Peer.Sequence sequence = who.open().openSequence(weights, shape);
        sequence.setInput(x);
        return sequence::run;
    }

    private static long steady(double[] micros, long[] ends, double speed) {
        int inRow = 0;
        for (int i = 0; i < WINDOWS; i++) {
            inRow = micros[i] <= STEADY_FACTOR * speed ? inRow + 1 : 0;
            if (inRow == STEADY_WINDOWS) {
                return ends[i - STEADY_WINDOWS + 1];
            }
        }
        return ends[WINDOWS - 1];
    }
}
