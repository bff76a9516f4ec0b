package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.Suggestions;
import io.github.gru4j.cli.io.UserError;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table read from a CSV, Parquet or JSON file, or the result of a query over it, held in a DuckDB database in memory.
 *
 * <p>Rows are counted from 1 in the order of the file (after its header) or of the query's result. Not safe to share
 * between threads.
 */
public final class DataTable implements AutoCloseable {

    private static final String TABLE = "gru4j_rows";
    private static final String FILE_TABLE = "gru4j_file";

    private final Duck duck;
    private final ColumnTyper typer;
    private final String source;
    private final String rowsAre;
    private final List<Column> columns;
    private final long rows;
    private final boolean headless;

    private DataTable(
            Duck duck,
            ColumnTyper typer,
            String source,
            String rowsAre,
            List<Column> columns,
            long rows,
            boolean headless) {
        this.headless = headless;
        this.duck = duck;
        this.typer = typer;
        this.source = source;
        this.rowsAre = rowsAre;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @param file the file, or null for a query that names its own sources
     * @param query SQL over the file as table {@code data}, or null for the whole file
     * @throws UserError if there is nothing to read, or it cannot be read
     */
    public static DataTable open(@Nullable Path file, @Nullable String query) {
        FileKind kind = file == null ? null : FileKind.of(file);
        String source = file == null ? "--query" : file.getFileName().toString();
        Duck duck = null;
        try {
            duck = new Duck();
            String table = query == null ? TABLE : FILE_TABLE;
            String rowsAre = "Rows are counted from 1.";
            boolean headless = false;
            boolean semicolons = false;
            if (file != null && kind != null) {
                CsvLayout layout = kind == FileKind.CSV ? CsvLayout.of(file) : null;
                load(duck, file, kind, layout, table);
                headless = layout != null && !layout.header();
                semicolons = layout != null && layout.delimiter() == ';';
                rowsAre = layout != null && layout.header() ? "Rows are counted from 1 after the header." : rowsAre;
            }
            if (query != null) {
                if (file != null) {
                    createView(duck, new ColumnTyper(duck, FILE_TABLE, semicolons));
                }
                run(duck, query);
                rowsAre = "Rows are those of the query's result, counted from 1.";
            }
            ColumnTyper typer = new ColumnTyper(duck, TABLE, semicolons);
            List<Column> columns = typer.columns();
            long rows = duck.number("SELECT count(*) FROM " + TABLE);
            if (rows == 0) {
                throw new UserError(source + ": has no rows.");
            }
            DataTable opened = new DataTable(duck, typer, source, rowsAre, columns, rows, headless);
            duck = null;
            return opened;
        } catch (SQLException e) {
            throw new UserError(source + ": cannot be read: " + firstLine(e) + ".", e);
        } finally {
            if (duck != null) {
                closeQuietly(duck);
            }
        }
    }

    private static void load(Duck duck, Path file, FileKind kind, @Nullable CsvLayout layout, String table)
            throws SQLException {
        String path = Sql.path(file);
        switch (kind) {
            case PARQUET -> duck.execute("CREATE TABLE " + table + " AS SELECT * FROM read_parquet(" + path + ")");
            case JSON ->
                duck.execute("CREATE TABLE " + table + " AS SELECT * FROM read_json(" + path
                        + ", sample_size = -1, maximum_object_size = 268435456)");
            case CSV -> {
                CsvLayout csv = Objects.requireNonNull(layout);
                try {
                    loadCsv(duck, path, csv, table);
                } catch (SQLException e) {
                    if (!String.valueOf(e.getMessage()).contains("Invalid unicode")) {
                        throw csvError(file, e);
                    }
                    try {
                        loadCsv(duck, path, csv.inLatin1(), table);
                    } catch (SQLException again) {
                        throw csvError(file, again);
                    }
                }
                dropEmptyEnd(duck, csv, table);
            }
        }
    }

    private static void loadCsv(Duck duck, String path, CsvLayout layout, String table) throws SQLException {
        String types = layout.names().stream()
                .map(name -> Sql.literal(name) + ": 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
        duck.execute("CREATE TABLE " + table + " AS SELECT * FROM read_csv(" + path + ", auto_detect = false, delim = "
                + Sql.literal(String.valueOf(layout.delimiter())) + ", quote = '\"', escape = '\"', encoding = "
                + Sql.literal(layout.encoding()) + ", compression = "
                + (layout.compressed() ? "'gzip'" : "'none'") + ", header = false, skip = "
                + (layout.skip() + (layout.header() ? 1 : 0)) + ", columns = " + types + ")");
    }

    private static UserError csvError(Path file, SQLException e) {
        String message = String.valueOf(e.getMessage());
        Matcher line = Pattern.compile("CSV Error on Line: (\\d+)").matcher(message);
        Matcher width = Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)")
                .matcher(message);
        String name = file.getFileName().toString();
        if (line.find() && width.find()) {
            int columns = Integer.parseInt(width.group(1));
            int cells = Integer.parseInt(width.group(2));
            // DuckDB stops counting at the first cell that is too many.
            return new UserError(name + ": line " + line.group(1) + " has "
                    + (cells > columns
                            ? "more cells than the table has columns (" + columns + ")"
                            : cells + " cells where the table has " + columns + " columns")
                    + ". Correct the line or remove it.");
        }
        Matcher reason = Pattern.compile("(?m)^(.+)\\R\\s*Possible").matcher(message);
        if (line.reset().find() && reason.find()) {
            return new UserError(name + ": line " + line.group(1) + " cannot be read: " + reason.group(1), e);
        }
        return new UserError(name + ": cannot be read as a table: " + firstLine(e) + ".", e);
    }

    /** Spreadsheets leave lines of bare delimiters behind the data, and columns without a name beside it. */
    private static void dropEmptyEnd(Duck duck, CsvLayout layout, String table) throws SQLException {
        String anything = layout.names().stream()
                .map(name -> Sql.identifier(name) + " IS NOT NULL")
                .collect(Collectors.joining(" OR "));
        duck.execute("DELETE FROM " + table + " WHERE rowid > (SELECT coalesce(max(rowid), -1) FROM " + table
                + " WHERE " + anything + ")");
    }

    /** The file as table {@code data}: numbers and times typed where every cell is one, text elsewhere. */
    private static void createView(Duck duck, ColumnTyper typer) throws SQLException {
        List<String> selected = new ArrayList<>();
        for (Column column : typer.columns()) {
            boolean typed = column.value() != null && column.clean() && column.kind() != Column.Kind.TIME_OF_DAY;
            selected.add((typed ? column.valueSql() : column.text()) + " AS " + Sql.identifier(column.name()));
        }
        duck.execute("CREATE VIEW data AS SELECT " + String.join(", ", selected) + " FROM " + FILE_TABLE
                + " ORDER BY rowid");
    }

    private static void run(Duck duck, String query) {
        try {
            // DuckDB's query() takes one SELECT, so that no second statement can write anything.
            duck.execute("CREATE TABLE " + TABLE + " AS SELECT * FROM query(" + Sql.literal(query) + ")");
        } catch (SQLException e) {
            throw new UserError("--query: " + firstLine(e) + ".", e);
        }
    }

    private static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.lines().findFirst().orElse(message).strip().replaceFirst("[.!]+$", "");
    }

    /** The file's name without its folder, for messages. */
    public String source() {
        return source;
    }

    /** How many rows there are; at least 1. */
    public long rows() {
        return rows;
    }

    /** What a row number means, as a sentence. */
    String rowsAre() {
        return rowsAre;
    }

    Duck duck() {
        return duck;
    }

    String table() {
        return TABLE;
    }

    /** Tells what a column, or SQL over columns, holds. */
    ColumnTyper typer() {
        return typer;
    }

    /** The columns in file order. */
    List<Column> columns() {
        return columns;
    }

    /** The names of the columns, in file order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** Whether there is a column of that name. */
    public boolean has(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    /**
     * The columns that a comma-separated list names. A column whose own name is the whole list counts as one, so that
     * names with commas can be given, too.
     *
     * @param list the list, or null for none
     * @throws UserError if one does not exist, or is named twice
     */
    public List<String> namesIn(@Nullable String list) {
        if (list == null) {
            return List.of();
        }
        if (has(list)) {
            return List.of(list);
        }
        List<String> names = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            String name = column(part.strip()).name();
            if (names.contains(name)) {
                throw new UserError(source + ": column '" + name + "' is named twice in '" + list + "'.");
            }
            names.add(name);
        }
        return names;
    }

    /**
     * The cells of a column as text, in the order of the rows; null where a cell is empty.
     *
     * @throws UserError if there is no such column
     */
    List<@Nullable String> texts(String name) {
        Column column = column(name);
        List<@Nullable String> texts = new ArrayList<>();
        try {
            duck.query("SELECT " + column.text() + " FROM " + TABLE + " ORDER BY rowid", row -> {
                String text = row.getString(1);
                return texts.add(text == null || text.isBlank() ? null : text.strip());
            });
        } catch (SQLException e) {
            throw new UserError(source + ": cannot be read: " + firstLine(e) + ".", e);
        }
        return texts;
    }

    /** Whether there is a column of that name and it holds numbers. */
    public boolean hasNumbers(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name) && column.isNumber());
    }

    /**
     * What had to be guessed about the file, as notes for the user.
     *
     * @param used the columns that matter
     */
    public List<String> notes(Collection<String> used) {
        List<String> notes = new ArrayList<>();
        if (headless) {
            notes.add("the file has no header line; its columns are called " + quoted(names()));
        }
        for (Column column : columns) {
            if (column.note() != null && used.contains(column.name())) {
                notes.add(column.note());
            }
        }
        return notes;
    }

    /**
     * A column by name.
     *
     * @throws UserError if there is none, with those that exist
     */
    Column column(String name) {
        for (Column column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        throw new UserError(source + ": has no column '" + name + "'." + Suggestions.didYouMean(name, names())
                + " Its columns are " + quoted(names()) + ".");
    }

    /**
     * A column by name that holds numbers.
     *
     * @throws UserError if there is none, or it holds something else
     */
    Column numeric(String name) {
        Column column = column(name);
        if (column.isNumber()) {
            return column;
        }
        List<String> numeric =
                columns.stream().filter(Column::isNumber).map(Column::name).toList();
        String holds = switch (column.kind()) {
            case EMPTY -> "is empty";
            case TIME, TIME_OF_DAY -> "holds times, not numbers";
            default -> "holds text, not numbers";
        };
        throw new UserError(source + ": column '" + name + "' " + holds + example(column) + ". "
                + (numeric.isEmpty()
                        ? "It has no numeric columns."
                        : "Its numeric columns are " + quoted(numeric) + "."));
    }

    private String example(Column column) {
        try {
            List<String> first = duck.query(
                    "SELECT " + column.text() + " FROM " + TABLE + " WHERE " + column.text() + " IS NOT NULL LIMIT 1",
                    row -> row.getString(1));
            return first.isEmpty() ? "" : " (the first is '" + first.get(0) + "')";
        } catch (SQLException e) {
            return "";
        }
    }

    static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        closeQuietly(duck);
    }

    private static void closeQuietly(Duck duck) {
        try {
            duck.close();
        } catch (SQLException e) {
            // An in-memory database that does not close has nothing to lose.
        }
    }
}
