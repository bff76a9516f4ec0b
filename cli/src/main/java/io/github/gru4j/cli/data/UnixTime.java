package io.github.gru4j.cli.data;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A numeric column that counts seconds, or thousandths of them, since 1970. As plain numbers they would order the rows as
 * well, but then nothing would know how many rows make a day.
 *
 * @param column the column
 * @param perSecond 1 for seconds, 1000 for milliseconds
 */
record UnixTime(Column column, int perSecond) {

    /** The years 2000 and 2100; numbers that all lie between them are hardly anything else when they are called a time. */
    private static final long EARLIEST = 946_684_800L;

    private static final long LATEST = 4_102_444_800L;

    private static final Set<String> NAMES = Set.of(
            "t",
            "ts",
            "time",
            "timestamp",
            "datetime",
            "date",
            "epoch",
            "unix",
            "unixtime",
            "unixtimestamp",
            "epochseconds",
            "epochms",
            "timems");

    /** Whether a column's name alone says that it holds times: {@code ts}, {@code Unix_Time}. */
    static boolean isCalledTime(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", ""));
    }

    /**
     * The reading of a numeric column as time since 1970.
     *
     * @return null if a value lies outside the years 2000 to 2100 in every unit
     */
    static @Nullable UnixTime of(DataTable table, Column column) {
        String value = column.valueSql();
        try {
            List<UnixTime> found = table.duck()
                    .query(
                            "SELECT min(" + value + "), max(" + value + ") FROM " + table.table(),
                            row -> of(column, row.getDouble(1), row.getDouble(2)));
            return found.isEmpty() ? null : found.get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable UnixTime of(Column column, double least, double greatest) {
        for (int perSecond : new int[] {1, 1000}) {
            if (least >= (double) EARLIEST * perSecond && greatest < (double) LATEST * perSecond) {
                return new UnixTime(column, perSecond);
            }
        }
        return null;
    }

    /** The order of the rows by it. */
    TimeOrder order() {
        String micros = "CAST(round(" + column.valueSql() + " * " + 1_000_000 / perSecond + ") AS BIGINT)";
        return new TimeOrder(List.of(column.name()), column.text(), "make_timestamp(" + micros + ")", true);
    }

    /** For the user: how it is read. */
    String words() {
        return "read as " + (perSecond == 1 ? "seconds" : "milliseconds") + " since 1970";
    }
}
