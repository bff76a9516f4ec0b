package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The kinds of file that hold a table. */
enum FileKind {
    /** Delimited text: commas, semicolons, tabs or bars. */
    CSV,
    /** Apache Parquet. */
    PARQUET,
    /** A JSON array of objects, or one object a line. */
    JSON;

    private static final String PARQUET_MAGIC = "PAR1";

    /**
     * The kind of a file: by its extension, or by its first characters where the extension says nothing.
     *
     * @throws UserError if there is no such file, if it is a folder, cannot be read or is empty
     */
    static FileKind of(Path file) {
        if (!Files.exists(file)) {
            throw new UserError(file + ": there is no such file.");
        }
        if (Files.isDirectory(file)) {
            throw new UserError(file + ": is a folder. Name a CSV, Parquet or JSON file.");
        }
        if (!Files.isReadable(file)) {
            throw new UserError(file + ": cannot be read, permission is denied.");
        }
        String start;
        try (InputStream in = Files.newInputStream(file)) {
            start = new String(in.readNBytes(256), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage() + ".", e);
        }
        if (start.isBlank()) {
            throw new UserError(file + ": is empty.");
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (start.startsWith(PARQUET_MAGIC)) {
            return PARQUET;
        }
        if (name.endsWith(".parquet") || name.endsWith(".pq")) {
            throw new UserError(file + ": is not a Parquet file, its first bytes are not '" + PARQUET_MAGIC + "'.");
        }
        if (start.startsWith("PK\u0003\u0004") || start.startsWith("\u0089HDF") || isBinary(start)) {
            throw new UserError(file + ": is not a table. Name a CSV, Parquet or JSON file.");
        }
        if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return JSON;
        }
        String first = start.strip();
        return !name.endsWith(".csv") && (first.startsWith("{") || first.startsWith("[{")) ? JSON : CSV;
    }

    /** Text has no zero bytes, unless it is UTF-16; what gzip holds is seen later. */
    private static boolean isBinary(String start) {
        boolean known = start.startsWith("\u001f\u008b")
                || start.startsWith("\u00ff\u00fe")
                || start.startsWith("\u00fe\u00ff");
        return !known && start.indexOf('\0') >= 0;
    }
}
