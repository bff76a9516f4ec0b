package io.github.gru4j.benchmarks.keys;

import io.github.gru4j.benchmarks.peer.Competitor;
import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.runner.Table;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.Histogram;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long a step of a random key takes, in percentiles, and how many of them a core takes in a second. The contenders of a
 * shape take turns in one JVM; each first gets the same events and must give the same answers.
 */
final class Latency {

    private static final int ROUNDS = 3;
    private static final int ORDER = 1 << 20; // random keys, again and again
    private static final float TOLERANCE = 1e-4f;

    private final int keys;
    private final double seconds; // of a measurement
    private final int[] order = new int[ORDER];

    Latency(int keys, double seconds) {
        this.keys = keys;
        this.seconds = seconds;
        Generator generator = new Generator(3);
        for (int i = 0; i < ORDER; i++) {
            order[i] = (int) generator.nextUniform(0, keys);
        }
    }

    void run(PrintStream out, int[][] shapes) throws Exception {
        Table report = new Table(
                2,
                List.of(
                        "shape",
                        "one thread",
                        "p50 us",
                        "p99 us",
                        "p99.9 us",
                        "max us",
                        "thousand steps/s",
                        "us/step"));
        for (int[] shape : shapes) {
            GruWeights weights = new GruWeights(shape[0], shape[1], 1);
            List<Measured> all = new ArrayList<>();
            for (Contender contender : contenders(weights)) {
                all.add(new Measured(contender, weights));
            }
            check(all);
            for (Measured one : all) {
                one.run(seconds, false);
                one.run(seconds, true);
            }
            all.forEach(Measured::forget);
            for (int round = 0; round < ROUNDS; round++) {
                for (Measured one : all) {
                    one.run(seconds / 2, false);
                    one.run(seconds / 2, true);
                }
            }
            for (Measured one : all) {
                report.add(one.row(shape[0] + "x" + shape[1]));
            }
        }
        out.print(report);
    }

    private List<Contender> contenders(GruWeights weights) throws Exception {
        List<Contender> all = new ArrayList<>(List.of(
                Contender.table(weights, keys, 1),
                Contender.table(weights, keys, 64),
                Contender.stream(weights, keys)));
        if (Competitor.ONNX_RUNTIME.available()) {
            all.add(Contender.peer(Competitor.ONNX_RUNTIME.title(), Competitor.ONNX_RUNTIME.open(), weights, keys));
        }
        return all;
    }

    /** Several events of some keys: everybody must remember what came before. */
    private static void check(List<Measured> all) throws Exception {
        float[] expected = {};
        for (Measured one : all) {
            float[] answers = one.firstAnswers();
            if (expected.length == 0) {
                expected = answers;
            }
            for (int i = 0; i < answers.length; i++) {
                if (!(Math.abs(answers[i] - expected[i]) <= TOLERANCE)) {
                    throw new IllegalStateException("Latency: " + one.contender.title()
                            + " must give the answers of the first. Received: " + answers[i] + " for " + expected[i]
                            + ".");
                }
            }
        }
    }

    /** A contender with what was measured of it. */
    private final class Measured {

        private final Contender contender;
        private final int features;
        private final int units;
        private final int[] batch;
        private final float[] ins;
        private final float[] outs;
        private Histogram.Recorder latencies = new Histogram.Recorder();
        private final List<Double> micros = new ArrayList<>(); // per step, a number per round
        private int next;

        Measured(Contender contender, GruWeights weights) {
            this.contender = contender;
            this.features = weights.features;
            this.units = weights.units;
            this.batch = new int[contender.batch()];
            this.ins = new float[batch.length * features];
            this.outs = new float[batch.length * units];
        }

        float[] firstAnswers() throws Exception {
            float[] answers = new float[64 * units];
            for (int number = 0; number < 3; number++) {
                for (int from = 0; from < 64; from += batch.length) {
                    for (int i = 0; i < batch.length; i++) {
                        batch[i] = from + i;
                        Events.write(from + i, number, ins, i * features, features);
                    }
                    contender.step(batch, ins, outs);
                    System.arraycopy(outs, 0, answers, from * units, outs.length);
                }
            }
            return answers;
        }

        /** Steps random keys for so long, with a look at the clock around each call or around a thousand. */
        void run(double duration, boolean each) throws Exception {
            long end = System.nanoTime() + (long) (duration * 1e9);
            long start = System.nanoTime();
            long begin = start;
            long calls = 0;
            while (start < end) {
                for (int i = 0; i < (each ? 1 : 1_000); i++) {
                    for (int key = 0; key < batch.length; key++) {
                        batch[key] = order[next++ & ORDER - 1];
                    }
                    ins[(next & 7) % ins.length] = (next & 255) * 0x1p-8f;
                    if (each) {
                        start = System.nanoTime();
                    }
                    contender.step(batch, ins, outs);
                    calls++;
                }
                long now = System.nanoTime();
                if (each) {
                    latencies.record(now - start);
                }
                start = now;
            }
            if (!each) {
                micros.add((start - begin) / 1e3 / calls / batch.length);
            }
        }

        void forget() {
            latencies = new Histogram.Recorder();
            micros.clear();
        }

        List<String> row(String shape) {
            Histogram histogram = latencies.histogram();
            double[] rounds =
                    micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            double median = rounds[rounds.length / 2];
            List<String> cells = new ArrayList<>(List.of(shape, contender.title()));
            for (double percent : new double[] {50, 99, 99.9, 100}) {
                cells.add(format("%.2f", histogram.percentile(percent) / 1e3));
            }
            cells.addAll(Arrays.asList(format("%.0f", 1e3 / median), format("%.3f", median)));
            return cells;
        }

        private static String format(String format, double value) {
            return String.format(Locale.ROOT, format, value);
        }
    }
}
