package io.github.gru4j.cli;

import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.data.MissingPolicy;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what to read from a table. Filled by picocli. */
final class DataOptions {

    @Option(
            names = "--features",
            paramLabel = "A,B,...",
            description =
                    "The columns that the model reads, separated by commas. Default: all numeric columns, or what the"
                            + " model was trained on.")
    private @Nullable String features;

    @Option(
            names = "--time",
            paramLabel = "COL",
            description =
                    "The column that orders the rows: dates, times, seconds since 1970 or numbers; or several, as in --time"
                            + " Date,Time."
                            + " Default: the column that holds times if there is exactly one, else the order of the file.")
    private @Nullable String time;

    @Option(
            names = "--missing",
            paramLabel = "drop|forward-fill|error",
            converter = MissingPolicyConverter.class,
            defaultValue = "error",
            description =
                    "What to do about a cell without a number: leave its row out (drop), repeat the value before it"
                            + " (forward-fill), or stop and name it (error, the default).")
    private MissingPolicy missing = MissingPolicy.ERROR;

    @Option(
            names = "--query",
            paramLabel = "SQL",
            description = "SQL whose result is the table; the file is the table 'data' in it.")
    private @Nullable String query;

    @Nullable
    String query() {
        return query;
    }

    DataTable open(@Nullable Path file) {
        return DataTable.open(file, query);
    }

    FrameReader reader(DataTable table) {
        return new FrameReader(table, table.namesIn(time), missing);
    }

    /** The features that the user named; empty for the default. */
    List<String> features(DataTable table) {
        return table.namesIn(features);
    }

    /** Reads a policy as the command line spells it. */
    static final class MissingPolicyConverter implements picocli.CommandLine.ITypeConverter<MissingPolicy> {
        @Override
        public MissingPolicy convert(String text) {
            for (MissingPolicy policy : MissingPolicy.values()) {
                if (policy.toString().equals(text)) {
                    return policy;
                }
            }
            throw new picocli.CommandLine.TypeConversionException(
                    "expected drop, forward-fill or error but was '" + text + "'");
        }
    }
}
