package io.github.gru4j.cli.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how many cases of a file are done: a bar on a terminal, nothing elsewhere. Not safe to share between threads. */
public final class CaseProgress implements AutoCloseable {

    private final @Nullable ProgressBar bar;

    /**
     * Progress on a stream.
     *
     * @param err where to show it
     * @param interactive whether a bar can be redrawn there
     * @param name what the cases belong to
     */
    public CaseProgress(PrintStream err, boolean interactive, String name) {
        bar = interactive
                ? new ProgressBarBuilder()
                        .setTaskName(name)
                        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                        .setUpdateIntervalMillis(100)
                        .setConsumer(new ClearedLine(err))
                        .hideEta()
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    /** So many cases are done. */
    public void cases(int done, int total) {
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
