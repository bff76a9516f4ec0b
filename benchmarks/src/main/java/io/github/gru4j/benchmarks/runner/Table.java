package io.github.gru4j.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, laid out so that it can be read as plain text. Not thread-safe. */
public final class Table {

    private final List<String[]> rows = new ArrayList<>();
    private final int leftAligned;

    /** The first columns are texts, the others numbers. */
    public Table(int leftAligned, List<String> header) {
        this.leftAligned = leftAligned;
        add(header);
    }

    /** Adds a row with as many cells as the header. */
    public void add(List<String> row) {
        rows.add(row.toArray(String[]::new));
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(Math.max(widths[i], 4), row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            text.append('|');
            for (int i = 0; i < widths.length; i++) {
                String cell = rows.get(r)[i];
                String padding = " ".repeat(widths[i] - cell.length());
                text.append(' ')
                        .append(i < leftAligned ? cell + padding : padding + cell)
                        .append(" |");
            }
            text.append('\n');
            if (r == 0) {
                text.append('|');
                for (int i = 0; i < widths.length; i++) {
                    text.append(' ').append("-".repeat(widths[i] - 1)).append(i < leftAligned ? "- |" : ": |");
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
