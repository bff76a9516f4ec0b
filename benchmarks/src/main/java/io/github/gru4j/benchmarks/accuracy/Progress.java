package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.model.Callback;
import io.github.gru4j.model.TrainingRun;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** One line of a terminal that says how far a training is. Belongs to one training. */
final class Progress implements Callback {

    private static final double SECOND = 1e9;

    private final PrintStream out;
    private final String task;
    private final long start = System.nanoTime();
    private int epochs;
    private int width;

    Progress(PrintStream out, String task) {
        this.out = out;
        this.task = task;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        epochs = run.options().epochs();
        show("epoch 1 of " + epochs);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        StringBuilder text = new StringBuilder("epoch " + (epoch + 1) + " of " + epochs);
        logs.forEach((name, value) -> text.append(String.format(Locale.ROOT, ", %s %.5g", name, value)));
        show(text.append(String.format(Locale.ROOT, ", %.0f s", seconds())).toString());
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        out.println();
    }

    /** The time since this object was made. */
    double seconds() {
        return (System.nanoTime() - start) / SECOND;
    }

    /** Writes over the line. */
    private void show(String text) {
        String line = task + ": " + text;
        out.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }
}
