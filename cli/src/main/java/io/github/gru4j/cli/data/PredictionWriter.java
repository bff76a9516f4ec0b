package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes predictions as a table: the row's number, its time where there is one, the target where the table has it, and
 * the model's outputs. Not safe to share between threads.
 */
public final class PredictionWriter implements AutoCloseable {

    private final Frame frame;
    private final @Nullable TimeAxis time;
    private final Duck duck;
    private @Nullable DuckDBAppender appender;

    /**
     * A writer.
     *
     * @param frame the rows that the predictions are for
     */
    public PredictionWriter(Frame frame) {
        this.frame = frame;
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
     * Adds one prediction.
     *
     * @param row the row that it is for, from 0 in the order of time; it may lie beyond the last one
     * @param outputs the model's outputs, {@code (windows, outputs)}
     * @param window which of them
     */
    public void add(int row, Tensor outputs, int window) {
        try {
            DuckDBAppender rows = appender == null ? create(outputs.dim(1)) : appender;
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
            if (frame.y() != null) {
                double target = known ? frame.targetValues()[row] : Double.NaN;
                if (Double.isNaN(target) || !frame.given()[row]) {
                    rows.appendNull();
                } else {
                    rows.append(target);
                }
            }
            for (int i = 0; i < outputs.dim(1); i++) {
                rows.append((float) outputs.get(window, i));
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

    private DuckDBAppender create(int outputs) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        add("row", "BIGINT", names, columns);
        if (time != null) {
            add(time.label(), time.stamps() ? (time.wholeDays() ? "DATE" : "TIMESTAMP") : "DOUBLE", names, columns);
        }
        if (frame.target() != null) {
            add(frame.target(), "DOUBLE", names, columns);
        }
        for (int i = 0; i < outputs; i++) {
            add(outputs == 1 ? "prediction" : "prediction_" + (i + 1), "FLOAT", names, columns);
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
