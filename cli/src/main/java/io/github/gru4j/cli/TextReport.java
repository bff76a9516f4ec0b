package io.github.gru4j.cli;

import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.cli.report.TextTable;
import io.github.gru4j.cli.text.Corpus;
import io.github.gru4j.cli.text.TextScores;
import io.github.gru4j.cli.text.TextTraining;
import io.github.gru4j.layer.Backend;
import java.io.PrintStream;
import java.util.Locale;

/** What the user is told about texts: the plan, and how well characters are foretold. */
final class TextReport {

    private final PrintStream out;

    TextReport(PrintStream out) {
        this.out = out;
    }

    /** What was read. */
    void data(Corpus corpus) {
        out.println(
                "Data      " + Printable.of(corpus.source()) + ": " + TrainReport.count(corpus.length(), "character")
                        + ", " + corpus.characters().size() + " different");
    }

    /** What will be trained. */
    void plan(TextTraining training) {
        int[] sizes = training.sizes();
        out.println("Task      the next character, from all before it");
        out.println("Text      " + TrainReport.count(sizes[0], "character") + " for training, in "
                + TrainReport.count(training.windows(), "window") + " of " + training.window() + "; " + sizes[1]
                + " for validation, " + sizes[2] + " for the test");
        int characters = training.corpus().characters().size();
        out.println("Model     Embedding " + training.embedding() + ", "
                + training.settings().architecture().words() + ", Dense " + characters + " with softmax, on "
                + Backend.name() + " kernels");
        out.println();
        out.flush();
    }

    /**
     * How well characters are foretold.
     *
     * @param part which they are, as the first words of a sentence
     */
    void test(TextScores scores, String part) {
        out.println(part + ": " + TrainReport.count(scores.characters(), "character") + ", each from those before it");
        out.println();
        TextTable table = new TextTable("Next character by", "Bits per character", "Nats", "Right");
        row(table, "model", scores.model());
        row(table, "frequency alone", scores.frequency());
        out.print(table);
        out.println();
        double share = 100 * (1 - scores.model().nats() / scores.frequency().nats());
        out.println(
                share > 0
                        ? String.format(
                                Locale.ROOT,
                                "The model needs %.0f %% fewer bits than the frequencies of the characters.",
                                share)
                        : "The model does not foretell better than the frequencies of the characters: try more text, more"
                                + " --units or another --learning-rate.");
        out.println();
        out.flush();
    }

    private static void row(TextTable table, String name, TextScores.Score score) {
        table.row(
                name,
                String.format(Locale.ROOT, "%.3f", score.bits()),
                String.format(Locale.ROOT, "%.3f", score.nats()),
                String.format(Locale.ROOT, "%.1f %%", 100 * score.right()));
    }
}
