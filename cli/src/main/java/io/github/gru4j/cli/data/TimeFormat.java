package io.github.gru4j.cli.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One way of writing a date and time, as DuckDB's {@code strptime} spells it.
 *
 * @param format the format, for example {@code %d/%m/%Y %H:%M}; {@link #OFFSET} for ISO 8601 with an offset from UTC
 * @param shape what a value in that format looks like
 */
record TimeFormat(String format, Pattern shape) {

    private static final String OFFSET = "ISO 8601 with offset";

    private static final List<String> DATES = List.of(
            "%Y-%m-%d",
            "%Y/%m/%d",
            "%Y.%m.%d",
            "%d/%m/%Y",
            "%m/%d/%Y",
            "%d.%m.%Y",
            "%d-%m-%Y",
            "%m-%d-%Y",
            "%d/%m/%y",
            "%m/%d/%y",
            "%d.%m.%y",
            "%d-%m-%y",
            "%m-%d-%y",
            "%d-%b-%Y",
            "%d-%b-%y",
            "%d %b %Y",
            "%d %B %Y",
            "%b %d, %Y",
            "%B %d, %Y",
            "%b %d %Y",
            "%Y-%b-%d",
            "%Y-%m",
            "%Y/%m",
            "%m/%Y",
            "%b %Y",
            "%B %Y",
            "%b-%Y",
            "%Y-%b",
            "%b-%y");
    private static final List<String> TIMES = List.of(
            "%H:%M:%S",
            "%H:%M",
            "%H:%M:%S.%f",
            "%H:%M:%S,%f",
            "%H.%M.%S",
            "%H.%M",
            "%I:%M:%S %p",
            "%I:%M %p",
            "%I:%M:%S%p",
            "%I:%M%p",
            "%H");
    private static final List<String> RUN_TOGETHER = List.of("%Y%m%d", "%Y%m%d%H", "%Y%m%d%H%M", "%Y%m%d %H%M");

    private static final List<TimeFormat> ALL = all();
    private static final List<TimeFormat> OF_NUMBERS =
            RUN_TOGETHER.stream().map(TimeFormat::of).toList();
    private static final List<TimeFormat> OF_DAY =
            TIMES.stream().filter(t -> !t.equals("%H")).map(TimeFormat::of).toList();

    private static List<TimeFormat> all() {
        List<TimeFormat> formats = new ArrayList<>();
        for (String date : DATES) {
            formats.add(of(date));
            for (String time : TIMES) {
                formats.add(of(date + " " + time));
                formats.add(of(date + "T" + time));
            }
        }
        formats.add(
                new TimeFormat(
                        OFFSET,
                        Pattern.compile(
                                "\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)? ?(Z|UTC|[+-]\\d{2}(:?\\d{2})?)")));
        return List.copyOf(formats);
    }

    private static TimeFormat of(String format) {
        StringBuilder regex = new StringBuilder();
        boolean field = false;
        for (char c : format.chars().mapToObj(c -> (char) c).toList()) {
            if (field) {
                regex.append(
                        switch (c) {
                            case 'Y' -> "[12]\\d{3}";
                            case 'y' -> "\\d{2}";
                            case 'b' -> "[A-Za-z]{3}";
                            case 'B' -> "[A-Za-z]{3,9}";
                            case 'p' -> "[AaPp][Mm]";
                            case 'f' -> "\\d{1,6}";
                            default -> RUN_TOGETHER.contains(format) ? "\\d{2}" : "\\d{1,2}";
                        });
            } else if (c != '%') {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            field = c == '%';
        }
        return new TimeFormat(format, Pattern.compile(regex.toString()));
    }

    /** Formats of a date with or without a time of day that fit every value. */
    static List<TimeFormat> fitting(List<String> values) {
        return fitting(ALL, values);
    }

    /** Formats that fit every value when dates may also be written as plain digits, such as {@code 20260131}. */
    static List<TimeFormat> fittingDigits(List<String> values) {
        return fitting(OF_NUMBERS, values);
    }

    /** Formats of a time of day without a date that fit every value. */
    static List<TimeFormat> fittingTimeOfDay(List<String> values) {
        return fitting(OF_DAY, values);
    }

    /** One mistyped date must not hide the format of the others, so a format counts as fitting from 8 in 10 on. */
    private static List<TimeFormat> fitting(List<TimeFormat> formats, List<String> values) {
        long best = Math.max(1, (values.size() * 8L + 9) / 10);
        List<TimeFormat> fitting = new ArrayList<>();
        for (TimeFormat format : formats) {
            long count = values.stream()
                    .filter(value -> format.shape.matcher(value.strip()).matches())
                    .count();
            if (count > best) {
                fitting.clear();
                best = count;
            }
            if (count == best) {
                fitting.add(format);
            }
        }
        return fitting;
    }

    /** Whether one cell could be a date or a time. */
    static boolean looksLikeTime(String cell) {
        return !cell.isBlank()
                && (!fitting(List.of(cell)).isEmpty()
                        || !fittingTimeOfDay(List.of(cell)).isEmpty());
    }

    /** SQL: the time stamp that the text holds, or null. */
    String sql(String text) {
        String trimmed = "trim(" + text + ")";
        if (format.equals(OFFSET)) {
            return "(TRY_CAST(" + trimmed + " AS TIMESTAMPTZ) AT TIME ZONE 'UTC')";
        }
        return "try_strptime(" + trimmed + ", " + Sql.literal(format) + ")";
    }

    /** For notes to the user: {@code day/month/year}. */
    String words() {
        return format.replace("%Y", "year")
                .replace("%y", "year")
                .replace("%m", "month")
                .replace("%d", "day")
                .replace("%b", "month")
                .replace("%B", "month")
                .replaceFirst("[ T]%[HI].*", "");
    }
}
