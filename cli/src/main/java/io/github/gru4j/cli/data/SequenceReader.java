package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of a table into sequences: the rows with one id are one sequence, and have one label.
 *
 * @param table the table
 * @param reader how its rows are ordered and what is done about missing values
 * @param id the column that says which sequence a row belongs to
 * @param label the column that says what the sequence is
 */
public record SequenceReader(DataTable table, FrameReader reader, String id, String label) {

    /**
     * Reads the sequences.
     *
     * @param features numeric columns
     * @throws UserError if a column does not exist, a value is missing, or a sequence has two labels or none
     */
    public Sequences read(List<String> features) {
        List<@Nullable String> ids = table.texts(id);
        List<@Nullable String> labels = table.texts(label);
        int missing = ids.indexOf(null);
        if (missing >= 0) {
            throw new UserError(table.source() + ": column '" + id + "' row " + (missing + 1)
                    + ": the value is missing, so nothing says which sequence the row belongs to. " + table.rowsAre());
        }
        Frame frame = reader.readSequences(features, id);
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < frame.rows(); row++) {
            String of = Objects.requireNonNull(ids.get((int) frame.rowNumbers()[row] - 1));
            rows.computeIfAbsent(of, name -> new ArrayList<>()).add(row);
        }
        Map<String, String> labelOf = labels(ids, labels);
        List<String> labelsInOrder = new ArrayList<>();
        float[][][] x = new float[rows.size()][][];
        for (Map.Entry<String, List<Integer>> sequence : rows.entrySet()) {
            String its = labelOf.get(sequence.getKey());
            if (its == null) {
                throw new UserError(table.source() + ": sequence '" + sequence.getKey() + "' has no label in column '"
                        + label + "'.");
            }
            x[labelsInOrder.size()] =
                    sequence.getValue().stream().map(row -> frame.x()[row]).toArray(float[][]::new);
            labelsInOrder.add(its);
        }
        return new Sequences(
                table.source(),
                frame.features(),
                List.copyOf(rows.keySet()),
                List.copyOf(labelsInOrder),
                x,
                frame.notes());
    }

    /** The label of each sequence: the same in all rows that have one. */
    private Map<String, String> labels(List<@Nullable String> ids, List<@Nullable String> labels) {
        Map<String, Integer> firstRow = new LinkedHashMap<>();
        Map<String, String> found = new LinkedHashMap<>();
        for (int row = 0; row < ids.size(); row++) {
            String here = labels.get(row);
            if (here == null) {
                continue;
            }
            String sequence = Objects.requireNonNull(ids.get(row));
            String before = found.putIfAbsent(sequence, here);
            if (before == null) {
                firstRow.put(sequence, row);
            } else if (!before.equals(here)) {
                throw new UserError(table.source() + ": sequence '" + sequence + "' has two labels, '" + before
                        + "' in row " + (firstRow.getOrDefault(sequence, 0) + 1) + " and '" + here + "' in row "
                        + (row + 1) + ". A sequence has one label in all its rows. " + table.rowsAre());
            }
        }
        return found;
    }

    /** The columns that are features when the user names none: those of a frame without id and label. */
    public List<String> defaultFeatures() {
        List<String> features = new ArrayList<>(reader.defaultFeatures(List.of()));
        features.removeAll(Arrays.asList(id, label));
        return features;
    }
}
