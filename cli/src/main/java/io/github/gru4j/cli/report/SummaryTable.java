package io.github.gru4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of a model's summary, with the frame that Keras draws. A cell is a list of words: a line is broken between
 * them, never within one. The third column stands to the right. Not safe to share between threads.
 */
final class SummaryTable {

    private static final int RIGHT = 2;

    private final int[] widths;
    private final List<List<List<String>>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param leastWidths of the columns; one with a longer word is wider
     * @param headings of the columns
     */
    SummaryTable(int[] leastWidths, String... headings) {
        this.widths = leastWidths.clone();
        rows.add(List.of(headings).stream().map(List::of).toList());
    }

    /** Adds a row with as many cells as there are headings. */
    void row(List<List<String>> cells) {
        rows.add(cells);
        for (int i = 0; i < widths.length; i++) {
            for (String word : cells.get(i)) {
                widths[i] = Math.max(widths[i], word.length());
            }
        }
    }

    /** The table, every line ended with a line break. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rule(text, "┏━┳┓");
        lines(text, "┃", rows.get(0));
        rule(text, "┡━╇┩");
        for (int r = 1; r < rows.size(); r++) {
            lines(text, "│", rows.get(r));
            rule(text, r == rows.size() - 1 ? "└─┴┘" : "├─┼┤");
        }
        return text.toString();
    }

    private void rule(StringBuilder text, String parts) {
        for (int i = 0; i < widths.length; i++) {
            text.append(parts.charAt(i == 0 ? 0 : 2))
                    .append(parts.substring(1, 2).repeat(widths[i] + 2));
        }
        text.append(parts.charAt(3)).append('\n');
    }

    private void lines(StringBuilder text, String bar, List<List<String>> row) {
        List<List<String>> cells = new ArrayList<>();
        int height = 0;
        for (int i = 0; i < widths.length; i++) {
            cells.add(wrapped(row.get(i), widths[i]));
            height = Math.max(height, cells.get(i).size());
        }
        for (int line = 0; line < height; line++) {
            for (int i = 0; i < widths.length; i++) {
                String cell = line < cells.get(i).size() ? cells.get(i).get(line) : "";
                String padding = " ".repeat(widths[i] - cell.length());
                text.append(bar)
                        .append(' ')
                        .append(i == RIGHT ? padding + cell : cell + padding)
                        .append(' ');
            }
            text.append(bar).append('\n');
        }
    }

    private static List<String> wrapped(List<String> words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
