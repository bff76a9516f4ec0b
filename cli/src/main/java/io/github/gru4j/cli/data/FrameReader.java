package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.UserError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
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
     * @param keep a column that is a feature whatever it holds, or null
     */
    public List<String> defaultFeatures(@Nullable String keep) {
        List<String> features = new ArrayList<>();
        List<String> counters = new ArrayList<>();
        TimeOrder order = time.order();
        for (Column column : table.columns()) {
            if (!column.isNumber() || (order != null && order.columns().contains(column.name()))) {
                continue;
            }
            if (!column.name().equals(keep) && countsRows(column)) {
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
     * Reads features and a target that must have a value in every row, or be treated by the policy.
     *
     * @param features numeric columns
     * @param target a numeric column
     * @throws UserError if a column does not exist or is not numeric, or a value is missing and the policy is
     *     {@link MissingPolicy#ERROR}
     */
    public Frame read(List<String> features, String target) {
        return read(features, target, true);
    }

    /**
     * Reads features, and the target where the table has one, only to show it: it may be missing.
     *
     * @param features numeric columns
     * @param target a numeric column, or null
     */
    public Frame readFeatures(List<String> features, @Nullable String target) {
        return read(features, target, false);
    }

    private Frame read(List<String> features, @Nullable String target, boolean needsTarget) {
        List<Column> columns =
                new ArrayList<>(features.stream().map(table::numeric).toList());
        Set<Column> needed = new LinkedHashSet<>(columns);
        Column targetColumn = target == null ? null : table.numeric(target);
        if (targetColumn != null) {
            columns.add(targetColumn);
            if (needsTarget) {
                needed.add(targetColumn);
            }
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
            boolean strictTarget = target != null && (needsTarget || features.contains(target));
            return fetch(features, target, columns, strictTarget);
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

    private Frame fetch(List<String> features, @Nullable String target, List<Column> columns, boolean strictTarget)
            throws SQLException {
        TimeOrder order = time.order();
        String moment = order == null
                ? "0.0"
                : order.stamps() ? "CAST(epoch_us(" + order.value() + ") AS DOUBLE)" : order.value();
        String cells = columns.stream()
                .map(c -> ", coalesce(" + c.valueSql() + ", 'nan'::DOUBLE)")
                .collect(Collectors.joining());
        String sql = "SELECT rowid + 1, " + moment + " AS moment" + cells + " FROM " + table.table()
                + (order == null ? "" : " WHERE " + order.value() + " IS NOT NULL")
                + " ORDER BY moment, rowid";
        int capacity = Math.toIntExact(table.rows());
        int width = features.size();
        float[][] x = new float[capacity][];
        double[] y = new double[capacity];
        boolean[] given = new boolean[capacity];
        long[] rowNumbers = new long[capacity];
        double[] moments = new double[capacity];
        double[] last = new double[columns.size()];
        Arrays.fill(last, Double.NaN);
        int rows = 0;
        long dropped = 0;
        long filled = 0;
        long previousRow = 0;
        boolean sorted = true;
        try (Statement statement = table.duck().connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                double[] values = new double[columns.size()];
                boolean complete = true;
                int filledHere = 0;
                boolean ownTarget = true;
                for (int i = 0; i < values.length; i++) {
                    values[i] = result.getDouble(i + 3);
                    if (Double.isNaN(values[i]) && (i < width || strictTarget)) {
                        ownTarget &= !columns.get(i).name().equals(target);
                        if (policy == MissingPolicy.FORWARD_FILL && !Double.isNaN(last[i])) {
                            values[i] = last[i];
                            filledHere += i < width || !features.contains(target) ? 1 : 0;
                        } else {
                            complete = false;
                        }
                    }
                    last[i] = values[i];
                }
                if (!complete) {
                    dropped++;
                    continue;
                }
                filled += filledHere;
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
                y[rows] = target == null ? Double.NaN : values[width];
                given[rows] = ownTarget && target != null && !Double.isNaN(y[rows]);
                rows++;
            }
        }
        dropped += order == null
                ? 0
                : table.duck().number("SELECT count(*) FROM " + table.table() + " WHERE " + order.value() + " IS NULL");
        TimeAxis axis =
                order == null ? null : new TimeAxis(order.label(), order.stamps(), Arrays.copyOf(moments, rows));
        addNotes(dropped, filled, sorted, axis);
        return new Frame(
                table.source(),
                List.copyOf(features),
                target,
                Arrays.copyOf(x, rows),
                target == null ? null : Arrays.copyOf(y, rows),
                Arrays.copyOf(given, rows),
                Arrays.copyOf(rowNumbers, rows),
                axis,
                List.copyOf(notes));
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
