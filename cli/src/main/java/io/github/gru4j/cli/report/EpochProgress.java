package io.github.gru4j.cli.report;

import io.github.gru4j.model.Callback;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
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
    private int epoch;

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
    public void onTrainBegin(Model model, FitOptions options) {
        epoch = 0;
    }

    @Override
    public void onEpochBegin(int index) {
        epoch = index + 1;
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
    public void onBatchEnd(int batch, int batches, Map<String, Double> logs) {
        if (bar != null) {
            bar.maxHint(batches);
            bar.stepTo(batch + 1L);
            bar.setExtraMessage(losses(logs));
        }
    }

    @Override
    public void onEpochEnd(int index, Map<String, Double> logs) {
        close();
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
