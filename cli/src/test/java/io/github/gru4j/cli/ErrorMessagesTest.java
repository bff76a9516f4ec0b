package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message that a user can meet, by its full text, with its exit code; and that nothing is written. */
class ErrorMessagesTest {

    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void setUp() {
        out = folder.resolve("model.keras");
    }

    private Path file(String name, String... lines) {
        return CommandRun.write(folder.resolve(name), lines);
    }

    /** Runs a command that must fail with one line, exit code 2 and no new file. */
    private void fails(String message, Object... args) {
        List<String> before = CommandRun.filesIn(folder);
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEqualTo("gru4j: " + message + "\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(CommandRun.filesIn(folder)).isEqualTo(before);
    }

    private void trainFails(String message, Object... args) {
        Object[] all = new Object[args.length + 3];
        all[0] = "train";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--out";
        all[args.length + 2] = out;
        fails(message, all);
    }

    @Test
    void missingFile() {
        Path data = folder.resolve("nowhere.csv");
        trainFails(data + ": there is no such file.", data, "--target", "x");
        fails(data + ": there is no such file.", "predict", data, data, "--out", folder.resolve("p.csv"));
        fails(data + ": there is no such file.", "inspect", data);
        fails(data + ": there is no such file.", "stream", data);
        fails(data + ": there is no such file.", "verify", data, data);
    }

    @Test
    void folderOrEmptyFileInsteadOfATable() throws Exception {
        trainFails(folder + ": is a folder. Name a CSV, Parquet or JSON file.", folder, "--target", "x");
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        trainFails(empty + ": is empty.", empty, "--target", "x");
        trainFails("head.csv: has no rows.", file("head.csv", "a,b"), "--target", "a");
        Path noise = Files.write(folder.resolve("noise.csv"), new byte[] {7, 0, 99, '\n', 0, 44, 3});
        trainFails(noise + ": is not a table. Name a CSV, Parquet or JSON file.", noise, "--target", "a");
    }

    @Test
    void unknownColumnWithThoseThatExist() {
        Path data = file("data.csv", "Date,Temp", "2020-01-01,1", "2020-01-02,2");
        trainFails(
                "data.csv: has no column 'temp'. Did you mean 'Temp'? Its columns are 'Date', 'Temp'.",
                data,
                "--target",
                "temp");
        trainFails(
                "data.csv: has no column 'rain'. Its columns are 'Date', 'Temp'.",
                data,
                "--target",
                "Temp",
                "--features",
                "Temp,rain");
        trainFails(
                "data.csv: has no column 'when'. Its columns are 'Date', 'Temp'.",
                data,
                "--target",
                "Temp",
                "--time",
                "when");
        trainFails(
                "data.csv: column 'Temp' is named twice in 'Temp,Temp'.",
                data,
                "--target",
                "Temp",
                "--features",
                "Temp,Temp");
    }

    @Test
    void columnThatHoldsNoNumbers() {
        Path data = file("data.csv", "Date,wind,Temp,gap", "2020-01-01,NW,1,", "2020-01-02,SE,2,");
        trainFails(
                "data.csv: column 'wind' holds text, not numbers (the first is 'NW'). Its numeric columns are 'Temp'.",
                data,
                "--target",
                "wind");
        trainFails(
                "data.csv: column 'Date' holds times, not numbers (the first is '2020-01-01'). Its numeric columns are"
                        + " 'Temp'.",
                data,
                "--target",
                "Date");
        trainFails(
                "data.csv: column 'gap' is empty. Its numeric columns are 'Temp'.",
                data,
                "--target",
                "Temp",
                "--features",
                "gap");
        trainFails(
                "data.csv: column 'wind' cannot be --time, it holds neither times nor numbers.",
                data,
                "--target",
                "Temp",
                "--time",
                "wind");
    }

    @Test
    void valueThatIsNoNumberWithItsRowAndColumn() {
        Path data = file("data.csv", "Temp,Rain", "1,2", "3,4", "abc,5", "4,x");
        trainFails(
                "data.csv: column 'Temp' row 3: value 'abc' is not a number. Correct it, or use --missing drop or --missing"
                        + " forward-fill. Rows are counted from 1 after the header.",
                data,
                "--target",
                "Temp");
        trainFails(
                "data.csv: column 'Rain' row 4: value 'x' is not a number. Correct it, or use --missing drop or --missing"
                        + " forward-fill. Rows are counted from 1 after the header.",
                data,
                "--target",
                "Rain",
                "--features",
                "Rain");
    }

    @Test
    void missingValueWithItsRowAndColumn() {
        String advice = " Correct it, or use --missing drop or --missing forward-fill."
                + " Rows are counted from 1 after the header.";
        trainFails(
                "a.csv: column 'Temp' row 2: the value is missing." + advice,
                file("a.csv", "Temp,Rain", "1,2", ",4", "4,5"),
                "--target",
                "Temp");
        trainFails(
                "b.csv: column 'Temp' row 3: the value is missing (the cell says ' NA ')." + advice,
                file("b.csv", "Temp,Rain", "1,2", "3,4", " NA ,5", "4,5"),
                "--target",
                "Temp");
        trainFails(
                "c.csv: column 'Temp' row 1: the value is missing (the cell says '?')." + advice,
                file("c.csv", "Temp,Rain", "?,2", "3,4", "4,5"),
                "--target",
                "Temp");
        trainFails(
                "d.csv: column 'Temp' row 2: the value is missing (the cell says 'inf')." + advice,
                file("d.csv", "Temp,Rain", "1,2", "inf,4", "4,5"),
                "--target",
                "Temp");
    }

    @Test
    void missingTime() {
        trainFails(
                "data.csv: column 'day' row 2: value 'soon' is not a date or time. Correct it, or leave such rows out with"
                        + " --missing drop. Rows are counted from 1 after the header.",
                file(
                        "data.csv",
                        "day,x",
                        "2020-01-01,1",
                        "soon,2",
                        "2020-01-03,3",
                        "2020-01-04,3",
                        "2020-01-05,3",
                        "2020-01-06,3"),
                "--target",
                "x");
    }

    @Test
    void unknownMissingPolicy() {
        trainFails(
                "Invalid value for option '--missing': expected drop, forward-fill or error but was 'zero'. See 'gru4j"
                        + " train --help'.",
                file("data.csv", "x", "1"),
                "--target",
                "x",
                "--missing",
                "zero");
    }

    @Test
    void lineOfAnotherWidth() {
        trainFails(
                "data.csv: line 3 has 2 cells where the table has 3 columns. Correct the line or remove it.",
                file("data.csv", "a,b,c", "1,2,3", "4,5", "7,8,9", "1,2,3"),
                "--target",
                "a");
        trainFails(
                "data.csv: line 3 has more cells than the table has columns (3). Correct the line or remove it.",
                file("data.csv", "a,b,c", "1,2,3", "4,5,6,7,8", "7,8,9", "1,2,3"),
                "--target",
                "a");
    }

    @Test
    void quoteThatDoesNotEnd() throws Exception {
        Path data = folder.resolve("data.csv");
        Files.writeString(data, "a,b\n1,2\n3,\"4");
        trainFails("data.csv: line 3 cannot be read: Value with unterminated quote found.", data, "--target", "a");
    }

    @Test
    void tooFewRowsSaysHowManyAreNeededAndWhy() throws Exception {
        Path data = folder.resolve("data.csv");
        Files.writeString(data, "x\n" + "1\n2\n".repeat(10));
        trainFails(
                "data.csv: has 20 rows, but at least 81 are needed: a window and its target take 49 (--window 48 + --horizon"
                        + " 1), and they must fit in the training part, which is what --validation-split 0.2 and"
                        + " --test-split 0.2 leave of all rows. Use a smaller --window or more rows.",
                data,
                "--target",
                "x");
    }

    @Test
    void nothingThatChanges() throws Exception {
        Path data = folder.resolve("data.csv");
        Files.writeString(data, "x,y\n" + "1,2\n".repeat(20));
        trainFails(
                "data.csv: no feature changes in the training part, the first 12 rows, so there is nothing to learn from.",
                data,
                "--target",
                "x",
                "--window",
                "3");
    }

    @Test
    void trainingThatDiverges() {
        Path data = CommandRun.station(folder);
        CommandRun run = CommandRun.of(
                "train",
                data,
                "--target",
                "temperature",
                "--window",
                3,
                "--epochs",
                2,
                "--learning-rate",
                "1e30",
                "--out",
                out);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .endsWith("gru4j: the training diverged, no epoch ended with a loss that is a number. Use a smaller"
                        + " --learning-rate than 1.0E30.\n");
        assertThat(CommandRun.filesIn(folder)).containsExactly("station.csv");
    }

    @Test
    void outputThatCannotBeWritten() {
        Path data = file("data.csv", "x", "1", "2");
        Path nowhere = folder.resolve("nowhere").resolve("model.keras");
        fails(
                nowhere + ": cannot be written, there is no folder '" + nowhere.getParent() + "'.",
                "train",
                data,
                "--target",
                "x",
                "--out",
                nowhere);
        Path under = data.resolve("model.keras");
        fails(
                under + ": cannot be written, there is no folder '" + data + "'.",
                "train",
                data,
                "--target",
                "x",
                "--out",
                under);
        fails("--out must end in .keras, but is 'model.h5'.", "train", data, "--target", "x", "--out", "model.h5");
        fails(
                "--out must end in .keras, but is 'model.KERAS'.",
                "train",
                data,
                "--target",
                "x",
                "--out",
                "model.KERAS");
        fails("--out must end in .csv or .parquet, but is 'p.txt'.", "predict", data, data, "--out", "p.txt");
    }

    @Test
    void outputThatIsAFolder() throws Exception {
        Path data = file("data.csv", "x", "1", "2");
        Path taken = Files.createDirectory(folder.resolve("taken.keras"));
        fails(
                taken + ": cannot be written, it is a folder. Name a file.",
                "train",
                data,
                "--target",
                "x",
                "--out",
                taken);
    }

    @Test
    void failureLeavesTheOldModelAsItWas() throws Exception {
        Files.writeString(out, "the old one");
        Path data = file("data.csv", "x", "1", "a", "3");
        assertThat(CommandRun.of("train", data, "--target", "x", "--out", out).code())
                .isEqualTo(2);
        assertThat(out).hasContent("the old one");
        assertThat(CommandRun.filesIn(folder)).containsExactly("data.csv", "model.keras");
    }

    @Test
    void fileThatIsNoModel() {
        Path data = file("data.csv", "x", "1", "2");
        for (CommandRun run : List.of(
                CommandRun.of("inspect", data),
                CommandRun.of("stream", data),
                CommandRun.of("verify", data, data),
                CommandRun.of("predict", data, data, "--out", folder.resolve("p.csv")))) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("gru4j: " + data + ": ").hasLineCount(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void modelInsteadOfATable() throws Exception {
        Path zip = folder.resolve("model.csv");
        Files.write(zip, new byte[] {'P', 'K', 3, 4, 0, 0});
        trainFails(zip + ": is not a table. Name a CSV, Parquet or JSON file.", zip, "--target", "x");
        Path parquet = file("data.parquet", "x");
        trainFails(parquet + ": is not a Parquet file, its first bytes are not 'PAR1'.", parquet, "--target", "x");
    }

    @Test
    void optionsOutOfRange() {
        Path data = file("data.csv", "x", "1", "2");
        trainFails("--window must be at least 1, but is 0.", data, "--target", "x", "--window", 0);
        trainFails("--horizon must be at least 1, but is -1.", data, "--target", "x", "--horizon", -1);
        trainFails("--horizon must be at least 1, but is 0.", data, "--target", "x", "--horizon", "0..3");
        for (String horizon : List.of("3..1", "1...3", "soon", "1,", "1..")) {
            trainFails(
                    "--horizon must be a number of rows, a range or a list of them, such as 6, 1..24 or 1,6,24, but is '"
                            + horizon + "'.",
                    data,
                    "--target",
                    "x",
                    "--horizon",
                    horizon);
        }
        trainFails("--dropout must be a share from 0 to below 1, but is 1.0.", data, "--target", "x", "--dropout", 1);
        trainFails(
                "--recurrent-dropout must be a share from 0 to below 1, but is -0.1.",
                data,
                "--target",
                "x",
                "--recurrent-dropout",
                -0.1);
        trainFails("--units must be at least 1, but is 0.", data, "--target", "x", "--units", "8,0");
        trainFails("--epochs must be at least 1, but is 0.", data, "--target", "x", "--epochs", 0);
        trainFails("--batch-size must be at least 1, but is 0.", data, "--target", "x", "--batch-size", 0);
        trainFails("--learning-rate must be above 0, but is 0.0.", data, "--target", "x", "--learning-rate", 0);
        trainFails("--season must be 0 or more rows, but is -7.", data, "--target", "x", "--season", -7);
        trainFails(
                "--validation-split must be a share from 0 to below 1, but is 1.0.",
                data,
                "--target",
                "x",
                "--validation-split",
                1);
        trainFails(
                "--test-split must be a share above 0 and below 1, but is 0.0.",
                data,
                "--target",
                "x",
                "--test-split",
                0);
        trainFails(
                "--validation-split and --test-split must leave rows to train on, but add up to 1.0.",
                data,
                "--target",
                "x",
                "--validation-split",
                0.5,
                "--test-split",
                0.5);
        trainFails(
                "Invalid value for option '--window': 'many' is not a whole number. See 'gru4j train --help'.",
                data,
                "--target",
                "x",
                "--window",
                "many");
    }

    @Test
    void missingOrContradictingArguments() {
        Path data = file("data.csv", "x", "1", "2");
        trainFails("DATA is missing: name a CSV, Parquet or JSON file, or try --demo.", "--target", "x");
        trainFails("--target is missing: it names the column to forecast.", data);
        trainFails("--demo makes its own data: name either DATA or --demo.", data, "--demo");
        fails("Missing required parameter: 'FILE'. See 'gru4j inspect --help'.", "inspect");
        fails(
                "Unknown option '--traget'. Did you mean '--target'? See 'gru4j train --help'.",
                "train",
                "--traget",
                "x");
        fails("Unexpected argument 'trian'. Did you mean 'train'? See 'gru4j --help'.", "trian");
    }

    @Test
    void queryThatIsMoreThanOneSelect() {
        Path data = file("data.csv", "x", "1", "2");
        Path other = file("other.csv", "precious");
        for (String query :
                List.of("select x from data; copy data to '" + other + "'", "copy data to '" + other + "'")) {
            trainFails(
                    "--query: Parser Error: Expected a single SELECT statement.",
                    data,
                    "--target",
                    "x",
                    "--query",
                    query);
        }
        assertThat(other).hasContent("precious");
    }

    @Test
    void queryThatIsNotSql() {
        Path data = file("data.csv", "x", "1", "2");
        List<String> before = CommandRun.filesIn(folder);
        CommandRun run = CommandRun.of("train", data, "--target", "x", "--query", "selekt x from data", "--out", out);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("gru4j: --query: Parser Error: ").hasLineCount(1);
        assertThat(CommandRun.filesIn(folder)).isEqualTo(before);
    }

    @Test
    void stackTraceOnlyWhenAskedFor() {
        Path data = folder.resolve("nowhere.csv");
        CommandRun run = CommandRun.of("train", data, "--target", "x", "--out", out, "--stacktrace");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("\tat io.github.gru4j.cli.");
    }

    @Test
    void caseFileOfVerifyThatIsNot() {
        Path model = Models.small(folder);
        Path text = file("text.json", "hello");
        CommandRun run = CommandRun.of("verify", model, text);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("gru4j: " + text + ": is not JSON: ").hasLineCount(1);
        fails(
                folder.resolve("half.json") + ": must hold {\"inputs\": ARRAY, \"outputs\": ARRAY}.",
                "verify",
                model,
                file("half.json", "{\"inputs\": [[[1]]]}"));
        fails(
                folder.resolve("ragged.json")
                        + ": \"inputs\" must be a full array. Its first rows have shape (1, 3, 1), others differ.",
                "verify",
                model,
                file("ragged.json", "{\"inputs\": [[[1],[2],[3,4]]], \"outputs\": [[1]]}"));
        fails(
                folder.resolve("words.json") + ": \"inputs\" must hold numbers only, but has \"a\".",
                "verify",
                model,
                file("words.json", "{\"inputs\": [[[1],[\"a\"],[3]]], \"outputs\": [[1]]}"));
        fails(
                folder.resolve("wide.json") + ": expects outputs of shape (1, 2), but the model gives (1, 1).",
                "verify",
                model,
                file("wide.json", "{\"inputs\": [[[1],[2],[3]]], \"outputs\": [[1,2]]}"));
    }

    @Test
    void modelWhoseInputWidthDoesNotFitTheData() {
        Path model = Models.small(folder);
        Path data = file("data.csv", "a,b", "1,2", "3,5");
        fails(
                "data.csv: the model reads 1 feature, but the table has 2 numeric columns (a, b). Choose the model's"
                        + " columns, in its order, with --features.",
                "predict",
                model,
                data,
                "--out",
                folder.resolve("p.csv"));
        fails(
                "--window is 5, but " + model + " takes windows of 3 rows.",
                "predict",
                model,
                data,
                "--window",
                5,
                "--out",
                folder.resolve("p.csv"));
    }
}
