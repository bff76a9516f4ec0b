package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.UserError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns columns of a {@link DataTable} into a {@link Frame}. Not safe to share between threads. */
public final class FrameReader {

    private final DataTable table;
    private final MissingPolicy policy;
    private final TimeOrder.Choice time;
    private final List<String> notes = new ArrayList<>();

    /**
     * A reader of a table.
     *
     * @param table the table
     * @param time the columns that order the rows; empty to find them
     * @param policy what to do about missing values
     * @throws UserError if a named column does not exist or holds no times
     */
    public FrameReader(DataTable table, List<String> time, MissingPolicy policy) {
        this.table = table;
        this.policy = policy;
        this.time = time.isEmpty() ? TimeOrder.detect(table) : TimeOrder.of(table, time);
    }

    /**
     * The columns that are features when the user names none: all that hold numbers, without those that order the rows
     * and those that only count them.
     *
     * @param keep columns that are features whatever they hold
     */
    public List<String> defaultFeatures(List<String> keep) {
        List<String> features = new ArrayList<>();
        List<String> counters = new ArrayList<>();
        TimeOrder order = time.order();
        for (Column column : table.columns()) {
            if (!column.isNumber() || (order != null && order.columns().contains(column.name()))) {
                continue;
            }
            if (!keep.contains(column.name()) && countsRows(column)) {
                counters.add(column.name());
            } else {
                features.add(column.name());
            }
        }
        if (!counters.isEmpty()) {
            notes.add(DataTable.quoted(counters)
                    + (counters.size() == 1 ? " only counts the rows and is" : " only count the rows and are")
                    + " left out (--features can name " + (counters.size() == 1 ? "it)" : "them)"));
        }
        return features;
    }

    private boolean countsRows(Column column) {
        try {
            String ahead = column.valueSql() + " - rowid";
            return table.rows() > 2
                    && column.clean()
                    && table.duck()
                                    .number("SELECT CASE WHEN max(" + ahead + ") = min(" + ahead + ") AND count("
                                            + column.valueSql() + ") = count(*) THEN 1 ELSE 0 END FROM "
                                            + table.table())
                            == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads features and targets that must have a value in every row, or be treated by the policy.
     *
     * @param features numeric columns
     * @param targets numeric columns
     * @throws UserError if a column does not exist or is not numeric, or a value is missing and the policy is
     *     {@link MissingPolicy#ERROR}
     */
    public Frame read(List<String> features, List<String> targets) {
        return read(features, targets, true, null);
    }

    /**
     * Reads features, and targets that the table has, only to show them: they may be missing.
     *
     * @param features numeric columns
     * @param targets numeric columns
     */
    public Frame readFeatures(List<String> features, List<String> targets) {
        return read(features, targets, false, null);
    }

    /**
     * Reads the features of several sequences: one after the other as they begin in the file, each in the order of time.
     *
     * @param features numeric columns
     * @param sequence the column that says which sequence a row belongs to
     */
    public Frame readSequences(List<String> features, String sequence) {
        return read(features, List.of(), true, table.column(sequence));
    }

    private Frame read(List<String> features, List<String> targets, boolean needsTargets, @Nullable Column sequence) {
        List<Column> columns =
                new ArrayList<>(features.stream().map(table::numeric).toList());
        Set<Column> needed = new LinkedHashSet<>(columns);
        List<Column> targetColumns = targets.stream().map(table::numeric).toList();
        columns.addAll(targetColumns);
        if (needsTargets) {
            needed.addAll(targetColumns);
        }
        try {
            checkTime();
            if (policy == MissingPolicy.ERROR) {
                checkValues(List.copyOf(needed));
            }
            Set<String> used = needed.stream().map(Column::name).collect(Collectors.toCollection(LinkedHashSet::new));
            TimeOrder order = time.order();
            if (order != null) {
                used.addAll(order.columns());
            }
            for (Column column : needed) {
                MissingMarkers.note(table, column).ifPresent(notes::add);
            }
            notes.addAll(0, table.notes(used));
            boolean[] strict = new boolean[columns.size()];
            for (int i = 0; i < strict.length; i++) {
                strict[i] = i < features.size()
                        || needsTargets
                        || features.contains(columns.get(i).name());
            }
            return fetch(features, targets, columns, strict, sequence);
        } catch (SQLException e) {
            throw new UserError(table.source() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** How the rows are ordered, for the user. */
    public String orderNote() {
        return time.note();
    }

    private void checkTime() throws SQLException {
        TimeOrder order = time.order();
        if (order == null || policy == MissingPolicy.DROP) {
            return;
        }
        String label = order.label();
        List<String> bad = table.duck()
                .query(
                        "SELECT rowid + 1, " + order.text() + " FROM " + table.table() + " WHERE " + order.value()
                                + " IS NULL ORDER BY rowid LIMIT 1",
                        row -> complaint(
                                label,
                                row.getLong(1),
                                row.getString(2),
                                order.stamps() ? "a date or time" : "a number"));
        if (!bad.isEmpty()) {
            throw new UserError(
                    bad.get(0) + " Correct it, or leave such rows out with --missing drop. " + table.rowsAre());
        }
    }

    /** Names the first cell, row by row, that has no number. */
    private void checkValues(List<Column> needed) throws SQLException {
        String anyMissing = needed.stream().map(c -> c.valueSql() + " IS NULL").collect(Collectors.joining(" OR "));
        String cells = needed.stream()
                .map(c -> ", " + c.text() + ", " + c.valueSql() + " IS NULL")
                .collect(Collectors.joining());
        List<String> bad = table.duck()
                .query(
                        "SELECT rowid + 1" + cells + " FROM " + table.table() + " WHERE " + anyMissing
                                + " ORDER BY rowid LIMIT 1",
                        row -> {
                            for (int i = 0; i < needed.size(); i++) {
                                if (row.getBoolean(2 * i + 3)) {
                                    return complaint(
                                            needed.get(i).name(), row.getLong(1), row.getString(2 * i + 2), "a number");
                                }
                            }
                            throw new IllegalStateException("The row was selected because a cell of it has no number.");
                        });
        if (!bad.isEmpty()) {
            throw new UserError(
                    bad.get(0) + " Correct it, or use --missing drop or --missing forward-fill. " + table.rowsAre());
        }
    }

    private String complaint(String column, long row, @Nullable String cell, String wanted) {
        String place = table.source() + ": column '" + column + "' row " + row + ": ";
        if (cell == null || cell.isBlank()) {
            return place + "the value is missing.";
        }
        if (Missing.isToken(cell)) {
            return place + "the value is missing (the cell says '" + cell + "').";
        }
        return place + "value '" + cell + "' is not " + wanted + ".";
    }

    private Frame fetch(
            List<String> features,
            List<String> targets,
            List<Column> columns,
            boolean[] strict,
            @Nullable Column sequence)
            throws SQLException {
        int capacity = Math.toIntExact(table.rows());
        int width = features.size();
        float[][] x = new float[capacity][];
        double[][] y = new double[targets.size()][capacity];
        boolean[][] given = new boolean[targets.size()][capacity];
        long[] rowNumbers = new long[capacity];
        double[] moments = new double[capacity];
        double[] last = new double[columns.size()];
        String lastSequence = null;
        Arrays.fill(last, Double.NaN);
        int rows = 0;
        long dropped = 0;
        long filled = 0;
        long previousRow = 0;
        boolean sorted = true;
        try (Statement statement = table.duck().connection().createStatement();
                ResultSet result = statement.executeQuery(select(columns, sequence))) {
            while (result.next()) {
                String ofSequence = result.getString(3);
                if (!Objects.equals(ofSequence, lastSequence)) {
                    Arrays.fill(last, Double.NaN);
                    lastSequence = ofSequence;
                    previousRow = 0;
                }
                double[] values = new double[columns.size()];
                boolean complete = true;
                Set<String> missing = new LinkedHashSet<>();
                for (int i = 0; i < values.length; i++) {
                    values[i] = result.getDouble(i + 4);
                    if (Double.isNaN(values[i]) && strict[i]) {
                        missing.add(columns.get(i).name());
                        values[i] = policy == MissingPolicy.FORWARD_FILL ? last[i] : Double.NaN;
                        complete &= !Double.isNaN(values[i]);
                    }
                    last[i] = values[i];
                }
                if (!complete) {
                    dropped++;
                    continue;
                }
                filled += missing.size();
                long number = result.getLong(1);
                sorted &= number > previousRow;
                previousRow = number;
                rowNumbers[rows] = number;
                moments[rows] = result.getDouble(2);
                float[] features32 = new float[width];
                for (int i = 0; i < width; i++) {
                    features32[i] = (float) values[i];
                }
                x[rows] = features32;
                for (int t = 0; t < y.length; t++) {
                    y[t][rows] = values[width + t];
                    given[t][rows] = !missing.contains(targets.get(t)) && !Double.isNaN(y[t][rows]);
                }
                rows++;
            }
        }
        TimeOrder order = time.order();
        dropped += order == null
                ? 0
                : table.duck().number("SELECT count(*) FROM " + table.table() + " WHERE " + order.value() + " IS NULL");
        TimeAxis axis =
                order == null ? null : new TimeAxis(order.label(), order.stamps(), Arrays.copyOf(moments, rows));
        addNotes(dropped, filled, sorted, sequence == null ? axis : null);
        List<Target> read = new ArrayList<>();
        for (int t = 0; t < y.length; t++) {
            read.add(new Target(targets.get(t), Arrays.copyOf(y[t], rows), Arrays.copyOf(given[t], rows)));
        }
        return new Frame(
                table.source(),
                List.copyOf(features),
                List.copyOf(read),
                Arrays.copyOf(x, rows),
                Arrays.copyOf(rowNumbers, rows),
                axis,
                List.copyOf(notes));
    }

    /** The row's number, its moment, its sequence and the cells, in the order in which the rows are wanted. */
    private String select(List<Column> columns, @Nullable Column sequence) {
        TimeOrder order = time.order();
        String moment = order == null
                ? "0.0"
                : order.stamps() ? "CAST(epoch_us(" + order.value() + ") AS DOUBLE)" : order.value();
        String group = sequence == null ? "''" : sequence.text();
        String cells = columns.stream()
                .map(c -> ", coalesce(" + c.valueSql() + ", 'nan'::DOUBLE)")
                .collect(Collectors.joining());
        return "SELECT rowid + 1, " + moment + " AS moment, " + group + " AS sequence" + cells + " FROM "
                + table.table() + (order == null ? "" : " WHERE " + order.value() + " IS NOT NULL") + " ORDER BY "
                + (sequence == null ? "" : "min(rowid) OVER (PARTITION BY " + group + "), ") + "moment, rowid";
    }

    private void addNotes(long dropped, long filled, boolean sorted, @Nullable TimeAxis axis) {
        if (filled > 0) {
            notes.add(filled + (filled == 1 ? " cell without a number was" : " cells without a number were")
                    + " filled with the value before");
        }
        if (dropped > 0) {
            notes.add(dropped
                    + (dropped == 1
                            ? " row with a cell without a number was"
                            : " rows with a cell without a number were")
                    + " left out" + (policy == MissingPolicy.FORWARD_FILL ? " (nothing before to fill it with)" : ""));
        }
        if (!sorted) {
            notes.add("the file is not in the order of time and was sorted");
        }
        if (axis != null && axis.ties() > 0) {
            notes.add(axis.ties() + (axis.ties() == 1 ? " row has" : " rows have")
                    + " the time of the row before: if the file holds several series, pick one" + " with --query");
        }
    }
}
