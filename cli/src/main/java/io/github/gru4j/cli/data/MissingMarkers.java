package io.github.gru4j.cli.data;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Numbers that stand for a missing value, such as the -200 of an instrument that was off. Whether one does is for the
 * user to say, so it is only pointed out. Stateless.
 */
final class MissingMarkers {

    private static final List<Integer> USUAL = List.of(-99, -200, -999, -9999, -99999, -32768);

    private MissingMarkers() {}

    /**
     * A note on a numeric column whose least value is a usual marker, occurs more than once, and is twice as far below
     * zero as any other.
     */
    static Optional<String> note(DataTable table, Column column) throws SQLException {
        String value = column.valueSql();
        String rows = " FROM " + table.table();
        String least = "(SELECT min(" + value + ")" + rows + ")";
        String counts = "SELECT " + least + ", count(*), (SELECT coalesce(min(" + value + "), " + least + ")" + rows
                + " WHERE " + value + " > " + least + ")" + rows + " WHERE " + value + " = " + least;
        return table
                .duck()
                .query(counts, row -> note(column.name(), row.getDouble(1), row.getLong(2), row.getDouble(3)))
                .stream()
                .findFirst();
    }

    private static @org.jspecify.annotations.Nullable String note(
            String column, double least, long count, double next) {
        if (count < 2 || next <= least / 2 || USUAL.stream().noneMatch(marker -> marker == least)) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "'%s' is %.0f in %d rows and nowhere near it in the others: if that means missing, have it read as"
                        + " such by --query with nullif(%s, %.0f)",
                column,
                least,
                count,
                Sql.identifier(column),
                least);
    }
}
