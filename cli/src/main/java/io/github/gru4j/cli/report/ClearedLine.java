package io.github.gru4j.cli.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/** Where a bar is drawn that leaves its line to what is printed next. */
final class ClearedLine extends ConsoleProgressBarConsumer {

    ClearedLine(PrintStream err) {
        super(err);
    }

    @Override
    public void close() {
        clear();
    }
}
