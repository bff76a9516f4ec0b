package io.github.gru4j.cli;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.TimeAxis;
import io.github.gru4j.cli.training.TrainingCourse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What {@code train} tells the user whatever the task, and how numbers are told. */
final class TrainReport {

    private static final int SHOWN_FEATURES = 8;

    private final PrintStream out;

    TrainReport(PrintStream out) {
        this.out = out;
    }

    /** What was read. */
    void data(Frame frame, long rows, String order) {
        out.println("Data      " + frame.source() + ": " + count(rows, "row"));
        TimeAxis time = frame.time();
        out.println("Order     " + order
                + (time == null || frame.rows() == 0
                        ? ""
                        : ": " + time.text(0) + " to " + time.text(frame.rows() - 1)));
        frame.notes().forEach(note -> out.println("Note      " + note));
    }

    /** How training went. */
    void course(TrainingCourse course) {
        out.println();
        out.printf(
                Locale.ROOT,
                "Kept the weights of epoch %d of %d; training took %.1f s.%n%n",
                course.bestEpoch(),
                course.loss().size(),
                course.took().toMillis() / 1000.0);
        if (course.bestEpoch() == course.mostEpochs()) {
            out.println("The last epoch was the best: with a larger --epochs the model may get better.");
            out.println();
        }
    }

    /** What something prints, as a text. */
    static String printed(Consumer<PrintStream> printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            printing.accept(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The names of columns, in quotes; where there are many, the first. */
    static String names(List<String> names) {
        String shown = names.stream()
                .limit(SHOWN_FEATURES)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return names.size() > SHOWN_FEATURES ? shown + " and " + (names.size() - SHOWN_FEATURES) + " more" : shown;
    }

    /** Four significant digits, without an exponent where that reads well. */
    static String number(double value) {
        if (value == 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7)) {
            int digits = value == 0 ? 3 : Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(value))));
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
        return String.format(Locale.ROOT, "%.3e", value);
    }

    static String count(long n, String word) {
        return n + " " + word + (n == 1 ? "" : "s");
    }
}
