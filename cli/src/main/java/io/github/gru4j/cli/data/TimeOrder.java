package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.UserError;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What orders the rows of a table.
 *
 * @param columns the columns that say when a row was
 * @param text SQL: the time as the file writes it
 * @param value SQL: a {@code TIMESTAMP}, or a {@code DOUBLE} where the column holds plain numbers; null where the cell
 *     holds neither
 * @param stamps whether the value is a time stamp
 */
record TimeOrder(List<String> columns, String text, String value, boolean stamps) {

    private static final List<String> PARTS = List.of("year", "month", "day", "hour", "minute", "second");

    /** An order, if there is one, and what to tell the user about it. */
    record Choice(@Nullable TimeOrder order, String note) {}

    /** For messages and axes. */
    String label() {
        return String.join(" ", columns);
    }

    /** Finds the column of times when the user named none. */
    static Choice detect(DataTable table) {
        List<Column> times = table.columns().stream().filter(Column::isTime).toList();
        List<Column> ofDay = table.columns().stream()
                .filter(c -> c.kind() == Column.Kind.TIME_OF_DAY)
                .toList();
        if (times.size() == 1 && ofDay.size() == 1 && datesOnly(table, times.get(0))) {
            TimeOrder both = dateAndTime(times.get(0), ofDay.get(0));
            return new Choice(both, "by " + DataTable.quoted(both.columns()) + ", the columns that hold times");
        }
        if (times.size() == 1) {
            TimeOrder one = single(times.get(0));
            return new Choice(one, "by '" + one.label() + "', the column that holds times");
        }
        if (times.isEmpty()) {
            List<UnixTime> unix = table.columns().stream()
                    .filter(c -> UnixTime.isCalledTime(c.name()))
                    .map(c -> unix(table, c))
                    .filter(Objects::nonNull)
                    .toList();
            if (unix.size() == 1) {
                TimeOrder one = unix.get(0).order();
                return new Choice(
                        one, "by '" + one.label() + "', " + unix.get(0).words());
            }
            return new Choice(null, "as in the file (no column holds times; --time names one)");
        }
        return new Choice(
                null,
                "as in the file (several columns hold times: "
                        + DataTable.quoted(times.stream().map(Column::name).toList()) + "; --time names one)");
    }

    /**
     * The order that the user named.
     *
     * @param names one column; or a date and a time of day; or year, month, day … as numbers; or parts of one time
     */
    static Choice of(DataTable table, List<String> names) {
        List<Column> columns = names.stream().map(table::column).toList();
        UnixTime unix = columns.size() == 1 ? unix(table, columns.get(0)) : null;
        if (unix != null) {
            return new Choice(unix.order(), "by " + DataTable.quoted(names) + ", " + unix.words());
        }
        TimeOrder order = columns.size() == 1 ? one(table, columns.get(0)) : several(table, columns);
        return new Choice(order, "by " + DataTable.quoted(names));
    }

    /** A numeric column as time since 1970, unless it is none or its digits make dates, such as {@code 2026013112}. */
    private static @Nullable UnixTime unix(DataTable table, Column column) {
        if (!column.isNumber()) {
            return null;
        }
        Column digits = typed(table, column.name(), column.text(), true);
        return digits != null && digits.clean() ? null : UnixTime.of(table, column);
    }

    private static TimeOrder single(Column column) {
        return new TimeOrder(List.of(column.name()), column.text(), column.valueSql(), true);
    }

    private static TimeOrder one(DataTable table, Column column) {
        String place = table.source() + ": column '" + column.name() + "' cannot be --time, it holds ";
        return switch (column.kind()) {
            case TIME -> single(column);
            case NUMBER -> {
                Column digits = typed(table, column.name(), column.text(), true);
                yield digits != null && digits.clean()
                        ? single(digits)
                        : new TimeOrder(List.of(column.name()), column.text(), column.valueSql(), false);
            }
            case TIME_OF_DAY ->
                throw new UserError(
                        place + "times of day without a date. Name both columns: --time DATE," + column.name() + ".");
            case EMPTY -> throw new UserError(place + "nothing.");
            case TEXT -> throw new UserError(place + "neither times nor numbers.");
        };
    }

    private static TimeOrder several(DataTable table, List<Column> columns) {
        List<String> names = columns.stream().map(Column::name).toList();
        if (columns.size() == 2) {
            for (int i = 0; i < 2; i++) {
                if (columns.get(i).isTime() && columns.get(1 - i).kind() == Column.Kind.TIME_OF_DAY) {
                    return dateAndTime(columns.get(i), columns.get(1 - i));
                }
            }
        }
        String text = columns.stream().map(Column::text).collect(Collectors.joining(" || ' ' || "));
        Map<String, Column> parts =
                columns.stream().collect(Collectors.toMap(c -> c.name().toLowerCase(Locale.ROOT), c -> c, (a, b) -> a));
        if (parts.containsKey("year")
                && PARTS.containsAll(parts.keySet())
                && columns.stream().allMatch(Column::isNumber)) {
            return new TimeOrder(names, text, fromParts(parts), true);
        }
        Column joined = typed(table, String.join(" ", names), "(" + text + ")", false);
        if (joined == null) {
            throw new UserError(table.source() + ": columns " + DataTable.quoted(names)
                    + " do not make a time together. Name one column of times, a date and a time of day, or columns"
                    + " called year, month, day, hour, minute, second.");
        }
        return new TimeOrder(names, joined.text(), joined.valueSql(), true);
    }

    private static String fromParts(Map<String, Column> parts) {
        StringBuilder args = new StringBuilder();
        for (String part : PARTS) {
            Column column = parts.get(part);
            boolean fromOne = part.equals("month") || part.equals("day");
            String number = column == null ? (fromOne ? "1" : "0") : column.valueSql();
            String type = part.equals("second") ? "DOUBLE" : "BIGINT";
            args.append(args.isEmpty() ? "" : ", ")
                    .append("CAST(")
                    .append(number)
                    .append(" AS ")
                    .append(type)
                    .append(")");
        }
        return "make_timestamp(" + args + ")";
    }

    private static TimeOrder dateAndTime(Column date, Column ofDay) {
        String time = ofDay.valueSql();
        return new TimeOrder(
                List.of(date.name(), ofDay.name()),
                "(" + date.text() + " || ' ' || " + ofDay.text() + ")",
                "(" + date.valueSql() + " + (" + time + " - date_trunc('day', " + time + ")))",
                true);
    }

    private static boolean datesOnly(DataTable table, Column date) {
        try {
            String moment = date.valueSql();
            return table.duck()
                            .number("SELECT count(*) FROM " + table.table() + " WHERE " + moment
                                    + " <> date_trunc('day', " + moment + ")")
                    == 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Column typed(DataTable table, String name, String text, boolean digits) {
        try {
            return table.typer().timeColumn(name, text, digits);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
