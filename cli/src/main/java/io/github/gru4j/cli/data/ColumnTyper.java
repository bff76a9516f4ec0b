package io.github.gru4j.cli.data;

import io.github.gru4j.cli.data.Column.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what each column of a table holds, from all its cells: a column is numeric when at least half of the cells
 * that are not missing are numbers, so that one mistyped cell is reported as such and does not make a column of words.
 */
final class ColumnTyper {

    private static final int SAMPLE = 100;

    private final Duck duck;
    private final String table;
    private final List<NumberStyle> styles;

    /**
     * A typer of a table.
     *
     * @param semicolons whether the table comes from text whose cells are separated by semicolons
     */
    ColumnTyper(Duck duck, String table, boolean semicolons) {
        this.duck = duck;
        this.table = table;
        this.styles = NumberStyle.preferred(semicolons);
    }

    private record Declared(String name, String type) {}

    /** The columns in file order. */
    List<Column> columns() throws SQLException {
        List<Declared> declared =
                duck.query("DESCRIBE " + table, row -> new Declared(row.getString(1), row.getString(2)));
        List<Column> columns = new ArrayList<>();
        for (Declared column : declared) {
            columns.add(column(column.name(), column.type().toUpperCase(Locale.ROOT)));
        }
        return columns;
    }

    private Column column(String name, String type) throws SQLException {
        String cell = Sql.identifier(name);
        if (type.equals("VARCHAR")) {
            return textColumn(name, cell);
        }
        if (type.equals("JSON")) {
            return textColumn(name, "(" + cell + " ->> '$')");
        }
        String text = "CAST(" + cell + " AS VARCHAR)";
        if (duck.number("SELECT count(" + cell + ") FROM " + table) == 0) {
            return new Column(name, Kind.EMPTY, text, null, true, null);
        }
        if (type.matches(
                "U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U(SMALLINT|TINYINT)|FLOAT|REAL|DOUBLE|BOOLEAN|DECIMAL.*")) {
            String number = "CAST(" + cell + " AS DOUBLE)";
            if (type.equals("BOOLEAN")) {
                number = "CAST(CAST(" + cell + " AS INTEGER) AS DOUBLE)";
            }
            return new Column(name, Kind.NUMBER, text, NumberStyle.finite(number), true, null);
        }
        if (type.equals("TIMESTAMP WITH TIME ZONE")) {
            return new Column(name, Kind.TIME, text, "(" + cell + " AT TIME ZONE 'UTC')", true, null);
        }
        if (type.equals("DATE") || type.startsWith("TIMESTAMP")) {
            return new Column(name, Kind.TIME, text, "CAST(" + cell + " AS TIMESTAMP)", true, null);
        }
        if (type.equals("TIME")) {
            return new Column(name, Kind.TIME_OF_DAY, text, "(DATE '1970-01-01' + " + cell + ")", true, null);
        }
        return new Column(name, Kind.TEXT, text, null, true, null);
    }

    private Column textColumn(String name, String cell) throws SQLException {
        StringBuilder counts = new StringBuilder("SELECT count(*) FILTER (WHERE NOT " + Missing.sql(cell) + ")");
        for (NumberStyle style : styles) {
            counts.append(", count(").append(style.sql(cell)).append(")");
        }
        long[] count = duck.query(counts + " FROM " + table, row -> {
                    long[] values = new long[1 + styles.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getLong(i + 1);
                    }
                    return values;
                })
                .get(0);
        long present = count[0];
        if (present == 0) {
            return new Column(name, Kind.EMPTY, cell, null, true, null);
        }
        int best = 0;
        for (int i = 1; i < styles.size(); i++) {
            best = count[1 + i] > count[1 + best] ? i : best;
        }
        NumberStyle style = styles.get(best);
        long numbers = count[1 + best];
        if (numbers * 2 >= present) {
            String note = style == NumberStyle.PLAIN ? null : "'" + name + "' is read with " + style.words();
            return new Column(name, Kind.NUMBER, cell, style.sql(cell), numbers == present, note);
        }
        return timeColumn(name, cell, present);
    }

    private Column timeColumn(String name, String cell, long present) throws SQLException {
        List<String> sample = sample(cell);
        List<TimeFormat> formats = TimeFormat.fitting(sample);
        Column dates = formats.isEmpty() ? null : timeColumn(name, cell, formats, present);
        if (dates != null) {
            return dates;
        }
        List<TimeFormat> ofDay = TimeFormat.fittingTimeOfDay(sample);
        if (!ofDay.isEmpty()) {
            return new Column(name, Kind.TIME_OF_DAY, cell, ofDay.get(0).sql(cell), true, null);
        }
        return new Column(name, Kind.TEXT, cell, null, true, null);
    }

    /**
     * A column of times made from any SQL text, read in the format that fits most cells.
     *
     * @return null if no format fits
     */
    @Nullable
    Column timeColumn(String name, String text, boolean digits) throws SQLException {
        List<String> sample = sample(text);
        List<TimeFormat> formats = digits ? TimeFormat.fittingDigits(sample) : TimeFormat.fitting(sample);
        long present = duck.number("SELECT count(*) FILTER (WHERE NOT " + Missing.sql(text) + ") FROM " + table);
        return formats.isEmpty() ? null : timeColumn(name, text, formats, present);
    }

    private List<String> sample(String cell) throws SQLException {
        return duck.query(
                "SELECT " + cell + " FROM " + table + " WHERE NOT " + Missing.sql(cell) + " LIMIT " + SAMPLE,
                row -> row.getString(1));
    }

    /**
     * The column under the format that suits it best; null if most cells are no times under any. 01/02/2020 fits two
     * formats. More values decide (there is no month 13), then the file's order: the reading under
     * which time runs backwards less often.
     */
    private @Nullable Column timeColumn(String name, String cell, List<TimeFormat> formats, long present)
            throws SQLException {
        TimeFormat best = formats.get(0);
        long bestCount = -1;
        long bestDescents = 0;
        boolean open = false;
        for (TimeFormat format : formats) {
            String moment = format.sql(cell);
            long count = duck.number("SELECT count(" + moment + ") FROM " + table);
            long descents = duck.number("SELECT count(*) FROM (SELECT " + moment + " AS t, lag(" + moment
                    + ") OVER (ORDER BY rowid) AS s FROM " + table + ") WHERE t < s");
            if (count > bestCount || (count == bestCount && descents < bestDescents)) {
                best = format;
                bestCount = count;
                bestDescents = descents;
                open = false;
            } else if (count == bestCount && descents == bestDescents) {
                open = true;
            }
        }
        if (bestCount * 2 < present) {
            return null; // 18.30.00 looks like a date and is a time of day: there is no month 30
        }
        String note = open ? "'" + name + "' is read as " + best.words() + ", which its values leave open" : null;
        return new Column(name, Kind.TIME, cell, best.sql(cell), bestCount == present, note);
    }
}
