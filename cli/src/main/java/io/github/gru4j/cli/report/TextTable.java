package io.github.gru4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/** A small table in text: the first column to the left, the others to the right. Not safe to share between threads. */
public final class TextTable {

    private final List<String[]> rows = new ArrayList<>();

    /** A table with its headings. */
    public TextTable(String... headings) {
        rows.add(headings.clone());
    }

    /** Adds a row with as many cells as there are headings. */
    public TextTable row(String... cells) {
        rows.add(cells.clone());
        return this;
    }

    /** The table, every line indented by two and ended with a line break. */
    @Override
    public String toString() {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            append(text, rows.get(r), widths);
            if (r == 0) {
                int total = 2 * (columns - 1);
                for (int width : widths) {
                    total += width;
                }
                text.append("  ").append("─".repeat(total)).append('\n');
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String[] row, int[] widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? row[i] + padding : "  " + padding + row[i]);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
