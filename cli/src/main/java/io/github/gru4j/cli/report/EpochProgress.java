package io.github.gru4j.cli.report;

import io.github.gru4j.model.Callback;
import io.github.gru4j.model.TrainingRun;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training run: a progress bar per epoch on a terminal, one plain line per epoch elsewhere, with loss and
 * validation loss. Not safe to share between threads.
 */
public final class EpochProgress implements Callback, AutoCloseable {

    private final PrintStream err;
    private final boolean interactive;
    private final int epochs;
    private @Nullable ProgressBar bar;
    private @Nullable TrainingRun run;
    private int epoch; // from 1; 0 before the first
    private OptionalInt steps = OptionalInt.empty();

    /**
     * Progress on a stream.
     *
     * @param err where to show it
     * @param interactive whether a bar can be redrawn there
     * @param epochs the most epochs
     */
    public EpochProgress(PrintStream err, boolean interactive, int epochs) {
        this.err = err;
        this.interactive = interactive;
        this.epochs = epochs;
    }

    @Override
    public void onTrainBegin(TrainingRun newRun) {
        epoch = 0;
        steps = newRun.steps();
        run = newRun;
    }

    @Override
    public void onEpochBegin(int index) {
        begin(index + 1);
    }

    private void begin(int number) {
        epoch = number;
        if (interactive) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name())
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new ClearedLine(err))
                    .hideEta()
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        if (epoch == 0 && run != null) { // goes on in the middle of an epoch
            begin(run.epoch() + 1);
        }
        if (bar != null) {
            steps.ifPresent(bar::maxHint);
            bar.stepTo(batch + 1L);
            bar.setExtraMessage(losses(logs));
        }
    }

    @Override
    public void onEpochEnd(int index, Map<String, Double> logs) {
        close();
        epoch = index + 1;
        err.println(name() + "  " + losses(logs));
    }

    private String name() {
        String last = Integer.toString(epochs);
        return "Epoch " + " ".repeat(last.length() - Integer.toString(epoch).length()) + epoch + "/" + last;
    }

    private static String losses(Map<String, Double> logs) {
        StringBuilder text = new StringBuilder();
        append(text, "loss", logs.get("loss"));
        append(text, "validation loss", logs.get("val_loss"));
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Double value) {
        if (value != null) {
            text.append(text.length() == 0 ? "" : "  ")
                    .append(name)
                    .append(String.format(Locale.ROOT, value < 0.01 ? " %.2e" : " %.4f", value));
        }
    }

    /** Ends the bar of an epoch that did not end. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
