package io.github.gru4j.cli.data;

import io.github.gru4j.cli.io.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * How a text file is laid out, learned from its beginning: its encoding, its delimiter, the lines before the table, and
 * whether the first line of the table names the columns.
 *
 * <p>DuckDB can guess all this too, but its guess depends on the values: one bad cell can turn a column, a header or the
 * delimiter into something else, and then the message that names the bad cell cannot be given. So the layout is settled
 * here and handed to DuckDB, which reads.
 *
 * @param encoding DuckDB's name of the encoding
 * @param compressed whether the file is gzip
 * @param delimiter between cells
 * @param skip lines before the first line of the table (its header where there is one)
 * @param header whether the first line of the table holds the names
 * @param names the columns' names: stripped, unique, never empty
 */
record CsvLayout(String encoding, boolean compressed, char delimiter, int skip, boolean header, List<String> names) {

    private static final int HEAD_BYTES = 1 << 16;
    private static final int HEAD_RECORDS = 100;
    private static final char[] DELIMITERS = {';', '\t', '|', ','};

    /** One record of the file's beginning and the number of lines before it. */
    private record Line(int before, List<String> cells, String first) {}

    /**
     * Reads the layout of a file.
     *
     * @throws UserError if the file cannot be read
     */
    static CsvLayout of(Path file) {
        byte[] head;
        boolean compressed;
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            compressed = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            InputStream in = compressed ? new GZIPInputStream(raw) : raw;
            head = in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage() + ".", e);
        }
        String encoding = encodingOf(head);
        String text = new String(head, charset(encoding));
        if (!text.isEmpty() && text.charAt(0) == '\uFEFF') {
            text = text.substring(1);
        }
        boolean whole = head.length < HEAD_BYTES;

        char delimiter = DELIMITERS[DELIMITERS.length - 1];
        long best = 0;
        for (char candidate : DELIMITERS) {
            long score = score(records(text, candidate, whole));
            if (score > best) {
                best = score;
                delimiter = candidate;
            }
        }
        List<Line> lines = records(text, delimiter, whole);
        int width = commonWidth(lines);
        int start = 0;
        while (start < lines.size() - 1 && lines.get(start).cells().size() != width) {
            start++;
        }
        List<String> first = lines.isEmpty() ? List.of("") : lines.get(start).cells();
        List<List<String>> next = lines.stream()
                .skip(start + 1L)
                .limit(20)
                .map(Line::cells)
                .filter(cells -> cells.size() == width)
                .toList();
        boolean header = isHeader(first, next);
        int skip = lines.isEmpty() ? 0 : lines.get(start).before();
        return new CsvLayout(encoding, compressed, delimiter, skip, header, names(header ? first : null, first.size()));
    }

    private static String encodingOf(byte[] head) {
        if (head.length >= 2
                && ((head[0] == (byte) 0xFF && head[1] == (byte) 0xFE)
                        || (head[0] == (byte) 0xFE && head[1] == (byte) 0xFF))) {
            return "utf-16";
        }
        int end = head.length;
        if (end == HEAD_BYTES) {
            // The cut may fall inside a character: step back over its continuation bytes and its first byte.
            do {
                end--;
            } while (end > 0 && (head[end] & 0xC0) == 0x80);
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(head, 0, end));
            return "utf-8";
        } catch (CharacterCodingException e) {
            return "latin-1";
        }
    }

    private static Charset charset(String encoding) {
        return switch (encoding) {
            case "utf-16" -> StandardCharsets.UTF_16;
            case "latin-1" -> StandardCharsets.ISO_8859_1;
            default -> StandardCharsets.UTF_8;
        };
    }

    /** The same layout in latin-1: for a file whose first byte outside UTF-8 comes late. */
    CsvLayout inLatin1() {
        return new CsvLayout("latin-1", compressed, delimiter, skip, header, names);
    }

    /** Splits the text into records; quoted cells may hold delimiters, doubled quotes and line breaks. */
    private static List<Line> records(String text, char delimiter, boolean whole) {
        List<Line> records = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int line = 0;
        int before = 0;
        int n = text.length();
        for (int i = 0; i < n && records.size() < HEAD_RECORDS; i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < n && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    line += c == '\n' ? 1 : 0;
                    cell.append(c);
                }
            } else if (c == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                quoted = true;
            } else if (c == delimiter) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else if (c == '\n' || (c == '\r' && (i + 1 == n || text.charAt(i + 1) != '\n'))) {
                cells.add(cell.toString().strip());
                addRecord(records, before, cells);
                cells = new ArrayList<>();
                cell.setLength(0);
                line++;
                before = line;
            } else {
                cell.append(c);
            }
        }
        boolean unfinished = !cells.isEmpty() || !cell.toString().isBlank();
        if (unfinished && whole && records.size() < HEAD_RECORDS) {
            cells.add(cell.toString().strip());
            addRecord(records, before, cells);
        }
        return records;
    }

    private static void addRecord(List<Line> records, int before, List<String> cells) {
        boolean blank = cells.size() == 1 && cells.get(0).isEmpty();
        if (!blank) {
            records.add(new Line(before, cells, cells.get(0)));
        }
    }

    /** Favours a delimiter that cuts most records into the same number of cells, and then one that gives more cells. */
    private static long score(List<Line> records) {
        int width = commonWidth(records);
        if (width < 2) {
            return 0;
        }
        long agreeing = records.stream().filter(r -> r.cells().size() == width).count();
        return agreeing * 1000 / records.size() * 1000 + (agreeing == records.size() ? 500_000 : 0) + width;
    }

    private static int commonWidth(List<Line> records) {
        int[] counts =
                new int[records.stream().mapToInt(r -> r.cells().size()).max().orElse(1) + 1];
        records.forEach(r -> counts[r.cells().size()]++);
        int common = 1;
        for (int width = 1; width < counts.length; width++) {
            if (counts[width] >= counts[common]) {
                common = width;
            }
        }
        return common;
    }

    /**
     * A line names the columns when none of its cells is a number or a time; or when few are and some column has a word
     * there above a number.
     */
    private static boolean isHeader(List<String> first, List<List<String>> next) {
        long values = first.stream().filter(CsvLayout::isValue).count();
        if (values == 0) {
            return first.stream().anyMatch(cell -> !cell.isEmpty() && !Missing.isToken(cell));
        }
        boolean wordAboveNumber = false;
        for (int i = 0; i < first.size(); i++) {
            int column = i;
            boolean numbersBelow = !next.isEmpty() && next.stream().allMatch(cells -> isValue(cells.get(column)));
            wordAboveNumber |= numbersBelow && !isValue(first.get(i)) && !Missing.isToken(first.get(i));
        }
        return wordAboveNumber && values * 2 <= first.size();
    }

    private static boolean isValue(String cell) {
        return cell.matches("[+-]?[0-9.,]*[0-9][0-9.,]*([eE][+-]?[0-9]+)?") || TimeFormat.looksLikeTime(cell);
    }

    private static List<String> names(@org.jspecify.annotations.Nullable List<String> header, int width) {
        Set<String> taken = new LinkedHashSet<>();
        for (int i = 0; i < width; i++) {
            String name = header == null ? "" : header.get(i);
            if (i == 0 && name.startsWith("#") && name.length() > 1) {
                name = name.substring(1).strip();
            }
            if (name.isEmpty()) {
                name = "column" + i;
            }
            taken.add(Names.unique(name, taken));
        }
        return List.copyOf(taken);
    }
}
