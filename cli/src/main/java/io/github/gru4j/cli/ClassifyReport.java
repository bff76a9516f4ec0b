package io.github.gru4j.cli;

import io.github.gru4j.cli.classify.ClassifierTraining;
import io.github.gru4j.cli.classify.ConfusionMatrix;
import io.github.gru4j.cli.classify.StratifiedSplit;
import io.github.gru4j.cli.data.Sequences;
import io.github.gru4j.cli.report.TextTable;
import io.github.gru4j.layer.Backend;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the user is told about classes: the sequences, the plan, and how often the model is right. */
final class ClassifyReport {

    /** A wider matrix does not fit on a terminal; the picture has it. */
    private static final int SHOWN_CLASSES = 12;

    private final PrintStream out;

    ClassifyReport(PrintStream out) {
        this.out = out;
    }

    /** What was read. */
    void data(Sequences sequences, long rows, String order) {
        out.println("Data      " + sequences.source() + ": " + TrainReport.count(rows, "row") + ", "
                + TrainReport.count(sequences.size(), "sequence") + " of " + sequences.shortest() + " to "
                + sequences.longest() + " rows");
        out.println("Order     " + order);
        sequences.notes().forEach(note -> out.println("Note      " + note));
    }

    /** What will be trained. */
    void plan(ClassifierTraining training, String label, boolean balanced) {
        StratifiedSplit split = training.split();
        List<String> classes = training.classes();
        out.println("Task      '" + label + "' of each sequence, " + classes.size() + " classes, from "
                + TrainReport.names(training.sequences().features()));
        out.println("Sequences " + split.training().length + " for training, " + split.validation().length
                + " for validation, " + split.test().length + " for the test, every class in each");
        if (balanced) {
            out.println("Weights   "
                    + training.balancedWeights().entrySet().stream()
                            .map(weight ->
                                    "'" + classes.get(weight.getKey()) + "' " + TrainReport.number(weight.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        out.println("Model     " + training.settings().architecture().words() + ", Dense " + classes.size()
                + " with softmax, on " + Backend.name() + " kernels");
        out.println();
        out.flush();
    }

    /**
     * How often the model is right.
     *
     * @param frequent the class that a guess without a model would name
     * @param part which sequences they are, as the first words of a sentence
     */
    void test(ConfusionMatrix matrix, int frequent, String part) {
        out.println(part + ": " + TrainReport.count(matrix.total(), "sequence"));
        out.println();
        double guess = (double) matrix.support(frequent) / matrix.total();
        out.print(new TextTable("Class by", "Accuracy", "Mean of classes")
                .row("model", percent(matrix.accuracy()), percent(matrix.balancedAccuracy()))
                .row("most frequent", percent(guess), percent(1.0 / occurring(matrix))));
        out.println();
        TextTable perClass = new TextTable("Class", "Sequences", "Accuracy", "Precision");
        for (int c = 0; c < matrix.classes().size(); c++) {
            perClass.row(
                    matrix.classes().get(c),
                    Integer.toString(matrix.support(c)),
                    percent(matrix.recall(c)),
                    percent(matrix.precision(c)));
        }
        out.print(perClass);
        out.println();
        if (matrix.classes().size() <= SHOWN_CLASSES) {
            counts(matrix);
        }
        out.println(
                matrix.accuracy() > guess
                        ? String.format(
                                Locale.ROOT,
                                "The model is right in %s of the sequences, always saying '%s' in %s.",
                                percent(matrix.accuracy()),
                                matrix.classes().get(frequent),
                                percent(guess))
                        : "The model is not right more often than always saying '"
                                + matrix.classes().get(frequent)
                                + "': try another --learning-rate, --features or more sequences.");
        out.println();
        out.flush();
    }

    private static long occurring(ConfusionMatrix matrix) {
        return IntStream.range(0, matrix.classes().size())
                .filter(c -> matrix.support(c) > 0)
                .count();
    }

    private void counts(ConfusionMatrix matrix) {
        List<String> headings = new ArrayList<>(List.of("Truth ↓ model →"));
        headings.addAll(matrix.classes());
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (int c = 0; c < matrix.classes().size(); c++) {
            List<String> row = new ArrayList<>(List.of(matrix.classes().get(c)));
            for (int count : matrix.counts()[c]) {
                row.add(Integer.toString(count));
            }
            table.row(row.toArray(String[]::new));
        }
        out.print(table);
        out.println();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
