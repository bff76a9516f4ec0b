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
    private final int keyPosition; // -1: none
    private final String keyName;
    private String key = "";

    private CsvLines(
            char delimiter,
            int cells,
            int[] positions,
            List<String> names,
            boolean header,
            int keyPosition,
            String keyName) {
        this.delimiter = delimiter;
        this.cells = cells;
        this.positions = positions;
        this.names = names;
        this.header = header;
        this.keyPosition = keyPosition;
        this.keyName = keyName;
    }

    static CsvLines of(String first, List<String> features, int width, @Nullable String key) throws BadLine {
        char delimiter = ',';
        for (char candidate : DELIMITERS) {
            if (first.indexOf(candidate) >= 0) {
                delimiter = candidate;
                break;
            }
        }
        List<String> cells = split(first, delimiter);
        int keyPosition = key == null ? -1 : isPosition(key) ? position(cells, key) : column(cells, key);
        boolean header = (key != null && !isPosition(key)) || isHeader(cells, keyPosition);
        int[] positions = new int[width];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            positions[i] = keyPosition >= 0 && i >= keyPosition ? i + 1 : i;
            names.add(i < features.size() ? features.get(i) : "cell " + (positions[i] + 1));
        }
        int values = cells.size() - (keyPosition >= 0 ? 1 : 0);
        if (header && !features.isEmpty()) {
            for (int i = 0; i < width; i++) {
                positions[i] = column(cells, features.get(i));
            }
        } else if (values != width) {
            throw new BadLine("has " + values + (values == 1 ? " cell" : " cells")
                    + (keyPosition >= 0 ? " beside the key" : "") + ", but the model reads " + width);
        }
        return new CsvLines(
                delimiter,
                cells.size(),
                positions,
                names,
                header,
                keyPosition,
                keyPosition < 0 ? "" : cells.get(keyPosition));
    }

    private static boolean isHeader(List<String> cells, int keyPosition) {
        for (int i = 0; i < cells.size(); i++) {
            if (i != keyPosition && isNumber(cells.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static int column(List<String> header, String name) throws BadLine {
        int position = header.indexOf(name);
        if (position < 0) {
            throw new BadLine("the header has no column '" + name + "'. Its columns are "
                    + String.join(", ", header.stream().map(c -> "'" + c + "'").toList()));
        }
        return position;
    }

    /** Whether a key is named by the number of its column, as it must be where there is no header. */
    private static boolean isPosition(String key) {
        return key.matches("[0-9]{1,6}");
    }

    private static int position(List<String> cells, String key) throws BadLine {
        int position = Integer.parseInt(key) - 1;
        if (position < 0 || position >= cells.size()) {
            throw new BadLine("has no cell " + key + " for the key, but " + cells.size()
                    + (cells.size() == 1 ? " cell" : " cells"));
        }
        return position;
    }

    @Override
    public @Nullable String headerAnswer(int outputs) {
        if (!header) {
            return null;
        }
        StringBuilder text = new StringBuilder(keyPosition >= 0 ? quoted(keyName) + delimiter : "");
        if (outputs == 1) {
            return text.append("prediction").toString();
        }
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
        if (keyPosition >= 0) {
            key = row.get(keyPosition);
            if (key.isEmpty()) {
                throw new BadLine("the cell of the key is empty");
            }
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
    public String key() {
        return key;
    }

    private String quoted(String cell) {
        boolean plain = cell.indexOf(delimiter) < 0 && cell.indexOf('"') < 0 && cell.equals(cell.strip());
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    @Override
    public String write(float[] prediction) {
        StringBuilder text = new StringBuilder(keyPosition >= 0 ? quoted(key) + delimiter : "");
        for (int i = 0; i < prediction.length; i++) {
            text.append(i == 0 ? "" : delimiter).append(Float.toString(prediction[i]));
        }
        return text.toString();
    }
}
