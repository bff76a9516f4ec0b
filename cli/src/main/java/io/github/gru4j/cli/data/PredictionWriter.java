package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.UserError;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes predictions as a table: the row's number, its time where there is one, the targets that the table has, and
 * what was predicted for the row. Not safe to share between threads.
 */
public final class PredictionWriter implements AutoCloseable {

    private final Frame frame;
    private final List<String> predictions;
    private final @Nullable TimeAxis time;
    private final Duck duck;
    private @Nullable DuckDBAppender appender;

    /**
     * A writer.
     *
     * @param frame the rows that the predictions are for
     * @param predictions the names of the columns with predictions
     */
    public PredictionWriter(Frame frame, List<String> predictions) {
        this.frame = frame;
        this.predictions = predictions;
        this.time = frame.time();
        try {
            duck = new Duck();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks that a file's name ends in {@code .csv} or {@code .parquet}.
     *
     * @throws UserError if not
     */
    public static void checkExtension(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".parquet")) {
            throw new UserError("--out must end in .csv or .parquet, but is '" + file + "'.");
        }
    }

    /**
     * Adds the predictions for a row.
     *
     * @param row from 0 in the order of time; it may lie beyond the last one
     * @param values one for each column; null where there is none
     */
    public void add(int row, @Nullable Float[] values) {
        try {
            DuckDBAppender rows = appender == null ? create() : appender;
            rows.beginRow();
            boolean known = row < frame.rows();
            rows.append(known ? frame.rowNumbers()[row] : lastNumber() + 1 + row - frame.rows());
            if (time != null) {
                double moment = time.value(row);
                if (Double.isNaN(moment)) {
                    rows.appendNull();
                } else if (!time.stamps()) {
                    rows.append(moment);
                } else if (time.wholeDays()) {
                    rows.append(TimeAxis.moment(moment).toLocalDate());
                } else {
                    rows.append(TimeAxis.moment(moment));
                }
            }
            for (Target target : frame.targets()) {
                if (known && target.given()[row]) {
                    rows.append(target.values()[row]);
                } else {
                    rows.appendNull();
                }
            }
            for (Float value : values) {
                if (value == null) {
                    rows.appendNull();
                } else {
                    rows.append(value.floatValue());
                }
            }
            rows.endRow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows beyond the table are counted on from its greatest row number. */
    private long lastNumber() {
        long last = 0;
        for (long number : frame.rowNumbers()) {
            last = Math.max(last, number);
        }
        return last;
    }

    private DuckDBAppender create() throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        add("row", "BIGINT", names, columns);
        if (time != null) {
            add(time.label(), time.stamps() ? (time.wholeDays() ? "DATE" : "TIMESTAMP") : "DOUBLE", names, columns);
        }
        for (Target target : frame.targets()) {
            add(target.name(), "DOUBLE", names, columns);
        }
        for (String prediction : predictions) {
            add(prediction, "FLOAT", names, columns);
        }
        duck.execute("CREATE TABLE predictions (" + String.join(", ", columns) + ")");
        DuckDBAppender created = ((DuckDBConnection) duck.connection()).createAppender("main", "predictions");
        appender = created;
        return created;
    }

    private static void add(String name, String type, List<String> names, List<String> columns) {
        String unique = Names.unique(name, names);
        names.add(unique);
        columns.add(Sql.identifier(unique) + " " + type);
    }

    /** Writes the table and moves it into place. */
    public void write(OutputFile output) {
        try {
            if (appender != null) {
                appender.close();
                appender = null;
            }
            boolean parquet =
                    output.target().toString().toLowerCase(Locale.ROOT).endsWith(".parquet");
            duck.execute("COPY predictions TO "
                    + Sql.literal(output.draft().toAbsolutePath().toString())
                    + (parquet ? " (FORMAT parquet)" : " (FORMAT csv, HEADER true)"));
        } catch (SQLException e) {
            throw output.failed(e);
        }
        output.moveIntoPlace();
    }

    @Override
    public void close() {
        try {
            if (appender != null) {
                appender.close();
            }
            duck.close();
        } catch (SQLException e) {
            // An in-memory database that does not close has nothing to lose.
        }
    }
}
