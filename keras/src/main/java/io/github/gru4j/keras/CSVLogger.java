package io.github.gru4j.keras;

import io.github.gru4j.model.Callback;
import io.github.gru4j.model.TrainingRun;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the loss and metrics of each epoch into a table ({@code keras.callbacks.CSVLogger}): the number of the epoch, from
 * 0, then a column for each name that the first epoch reports, in alphabetical order, and one with {@code val_} before it for
 * each if there is no validation in that epoch. What an epoch does not report is {@code NA}; lines end as in RFC 4180.
 *
 * <pre>{@code
 * CSVLogger.of(Path.of("training.csv"))
 * }</pre>
 *
 * <p>Each line is in the file when its epoch has ended. A training that continues an interrupted one continues its table,
 * too, without the lines of epochs that are trained again. Not thread-safe.
 *
 * @see <a href="https://keras.io/api/callbacks/csv_logger/">Keras 3 {@code callbacks/csv_logger.py}</a>
 */
public final class CSVLogger implements Callback {

    private static final String LENGTH = "length";
    private static final String COLUMN = "column/";

    private final Path filename;
    private final char separator;
    private final boolean append;

    private @Nullable List<String> columns;
    private boolean fresh; // nothing was written in this training yet
    private long length = -1; // of the file after the last line; negative before the first

    /** The arguments of {@link CSVLogger}, under Keras's names. */
    public static final class Builder {
        private final Path filename;
        private char separator = ',';
        private boolean append;

        private Builder(Path filename) {
            this.filename = filename;
        }

        /** What stands between the columns; a comma by default. */
        public Builder separator(char newSeparator) {
            separator = newSeparator;
            return this;
        }

        /** Whether lines go behind those of a file that is there already; false, to replace it, by default. */
        public Builder append(boolean newAppend) {
            append = newAppend;
            return this;
        }

        /** The callback. */
        public CSVLogger build() {
            return new CSVLogger(this);
        }
    }

    private CSVLogger(Builder builder) {
        this.filename = builder.filename;
        this.separator = builder.separator;
        this.append = builder.append;
        if (separator == '"' || separator == '\r' || separator == '\n') {
            throw new IllegalArgumentException(
                    "CSVLogger: separator must not be a quote or the end of a line. Received:" + " separator=\\u"
                            + String.format("%04x", (int) separator) + ".");
        }
    }

    /** Writes a file, in place of one that is there, with commas between the columns. */
    public static CSVLogger of(Path filename) {
        return builder(filename).build();
    }

    /** A callback with further arguments. */
    public static Builder builder(Path filename) {
        return new Builder(filename);
    }

    /**
     * Begins a table.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainBegin(TrainingRun run) {
        columns = null;
        fresh = true;
        length = -1;
        // An old table is replaced by the first line, for this training may turn out to continue it.
        write(channel -> {});
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        StringBuilder lines = new StringBuilder();
        boolean first = fresh;
        begin();
        if (columns == null) {
            columns = columns(logs);
        }
        if (first && length < 0) {
            List<String> header = new ArrayList<>(List.of("epoch"));
            header.addAll(columns);
            line(lines, header);
        }
        List<String> row = new ArrayList<>(List.of(Integer.toString(epoch)));
        for (String column : columns) {
            Double value = logs.get(column);
            row.add(value == null ? "NA" : PathTemplate.python(value));
        }
        line(lines, row);
        write(channel -> {
            channel.position(channel.size());
            channel.write(StandardCharsets.UTF_8.encode(lines.toString()));
            length = channel.size();
        });
    }

    /** Before the first line: leaves in the file what this training continues. */
    private void begin() {
        if (!fresh) {
            return;
        }
        fresh = false;
        write(channel -> {
            boolean there = length >= 0 && channel.size() >= length;
            if (there || (append && channel.size() > 0)) {
                length = there ? length : channel.size();
                channel.truncate(length);
            } else {
                channel.truncate(0);
                length = -1;
            }
        });
    }

    private static List<String> columns(Map<String, Double> logs) {
        List<String> names = new ArrayList<>(new TreeSet<>(logs.keySet()));
        if (names.stream().noneMatch(name -> name.startsWith("val_"))) {
            List.copyOf(names).forEach(name -> names.add("val_" + name));
        }
        return names;
    }

    private void line(StringBuilder lines, List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean quoted = field.chars().anyMatch(c -> c == separator || c == '"' || c == '\r' || c == '\n');
            lines.append(i == 0 ? "" : separator).append(quoted ? '"' + field.replace("\"", "\"\"") + '"' : field);
        }
        lines.append("\r\n");
    }

    /** Leaves an empty file where no epoch was trained, as Keras does. */
    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        begin();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        if (columns != null) {
            state.put(LENGTH, Tensor.of(new double[] {length}));
            for (int i = 0; i < columns.size(); i++) {
                state.put(COLUMN + i + "/" + columns.get(i), Tensor.of(new double[] {i}));
            }
        }
        return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        Tensor size = state.get(LENGTH);
        if (size != null && size.size() == 1) {
            length = (long) size.getAt(0);
            columns = state.keySet().stream()
                    .filter(key -> key.startsWith(COLUMN))
                    .map(key -> key.substring(key.indexOf('/', COLUMN.length()) + 1))
                    .toList();
        }
    }

    /** What is done with the open file. */
    private interface Writing {
        void to(FileChannel channel) throws IOException;
    }

    private void write(Writing writing) {
        try (FileChannel channel = FileChannel.open(filename, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writing.to(channel);
        } catch (IOException e) {
            boolean missing = e instanceof NoSuchFileException;
            throw new UncheckedIOException(
                    "CSVLogger: the file could not be written. Received: filename=" + filename + " ("
                            + (missing ? "its directory does not exist" : e.getMessage()) + ").",
                    e);
        }
    }
}
