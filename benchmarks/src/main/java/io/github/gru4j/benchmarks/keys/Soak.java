package io.github.gru4j.benchmarks.keys;

import io.github.gru4j.benchmarks.runner.Table;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.ModelChange;
import io.github.gru4j.streaming.StateTable;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Shape;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Steps a table of many keys for a long time, in calls of random size on random keys, which come, go and expire. After each
 * of twenty parts the table is written to a file, read back and goes on from there, and sampled keys are compared, bit for
 * bit, with a replay of all their events by single steps.
 */
final class Soak {

    private static final int PARTS = 20;
    private static final int SAMPLES = 500; // keys replayed after each part
    private static final int MOST = 512; // events of a call
    private static final long IDLE = 5; // a key expires after so many events per key in which it had none
    private static final double GROWTH = 1.02; // of the heap after a full collection that is no growth

    private final long steps;
    private final StreamingModel model;
    private final Population population;
    private final Generator generator = new Generator(1);
    private final int[] slots = new int[MOST];
    private final float[] ins;
    private final float[] outs;
    private StateTable table;
    private long now;

    /**
     * A soak.
     *
     * @param steps events in all
     * @param keys at a time, about
     */
    Soak(long steps, int keys, int features, int units) {
        this.steps = steps;
        this.model = StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, features), GRU.of(units)));
        this.population = new Population(keys);
        this.ins = new float[MOST * features];
        this.outs = new float[MOST * units];
        this.table = model.newTable(keys);
    }

    /**
     * Runs and prints a table.
     *
     * @return the heap in use after each part
     * @throws IllegalStateException if a key has another state, or the table other keys, than its events say
     */
    double[] run(PrintStream out) throws IOException {
        Path file = Files.createTempFile("soak", ".snapshot");
        Table report = new Table(
                0,
                List.of(
                        "million steps",
                        "keys",
                        "keys so far",
                        "ns/step",
                        "snapshot s",
                        "MB",
                        "restore s",
                        "expired",
                        "replayed",
                        "events",
                        "heap MB"));
        try {
            while (population.size() < population.most()) {
                add();
            }
            double[] heaps = new double[PARTS + 1];
            for (int part = 1; part <= PARTS; part++) {
                long start = System.nanoTime();
                long until = steps * part / PARTS;
                while (now < until) {
                    call((int) Math.min(until - now, 1 + (int) generator.nextUniform(0, MOST)));
                }
                double perStep = (System.nanoTime() - start) * (double) PARTS / steps;
                start = System.nanoTime();
                table.snapshot(file);
                double written = seconds(start);
                start = System.nanoTime();
                table = StateTable.restore(model, file, ModelChange.REFUSE);
                double read = seconds(start);
                population.compare(table);
                long events = replay();
                int expired = population.expire(table, now - IDLE * population.most());
                heaps[part] = heapAfterCollection();
                report.add(List.of(
                        format("%.1f", now / 1e6),
                        Integer.toString(population.size()),
                        Long.toString(population.born()),
                        format("%.0f", perStep),
                        format("%.2f", written),
                        format("%.0f", Files.size(file) / 1e6),
                        format("%.2f", read),
                        Integer.toString(expired),
                        Integer.toString(SAMPLES),
                        Long.toString(events),
                        format("%.1f", heaps[part])));
            }
            out.print(report);
            out.println("No drift: every replayed key had the bits of its own steps.");
            return Arrays.copyOfRange(heaps, 1, heaps.length);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Fails if the heap grew from the third and fourth part to the last two; of each the smaller counts, since a collection
     * may leave the table before.
     */
    static void checkGrowth(double[] heaps) {
        double early = Math.min(heaps[2], heaps[3]);
        double late = Math.min(heaps[heaps.length - 2], heaps[heaps.length - 1]);
        if (late > early * GROWTH) {
            throw new IllegalStateException(
                    format("Soak: the heap must not grow. Received: %.1f MB after %.1f MB.", late, early));
        }
    }

    /** Some keys come, some go, and random ones have an event each, a few of them several. */
    private void call(int n) {
        for (int gone = (int) generator.nextUniform(0, 4); gone > 0 && population.size() > 1; gone--) {
            int slot = population.random(generator);
            table.remove(slot);
            population.remove(slot);
        }
        for (int come = (int) generator.nextUniform(0, 5); come > 0; come--) {
            add();
        }
        int features = model.inputSize();
        for (int i = 0; i < n; i++) {
            int slot = i > 0 && generator.nextUniform(0, 1) < 0.01 ? slots[i - 1] : population.random(generator);
            slots[i] = slot;
            Events.write(population.key(slot), population.next(slot, now), ins, i * features, features);
        }
        model.step(table, slots, n, ins, outs);
        table.use(slots, n, now);
        now += n;
    }

    private void add() {
        if (population.size() < population.most()) {
            int slot = table.add();
            population.add(slot, now);
            table.use(slot, now);
        }
    }

    /** Repeats all events of sampled keys; returns how many. */
    private long replay() {
        long events = 0;
        StreamingState live = model.newState();
        float[] event = new float[model.inputSize()];
        float[] answer = new float[model.outputSize()];
        for (int i = 0; i < SAMPLES; i++) {
            int slot = population.random(generator);
            StreamingState state = model.newState();
            for (int number = 0; number < population.events(slot); number++) {
                Events.write(population.key(slot), number, event, 0, event.length);
                model.step(state, event, answer);
            }
            events += population.events(slot);
            table.copyTo(slot, live);
            if (!Arrays.equals(live.toBytes(), state.toBytes())) {
                throw new IllegalStateException("Soak: key " + population.key(slot) + " must have the state of its "
                        + population.events(slot) + " events.");
            }
        }
        return events;
    }

    private static double heapAfterCollection() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
