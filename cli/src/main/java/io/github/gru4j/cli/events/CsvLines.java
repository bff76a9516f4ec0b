package io.github.gru4j.cli.events;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers a line, separated by commas, semicolons or tabs, with or without a header. With one, the features are found by
 * their names where they are known; without one, the cells are the features in order. A header is answered by a header.
 */
final class CsvLines implements LineFormat {

    private static final char[] DELIMITERS = {',', ';', '\t'};

    private final char delimiter;
    private final int cells;
    private final int[] positions; // of each feature among the cells
    private final List<String> names; // of each feature, for messages
    private final boolean header;

    private CsvLines(char delimiter, int cells, int[] positions, List<String> names, boolean header) {
        this.delimiter = delimiter;
        this.cells = cells;
        this.positions = positions;
        this.names = names;
        this.header = header;
    }

    static CsvLines of(String first, List<String> features, int width) throws BadLine {
        char delimiter = ',';
        for (char candidate : DELIMITERS) {
            if (first.indexOf(candidate) >= 0) {
                delimiter = candidate;
                break;
            }
        }
        List<String> cells = split(first, delimiter);
        boolean header = cells.stream().noneMatch(CsvLines::isNumber);
        int[] positions = new int[width];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            positions[i] = i;
            names.add(i < features.size() ? features.get(i) : "cell " + (i + 1));
        }
        if (header && !features.isEmpty()) {
            for (int i = 0; i < width; i++) {
                positions[i] = cells.indexOf(features.get(i));
                if (positions[i] < 0) {
                    throw new BadLine("the header has no column '" + features.get(i) + "'. Its columns are "
                            + String.join(
                                    ", ", cells.stream().map(c -> "'" + c + "'").toList()));
                }
            }
        } else if (cells.size() != width) {
            throw new BadLine("has " + cells.size() + (cells.size() == 1 ? " cell" : " cells")
                    + ", but the model reads " + width);
        }
        return new CsvLines(delimiter, cells.size(), positions, names, header);
    }

    @Override
    public @Nullable String headerAnswer(int outputs) {
        if (!header) {
            return null;
        }
        if (outputs == 1) {
            return "prediction";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= outputs; i++) {
            text.append(i == 1 ? "" : delimiter).append("prediction_").append(i);
        }
        return text.toString();
    }

    @Override
    public void read(String line, float[] event) throws BadLine {
        List<String> row = split(line.strip(), delimiter);
        if (row.size() != cells) {
            throw new BadLine("has " + row.size() + (row.size() == 1 ? " cell" : " cells")
                    + " where the first line has " + cells);
        }
        for (int i = 0; i < positions.length; i++) {
            String cell = row.get(positions[i]);
            if (!isNumber(cell)) {
                throw new BadLine("'" + names.get(i) + "' is not a number: '" + cell + "'");
            }
            event[i] = Float.parseFloat(cell);
        }
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")
                && Float.isFinite(Float.parseFloat(cell));
    }

    private static List<String> split(String line, char delimiter) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == delimiter && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    @Override
    public String write(float[] prediction) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < prediction.length; i++) {
            text.append(i == 0 ? "" : delimiter).append(Float.toString(prediction[i]));
        }
        return text.toString();
    }
}
