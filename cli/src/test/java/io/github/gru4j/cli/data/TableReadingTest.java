package io.github.gru4j.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.cli.io.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as they are found, down to the numbers that a model would see. */
class TableReadingTest {

    @TempDir
    Path folder;

    private Path write(String name, String text) {
        return write(name, text, StandardCharsets.UTF_8);
    }

    private Path write(String name, String text, Charset charset) {
        try {
            return Files.write(folder.resolve(name), text.getBytes(charset));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Frame read(Path file, String target) {
        return read(file, target, MissingPolicy.ERROR, List.of(), null);
    }

    private static Frame read(
            @Nullable Path file, String target, MissingPolicy policy, List<String> time, @Nullable String query) {
        try (DataTable table = DataTable.open(file, query)) {
            FrameReader reader = new FrameReader(table, time, policy);
            return reader.read(reader.defaultFeatures(List.of(target)), List.of(target));
        }
    }

    private static String times(Frame frame) {
        StringBuilder text = new StringBuilder();
        TimeAxis time = frame.time();
        assertThat(time).isNotNull();
        for (int row = 0; row < frame.rows(); row++) {
            text.append(row == 0 ? "" : " | ").append(time.text(row));
        }
        return text.toString();
    }

    @Test
    void numericColumnsInFileOrderAreTheFeatures() {
        Frame frame = read(write("a.csv", "b,name,a\n1,x,2.5\n3,y,-4e2\n"), "a");
        assertThat(frame.features()).containsExactly("b", "a");
        assertThat(frame.x()).isDeepEqualTo(new float[][] {{1, 2.5f}, {3, -400}});
        assertThat(frame.targets().get(0).values()).containsExactly(2.5, -400);
        assertThat(frame.rowNumbers()).containsExactly(1, 2);
        assertThat(frame.time()).isNull();
    }

    @Test
    void semicolonsWithDecimalCommasAndThousandsPoints() {
        Frame frame = read(write("a.csv", "x;y\n1,5;1.234,25\n2;7\n-0,25;12.345.678,5\n"), "y");
        assertThat(frame.x()).isDeepEqualTo(new float[][] {{1.5f, 1234.25f}, {2, 7}, {-0.25f, 12345678.5f}});
        assertThat(frame.notes()).contains("'x' is read with a decimal comma", "'y' is read with a decimal comma");
    }

    @Test
    void threeDigitsAfterTheCommaAreDecimalsWhereSemicolonsSeparateTheCells() {
        Frame frame = read(write("a.csv", "x;y\n1,234;5\n-200;6\n12,500;8\n"), "x");
        assertThat(frame.targets().get(0).values()).containsExactly(1.234, -200, 12.5);
        try (DataTable table = DataTable.open(folder.resolve("a.csv"), "select x from data")) {
            FrameReader reader = new FrameReader(table, List.of(), MissingPolicy.ERROR);
            assertThat(reader.read(List.of("x"), List.of("x")).targets().get(0).values())
                    .containsExactly(1.234, -200, 12.5);
        }
    }

    @Test
    void threeDigitsAfterTheCommaAreThousandsElsewhereUnlessAGroupWouldStartWithZero() {
        Frame groups = read(write("a.csv", "x,y\n\"1,234\",5\n\"12,500\",8\n"), "x");
        assertThat(groups.targets().get(0).values()).containsExactly(1234, 12500);
        assertThat(groups.notes()).contains("'x' is read with commas between thousands");
        Frame decimals = read(write("b.csv", "x,y\n\"1,234\",5\n\"0,512\",8\n"), "x");
        assertThat(decimals.targets().get(0).values()).containsExactly(1.234, 0.512);
    }

    @Test
    void secondsAndMillisecondsSince1970AreTimes() {
        Frame seconds = read(write("a.csv", "ts,x\n1672531200,1\n1672534800,2\n1672538400,4\n"), "x");
        assertThat(times(seconds)).isEqualTo("2023-01-01 00:00 | 2023-01-01 01:00 | 2023-01-01 02:00");
        assertThat(seconds.features()).containsExactly("x");
        Path file = write("b.csv", "when,x\n1672531200250,1\n1672534800000,2\n");
        Frame millis = read(file, "x", MissingPolicy.ERROR, List.of("when"), null);
        assertThat(times(millis)).isEqualTo("2023-01-01 00:00:00.250 | 2023-01-01 01:00");
        assertThat(read(file, "x").time()).isNull();
    }

    @Test
    void digitsThatMakeDatesAreNotTakenForSecondsSince1970() {
        Path file = write("a.csv", "time,x\n2026013122,1\n2026013123,2\n2026020100,4\n");
        assertThat(read(file, "x").time()).isNull();
        Frame frame = read(file, "x", MissingPolicy.ERROR, List.of("time"), null);
        assertThat(times(frame)).isEqualTo("2026-01-31 22:00 | 2026-01-31 23:00 | 2026-02-01 00:00");
    }

    @Test
    void numbersOutsideThisCenturyAreNoSecondsSince1970() {
        Frame frame = read(write("a.csv", "time,x\n0,1\n1672534800,2\n"), "x");
        assertThat(frame.time()).isNull();
        assertThat(frame.features()).containsExactly("time", "x");
    }

    @Test
    void numbersThatProbablyMeanMissingArePointedOut() {
        Path file = write("a.csv", "CO(GT);T;x;c\n-200;-3;-200;-99\n0,5;4;-120;-99\n-200;-200;-200;-99\n2,5;6;3;-99\n");
        String note =
                "'CO(GT)' is -200 in 2 rows and nowhere near it in the others: if that means missing, have it read"
                        + " as such by --query with nullif(\"CO(GT)\", -200)";
        assertThat(read(file, "CO(GT)").notes()).containsExactly("'CO(GT)' is read with a decimal comma", note);
        Frame filled = read(
                file,
                "CO(GT)",
                MissingPolicy.DROP,
                List.of(),
                "select nullif(\"CO(GT)\", -200) as \"CO(GT)\" from data");
        assertThat(filled.targets().get(0).values()).containsExactly(0.5, 2.5);
    }

    @Test
    void queryKeepsItsOrder() {
        Path file = write("a.csv", "x\n2\n9\n4\n");
        assertThat(read(file, "x", MissingPolicy.ERROR, List.of(), "select x from data order by x desc; -- best")
                        .targets()
                        .get(0)
                        .values())
                .containsExactly(9, 4, 2);
    }

    @Test
    void quotedThousandsCommas() {
        Frame frame = read(write("a.csv", "x,y\n\"1,234.5\",1\n999,2\n\"12,345,678\",4\n"), "x");
        assertThat(frame.targets().get(0).values()).containsExactly(1234.5, 999, 12345678);
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|", ","})
    void delimiterIsFound(String delimiter) {
        String text = "first,a b,c\n1,2,3\n4,5,7\n".replace(",", delimiter);
        assertThat(read(write("a.txt", text), "c").features()).containsExactly("first", "a b", "c");
    }

    @Test
    void byteOrderMarkQuotesSpacesAndDuplicateNames() {
        Frame frame = read(write("a.csv", "\uFEFF\"Temp\", Temp ,\"Rain, mm\"\r\n1,2,3\r\n4,5,7\r\n"), "Temp");
        assertThat(frame.features()).containsExactly("Temp", "Temp_1", "Rain, mm");
        assertThat(frame.x()[1]).containsExactly(4, 5, 7);
    }

    @Test
    void otherEncodings() {
        String text = "Größe;x\n1;2\n3;5\n";
        assertThat(read(write("a.csv", text, StandardCharsets.ISO_8859_1), "Größe")
                        .targets()
                        .get(0)
                        .values())
                .containsExactly(1, 3);
        assertThat(read(write("b.csv", "\uFEFF" + text, StandardCharsets.UTF_16LE), "Größe")
                        .targets()
                        .get(0)
                        .values())
                .containsExactly(1, 3);
        String late = "x;y\n" + "1;2\n3;4\n".repeat(20_000) + "5;é\n";
        try (DataTable table = DataTable.open(write("c.csv", late, StandardCharsets.ISO_8859_1), null)) {
            assertThat(table.rows()).isEqualTo(40_001);
        }
    }

    @Test
    void gzip() throws IOException {
        Path file = folder.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("x,y\n1,2\n3,5\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(file, "y").targets().get(0).values()).containsExactly(2, 5);
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() {
        Frame frame = read(write("a.csv", "1,2020-01-01,7\n3,2020-01-02,8.5\n"), "column2");
        assertThat(frame.features()).containsExactly("column0", "column2");
        assertThat(frame.rows()).isEqualTo(2);
        assertThat(frame.notes())
                .contains("the file has no header line; its columns are called 'column0', 'column1', 'column2'");
    }

    @Test
    void linesBeforeTheTableArePassedOver() {
        Frame frame = read(write("a.csv", "# a comment\nExported today\n\nx,y\n1,2\n3,5\n"), "y");
        assertThat(frame.targets().get(0).values()).containsExactly(2, 5);
        Frame commented = read(write("b.csv", "# x,y\n1,2\n3,5\n"), "y");
        assertThat(commented.features()).containsExactly("x", "y");
    }

    @Test
    void emptyLinesAndColumnsOfASpreadsheetAreLeftOut() {
        Frame frame = read(write("a.csv", "x;y;;\n1;2;;\n3;5;;\n;;;\n;;;\n"), "y");
        assertThat(frame.features()).containsExactly("x", "y");
        assertThat(frame.targets().get(0).values()).containsExactly(2, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.csv", "it's.csv", "a[1].csv", "a*b?.csv", "-x;drop table.csv", "a\"b.csv"})
    void anyFileName(String name) {
        write("a1.csv", "x,y\n9,9\n9,9\n");
        assertThat(read(write(name, "x,y\n1,2\n3,5\n"), "y").targets().get(0).values())
                .containsExactly(2, 5);
    }

    @Test
    void jsonLinesAndArrays() {
        String line = "{\"t\": \"2024-01-01T0%d:00:00Z\", \"v\": %d.5, \"on\": true, \"who\": {\"id\": 3}}";
        Frame lines = read(write("a.jsonl", line.formatted(1, 1) + "\n" + line.formatted(2, 2) + "\n"), "v");
        assertThat(lines.features()).containsExactly("v", "on");
        assertThat(lines.targets().get(0).values()).containsExactly(1.5, 2.5);
        assertThat(times(lines)).isEqualTo("2024-01-01 01:00 | 2024-01-01 02:00");
        Frame array = read(write("a.json", "[" + line.formatted(1, 1) + "," + line.formatted(2, 2) + "]"), "v");
        assertThat(array.x()).isDeepEqualTo(lines.x());
    }

    @Test
    void wordAmongJsonNumbersIsNamed() {
        Path file = write("a.jsonl", "{\"v\": 1}\n{\"v\": \"abc\"}\n{\"v\": 2}\n");
        assertThatThrownBy(() -> read(file, "v"))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "a.jsonl: column 'v' row 2: value 'abc' is not a number. Correct it, or use --missing drop or"
                                + " --missing forward-fill. Rows are counted from 1.");
    }

    @Test
    void parquet() throws Exception {
        Path file = folder.resolve("a.parquet");
        try (Duck duck = new Duck()) {
            duck.execute("COPY (SELECT DATE '2020-01-03' - CAST(i AS INTEGER) AS day, CAST(i AS FLOAT) * 1.5 AS v,"
                    + " CASE WHEN i = 1 THEN 'nan'::DOUBLE ELSE i END AS w FROM range(3) t(i)) TO "
                    + Sql.literal(file.toString()) + " (FORMAT parquet)");
        }
        Frame frame = read(file, "v", MissingPolicy.DROP, List.of(), null);
        assertThat(frame.features()).containsExactly("v", "w");
        assertThat(times(frame)).isEqualTo("2020-01-01 | 2020-01-03");
        assertThat(frame.targets().get(0).values()).containsExactly(3, 0);
        assertThat(frame.rowNumbers()).containsExactly(3, 1);
    }

    @Test
    void queryOverTheFile() {
        Path file = write("a.csv", "day,shop,sold\n2020-01-01,7,1\n2020-01-01,8,5\n2020-01-02,7,NA\n2020-01-02,8,6\n");
        Frame frame = read(
                file,
                "twice",
                MissingPolicy.ERROR,
                List.of(),
                "select day, 2 * sold as twice from data where shop = 8 -- only one\n;");
        assertThat(frame.targets().get(0).values()).containsExactly(10, 12);
        assertThat(times(frame)).isEqualTo("2020-01-01 | 2020-01-02");
        assertThatThrownBy(() ->
                        read(file, "sold", MissingPolicy.ERROR, List.of(), "select day, sold from data where shop = 7"))
                .hasMessage("a.csv: column 'sold' row 2: the value is missing. Correct it, or use --missing drop or"
                        + " --missing forward-fill. Rows are those of the query's result, counted from 1.");
    }

    @Test
    void queryWithoutAFile() {
        Frame frame =
                read(null, "y", MissingPolicy.ERROR, List.of(), "select i * i as y, 3 - i as x from range(3) t(i)");
        assertThat(frame.targets().get(0).values()).containsExactly(0, 1, 4);
    }

    @Test
    void dropLeavesRowsOut() {
        Path file = write("a.csv", "x,y\n1,2\n?0.2,3\n4,\n5,6\n7,8\n9,NaN\n");
        Frame frame = read(file, "y", MissingPolicy.DROP, List.of(), null);
        assertThat(frame.rowNumbers()).containsExactly(1, 4, 5);
        assertThat(frame.x()).isDeepEqualTo(new float[][] {{1, 2}, {5, 6}, {7, 8}});
        assertThat(frame.notes()).containsExactly("3 rows with a cell without a number were left out");
    }

    @Test
    void forwardFillRepeatsTheLastValueInTheOrderOfTimeAndMarksFilledTargets() {
        Path file = write("a.csv", "day,x,y\n2020-01-04,,\n2020-01-01,NA,1\n2020-01-02,5,2\n2020-01-03,6,3\n");
        Frame frame = read(file, "y", MissingPolicy.FORWARD_FILL, List.of(), null);
        assertThat(times(frame)).isEqualTo("2020-01-02 | 2020-01-03 | 2020-01-04");
        assertThat(frame.x()).isDeepEqualTo(new float[][] {{5, 2}, {6, 3}, {6, 3}});
        assertThat(frame.targets().get(0).given()).containsExactly(true, true, false);
        assertThat(frame.notes())
                .contains(
                        "2 cells without a number were filled with the value before",
                        "1 row with a cell without a number was left out (nothing before to fill it with)",
                        "the file is not in the order of time and was sorted");
    }

    @Test
    void columnThatCountsRowsIsNoFeatureByItself() {
        Path file = write("a.csv", ",No,x\n0,5,1\n1,6,5\n2,7,2\n3,8,8\n");
        Frame frame = read(file, "x");
        assertThat(frame.features()).containsExactly("x");
        assertThat(frame.notes())
                .contains("'column0', 'No' only count the rows and are left out (--features can name them)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-01-30|2020-01-31|2020-02-01",
                "30/01/2020|31/01/2020|01/02/2020",
                "1/30/2020|1/31/2020|2/1/2020",
                "30.01.2020|31.01.2020|01.02.2020",
                "30-01-20|31-01-20|01-02-20",
                "2020/01/30|2020/01/31|2020/02/01",
                "Jan 30, 2020|Jan 31, 2020|Feb 1, 2020",
                "30-Jan-2020|31-Jan-2020|01-Feb-2020",
                "January 30, 2020|January 31, 2020|February 1, 2020",
                "2020-01-30T00:00:00Z|2020-01-31T00:00:00Z|2020-02-01T00:00:00Z",
                "2020-01-30 02:00+02:00|2020-01-31 02:00+02:00|2020-02-01 02:00+02:00",
                "1/30/2020 12:00:00 AM|1/31/2020 12:00:00 AM|2/1/2020 12:00:00 AM",
            })
    void waysToWriteADate(String dates) {
        String[] written = dates.split("\\|");
        StringBuilder text = new StringBuilder("when;v\n");
        for (int i = 0; i < 3; i++) {
            text.append('"').append(written[i]).append("\";").append(i * i).append('\n');
        }
        assertThat(times(read(write("a.csv", text.toString()), "v"))).isEqualTo("2020-01-30 | 2020-01-31 | 2020-02-01");
    }

    @Test
    void fileOrderDecidesBetweenDayAndMonth() {
        Frame months = read(write("a.csv", "d,v\n01/02/2020,1\n01/03/2020,2\n02/01/2020,5\n"), "v");
        assertThat(times(months)).isEqualTo("2020-01-02 | 2020-01-03 | 2020-02-01");
        Frame days = read(write("b.csv", "d,v\n01/02/2020,1\n02/02/2020,2\n01/03/2020,5\n"), "v");
        assertThat(times(days)).isEqualTo("2020-02-01 | 2020-02-02 | 2020-03-01");
        Frame open = read(write("c.csv", "d,v\n01/01/2020,1\n02/02/2020,2\n03/03/2020,5\n"), "v");
        assertThat(open.notes()).contains("'d' is read as day/month/year, which its values leave open");
    }

    @Test
    void monthsAndMinutes() {
        assertThat(times(read(write("a.csv", "Month,#P\n1949-01,1\n1949-02,3\n"), "#P")))
                .isEqualTo("1949-01-01 | 1949-02-01");
        assertThat(times(read(write("b.csv", "Date Time,T\n01.01.2009 00:10:00,1\n01.01.2009 00:20:00,3\n"), "T")))
                .isEqualTo("2009-01-01 00:10 | 2009-01-01 00:20");
    }

    @Test
    void dateAndTimeOfDayInTwoColumns() {
        Path file =
                write("a.csv", "Date;Time;v\n10/03/2004;18.30.00;1\n10/03/2004;19.00.00;2\n11/03/2004;00.00.00;4\n");
        Frame frame = read(file, "v");
        assertThat(times(frame)).isEqualTo("2004-03-10 18:30 | 2004-03-10 19:00 | 2004-03-11 00:00");
        assertThatThrownBy(() -> read(file, "v", MissingPolicy.ERROR, List.of("Time"), null))
                .hasMessage("a.csv: column 'Time' cannot be --time, it holds times of day without a date. Name both"
                        + " columns: --time DATE,Time.");
    }

    @Test
    void yearMonthDayHourInColumns() {
        Path file = write("a.csv", "year,month,day,hour,v\n2010,1,2,23,1\n2010,1,3,0,4\n");
        Frame frame = read(file, "v", MissingPolicy.ERROR, List.of("year", "month", "day", "hour"), null);
        assertThat(times(frame)).isEqualTo("2010-01-02 23:00 | 2010-01-03 00:00");
        assertThat(frame.features()).containsExactly("v");
    }

    @Test
    void numbersOrderRowsWhenNamed() {
        Path file = write("a.csv", "t,d,v\n3,20200103,1\n1,20200101,2\n2,20200102,4\n");
        Frame numbers = read(file, "v", MissingPolicy.ERROR, List.of("t"), null);
        assertThat(numbers.targets().get(0).values()).containsExactly(2, 4, 1);
        assertThat(times(numbers)).isEqualTo("1 | 2 | 3");
        Frame digits = read(file, "v", MissingPolicy.ERROR, List.of("d"), null);
        assertThat(times(digits)).isEqualTo("2020-01-01 | 2020-01-02 | 2020-01-03");
    }

    @Test
    void severalTimeColumnsAreNotGuessedBetween() {
        try (DataTable table =
                DataTable.open(write("a.csv", "a,b,v\n2020-01-02,2021-01-01,1\n2020-01-01,2021-01-02,2\n"), null)) {
            FrameReader reader = new FrameReader(table, List.of(), MissingPolicy.ERROR);
            assertThat(reader.orderNote())
                    .isEqualTo("as in the file (several columns hold times: 'a', 'b'; --time names one)");
            assertThat(reader.read(List.of("v"), List.of("v")).targets().get(0).values())
                    .containsExactly(1, 2);
        }
    }

    @Test
    void sameTimesAreNoted() {
        Frame frame = read(write("a.csv", "d,v\n2020-01-01,1\n2020-01-01,2\n2020-01-02,4\n"), "v");
        assertThat(frame.targets().get(0).values()).containsExactly(1, 2, 4);
        assertThat(frame.notes())
                .contains("1 row has the time of the row before: if the file holds several series, pick one with"
                        + " --query");
    }

    @Test
    void targetThatIsOnlyShownMayBeMissing() {
        try (DataTable table = DataTable.open(write("a.csv", "x,y\n1,2\n3,\n5,6\n"), null)) {
            FrameReader reader = new FrameReader(table, List.of(), MissingPolicy.ERROR);
            Frame frame = reader.readFeatures(List.of("x"), List.of("y"));
            assertThat(frame.targets().get(0).values()).containsExactly(2, Double.NaN, 6);
            assertThat(frame.targets().get(0).given()).containsExactly(true, false, true);
        }
    }

    @Test
    void valueTooLargeForAModelIsMissing() {
        assertThatThrownBy(() -> read(write("a.csv", "x\n1\n1e300\n2\n"), "x"))
                .hasMessageStartingWith("a.csv: column 'x' row 2: value '1e300' is not a number.");
    }
}
