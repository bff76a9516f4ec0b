package io.github.gru4j.model;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a training goes on, as Keras does ({@code ProgbarLogger}): on a terminal a line per epoch that is drawn anew
 *
 * <pre>
 *   Epoch 1/5
 *   12/100 ━━━━━━━━━━━━━━━━━━━━ 3s 20ms/step - accuracy: 0.5312 - loss: 0.6931
 * </pre>
 *
 * <p>and elsewhere one plain line after each epoch, {@code Epoch 1/5 - 100/100 - 2s - 20ms/step - loss: 0.6931 - …}. The time
 * before the first value is what is left of the epoch, after its end what it took. On a terminal the first step does not count
 * in the time per step, since it is slower than the others.
 *
 * <pre>{@code
 * model.fit(x, y, FitOptions.epochs(5).callbacks(ProgressBar.of(System.err, true)));
 * }</pre>
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://keras.io/api/utils/python_utils/#progbar-class">Keras 3 {@code utils/progbar.py}</a>
 */
public final class ProgressBar implements Callback {

    /** How long a drawn line stays at least, in seconds. */
    private static final double INTERVAL = 0.05;

    private final Appendable out;
    private final boolean redraws;
    private final LongSupplier nanoTime;
    private final Map<String, Double> values = new LinkedHashMap<>();

    private @Nullable TrainingRun run;
    private @Nullable ProgressLine line;
    private int seen;
    private double lastDrawn;
    private int drawnWidth;

    private ProgressBar(Appendable out, boolean redraws, LongSupplier nanoTime) {
        this.out = out;
        this.redraws = redraws;
        this.nanoTime = nanoTime;
    }

    /**
     * Shows the training.
     *
     * @param out where; flushed after each line if it can be
     * @param redraws whether that is a terminal, on which a line can be drawn over the one before
     */
    public static ProgressBar of(Appendable out, boolean redraws) {
        return of(out, redraws, System::nanoTime);
    }

    /** Shows the training by a clock of the caller's. */
    static ProgressBar of(Appendable out, boolean redraws, LongSupplier nanoTime) {
        return new ProgressBar(out, redraws, nanoTime);
    }

    @Override
    public void onTrainBegin(TrainingRun newRun) {
        run = newRun;
        line = null;
    }

    @Override
    public void onEpochBegin(int epoch) {
        line = new ProgressLine(nanoTime.getAsLong());
        values.clear();
        seen = 0;
        lastDrawn = Double.NEGATIVE_INFINITY;
        drawnWidth = 0;
        if (redraws && !title(epoch).isEmpty()) {
            print(title(epoch) + "\n");
        }
    }

    /** Which epoch of how many; nothing where there is one only, as in Keras. */
    private String title(int epoch) {
        int epochs = Runs.begun(run, "ProgressBar").options().epochs();
        return epochs > 1 ? "Epoch " + (epoch + 1) + "/" + epochs : "";
    }

    private int steps() {
        return Runs.begun(run, "ProgressBar").steps().orElse(0);
    }

    /** The line of this epoch; begun now where a training goes on in the middle of it. */
    private ProgressLine line() {
        if (line == null) {
            onEpochBegin(Runs.begun(run, "ProgressBar").epoch());
        }
        return Objects.requireNonNull(line);
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        ProgressLine current = line();
        seen = batch + 1;
        values.putAll(new TreeMap<>(logs)); // Keras reports by name
        if (!redraws) {
            return;
        }
        current.step(seen, nanoTime.getAsLong());
        if (current.elapsed() - lastDrawn >= INTERVAL) {
            lastDrawn = current.elapsed();
            draw(current.drawn(seen, steps(), values, false), "");
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        ProgressLine current = line();
        Map<String, Double> added = new LinkedHashMap<>(logs);
        values.replaceAll((name, value) -> {
            Double last = added.remove(name);
            return last == null ? value : last;
        });
        new TreeMap<>(added).forEach((name, value) -> { // validation by name, then what callbacks have added
            if (name.startsWith("val_")) {
                values.put(name, value);
                added.remove(name);
            }
        });
        values.putAll(added);
        int steps = Math.max(steps(), seen);
        current.step(steps, nanoTime.getAsLong());
        if (redraws) {
            draw(current.drawn(steps, steps, values, true), "\n");
        } else {
            String title = title(epoch);
            print((title.isEmpty() ? "" : title + " - ") + current.plain(steps, values) + "\n");
        }
        line = null;
    }

    /** Ends the line of an epoch that did not end. */
    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        if (line != null && redraws && drawnWidth > 0) {
            print("\n");
        }
        line = null;
    }

    private void draw(ProgressLine.Drawn drawn, String end) {
        String padding = " ".repeat(Math.max(0, drawnWidth - drawn.width()));
        print("\r" + drawn.text() + padding + end);
        drawnWidth = drawn.width();
    }

    private void print(String text) {
        try {
            out.append(text);
            if (out instanceof Flushable flushable) {
                flushable.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ProgressBar: the progress could not be written.", e);
        }
    }
}
