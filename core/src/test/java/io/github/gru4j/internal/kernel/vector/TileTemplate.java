package io.github.gru4j.internal.kernel.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Writes the tiles of {@link VectorMatmul}: straight-line code over registers that would be dull and dangerous to write by
 * hand. {@code TilesTest} checks that what is in the repository is what this template gives; {@link #main} writes it anew.
 */
final class TileTemplate {

    /** Rows of the largest tile: 8 by 3 sums, 3 weights and a broadcast fit the 32 registers of AVX-512 and ARM. */
    private static final int ROWS = 8;

    /** Vectors of columns side by side in one panel, at most. */
    private static final int VECTORS = 3;

    private static final String[] COUNTS = {"no", "one vector", "two vectors", "three vectors"};

    private final StringBuilder text = new StringBuilder();

    private TileTemplate() {}

    /** Every generated class by its simple name. */
    static Map<String, String> classes() {
        Map<String, String> classes = new LinkedHashMap<>();
        for (int vectors = 1; vectors <= VECTORS; vectors++) {
            classes.put("Tiles" + vectors, new TileTemplate().tiles(vectors, false));
            classes.put("StridedTiles" + vectors, new TileTemplate().tiles(vectors, true));
        }
        classes.put("RowTiles", new TileTemplate().rowTiles());
        return classes;
    }

    /** Writes the classes into the folder given as the only argument. */
    public static void main(String[] folder) throws IOException {
        for (Map.Entry<String, String> entry : classes().entrySet()) {
            Files.writeString(Path.of(folder[0], entry.getKey() + ".java"), entry.getValue());
        }
    }

    private String tiles(int vectors, boolean strided) {
        header(
                "Products of a few rows" + (strided ? " that lie apart" : "") + " with " + COUNTS[vectors]
                        + " of columns, the sums held in registers.",
                (strided ? "StridedTiles" : "Tiles") + vectors,
                false);
        for (int rows = ROWS; rows >= (strided ? 2 : 1); rows--) {
            tile("rows" + rows, rows + (rows == 1 ? " row." : " rows."), rows, 1, vectors, strided);
        }
        choice(vectors, strided);
        return end();
    }

    /** Calls the tile of the number of rows. */
    private void choice(int vectors, boolean strided) {
        line(0, "");
        line(1, "/** {@code rows} rows, 1 to " + ROWS + ". */");
        line(1, "static void rows(");
        line(3, "int rows,\n            " + parameters(ROWS, 1, vectors, strided) + ") {");
        line(2, "switch (rows) {");
        for (int rows = ROWS; rows >= (strided ? 2 : 1); rows--) {
            boolean last = rows == (strided ? 2 : 1);
            line(3, (last ? "default" : "case " + rows) + " ->");
            line(
                    4,
                    "rows" + rows + "("
                            + parameters(rows, 1, vectors, strided)
                                    .replaceAll("(int|float\\[\\]) ", "")
                                    .replaceAll("\\s+", " ")
                            + ");");
        }
        line(2, "}");
        line(1, "}");
    }

    private String rowTiles() {
        header(
                "Products of one row with several panels. One sum is a chain in which every addition waits for the one"
                        + " before, so many columns run side by side.",
                "RowTiles",
                true);
        tile("panels2x3", "2 panels of 3 vectors.", 1, 2, 3, false);
        tile("panels4x2", "4 panels of 2 vectors.", 1, 4, 2, false);
        sums(
                "gruSums2",
                "All sums of a reset-after GRU for 2 vectors of units, see {@link VectorKernels#gruSums}.",
                2,
                true);
        sums("gruSums1", "All sums of a reset-after GRU for one vector of units.", 1, true);
        sums(
                "gruProducts2",
                "The state's products for 2 vectors of units, see {@link VectorKernels#gruProducts}.",
                2,
                false);
        sums("gruProducts1", "The state's products for one vector of units.", 1, false);
        return end();
    }

    private void header(String sentence, String name, boolean lanes) {
        line(0, "package io.github.gru4j.internal.kernel.vector;");
        line(0, "");
        line(0, "import jdk.incubator.vector.FloatVector;");
        line(0, "import jdk.incubator.vector.VectorSpecies;");
        line(0, "");
        line(0, "/**");
        for (String part : wrap(sentence + " The parameters are explained in {@link VectorMatmul}. Written by"
                + " TileTemplate; change it there.")) {
            line(0, " * " + part);
        }
        line(0, " */");
        line(0, "final class " + name + " {");
        line(0, "");
        line(1, "private static final VectorSpecies<Float> FLOATS = Species.FLOATS;");
        if (lanes) {
            line(1, "private static final int LANES = FLOATS.length();");
        }
        line(0, "");
        line(1, "private " + name + "() {}");
    }

    /** {@code rows} rows by {@code panels} panels of {@code vectors} vectors; more than one panel only for one row. */
    private void tile(String name, String sentence, int rows, int panels, int vectors, boolean strided) {
        line(0, "");
        line(1, "/** " + sentence + " */");
        line(1, "static void " + name + "(");
        line(3, parameters(rows, panels, vectors, strided) + ") {");
        sums(rows, panels, vectors, true);
        line(2, "int at = aAt;");
        line(2, "int line = wAt;");
        line(2, "for (int k = 0; k < inner; k++, " + (strided ? "at++" : "at += aStep") + ", line += wStep) {");
        for (int p = 0; p < panels; p++) {
            for (int v = 0; v < vectors; v++) {
                line(
                        3,
                        "FloatVector w" + (p * vectors + v) + " = FloatVector.fromArray(FLOATS, w, "
                                + sum("line", p, "wPanel", v == 0 ? "" : v == 1 ? "wBlock" : v + " * wBlock") + ");");
            }
        }
        for (int r = 0; r < rows; r++) {
            line(
                    3,
                    (r == 0 ? "FloatVector " : "") + "x = FloatVector.broadcast(FLOATS, a["
                            + (strided ? row("at", r, "aRow") : "at" + (r == 0 ? "" : " + " + r)) + "]);");
            for (int i = 0; i < panels * vectors; i++) {
                line(3, name(r, i) + " = x.fma(w" + i + ", " + name(r, i) + ");");
            }
        }
        line(2, "}");
        sums(rows, panels, vectors, false);
        line(1, "}");
    }

    private static String parameters(int rows, int panels, int vectors, boolean strided) {
        StringJoiner parameters = new StringJoiner(",\n            ");
        parameters.add("int inner").add("float[] a").add("int aAt");
        parameters.add(strided ? "int aRow" : "int aStep");
        parameters.add("float[] w").add("int wAt").add("int wStep");
        if (vectors > 1) {
            parameters.add("int wBlock");
        }
        if (panels > 1) {
            parameters.add("int wPanel");
        }
        parameters.add("float[] init").add("int initAt");
        if (rows > 1) {
            parameters.add("int initRow");
        }
        parameters.add("float[] c").add("int cAt");
        if (rows > 1) {
            parameters.add("int cRow");
        }
        if (vectors > 2) {
            parameters.add("int cBlock");
        }
        if (vectors > 1) {
            parameters.add("int cLast");
        }
        if (panels > 1) {
            parameters.add("int cPanel");
        }
        return parameters.toString();
    }

    /** The input's product with three gates, then the state's: z and r go on, the candidate's second sum starts anew. */
    private void sums(String name, String sentence, int panels, boolean input) {
        List<String> parameters = new ArrayList<>();
        if (input) {
            parameters.addAll(List.of("int features", "float[] x", "int xAt", "float[] w", "int wAt"));
        }
        parameters.addAll(List.of("int units", "float[] h", "int hAt", "float[] u", "int uAt"));
        if (input) {
            parameters.add("float[] bias");
        }
        parameters.addAll(List.of("float[] recurrentBias", "int first", "float[] g", "int gAt", "int width"));
        int[] planes = input ? new int[] {0, 1, 2, 3} : new int[] {0, 1, 3}; // z, r, candidate, its recurrent part
        String[] gates = {"z", "r", "c", "rh"};
        line(0, "");
        line(1, "/** " + sentence + " */");
        line(1, "static void " + name + "(");
        line(3, String.join(",\n            ", parameters) + ") {");
        for (int p = 0; p < panels; p++) {
            String shift = p == 0 ? "" : " + LANES";
            for (int gate : planes) {
                String array = gate == 3 ? "recurrentBias, first" : (input ? "bias, first" : "g, gAt") + plane(gate);
                line(2, "FloatVector " + gates[gate] + p + " = FloatVector.fromArray(FLOATS, " + array + shift + ");");
            }
        }
        if (input) {
            loop("features", "x", "xAt", "w", "wAt", panels, new String[] {"z", "r", "c"});
        }
        loop("units", "h", "hAt", "u", "uAt", panels, new String[] {"z", "r", "rh"});
        for (int p = 0; p < panels; p++) {
            for (int gate : planes) {
                line(2, gates[gate] + p + ".intoArray(g, gAt" + plane(gate) + (p == 0 ? "" : " + LANES") + ");");
            }
        }
        line(1, "}");
    }

    private static String plane(int gate) {
        return gate == 0 ? "" : gate == 1 ? " + width" : " + " + gate + " * width";
    }

    private void loop(String inner, String a, String aAt, String w, String wAt, int panels, String[] sums) {
        String line = w + "Line";
        line(2, "int " + line + " = " + wAt + ";");
        if (panels > 1) {
            line(2, "int " + w + "Panel = " + inner + " * 3 * LANES;");
        }
        line(2, "for (int k = 0; k < " + inner + "; k++, " + line + " += 3 * LANES) {");
        line(3, "FloatVector value = FloatVector.broadcast(FLOATS, " + a + "[" + aAt + " + k]);");
        for (int p = 0; p < panels; p++) {
            for (int v = 0; v < 3; v++) {
                String shift =
                        (p == 0 ? "" : " + " + w + "Panel") + (v == 0 ? "" : v == 1 ? " + LANES" : " + 2 * LANES");
                line(
                        3,
                        sums[v] + p + " = value.fma(FloatVector.fromArray(FLOATS, " + w + ", " + line + shift + "), "
                                + sums[v] + p + ");");
            }
        }
        line(2, "}");
    }

    private void sums(int rows, int panels, int vectors, boolean load) {
        for (int r = 0; r < rows; r++) {
            for (int p = 0; p < panels; p++) {
                for (int v = 0; v < vectors; v++) {
                    String name = name(r, p * vectors + v);
                    String column = v == 0 ? "" : v == vectors - 1 ? "cLast" : "cBlock";
                    if (load) {
                        line(
                                2,
                                "FloatVector " + name + " = FloatVector.fromArray(FLOATS, init, "
                                        + sum(row("initAt", r, "initRow"), p, "cPanel", column) + ");");
                    } else {
                        line(2, name + ".intoArray(c, " + sum(row("cAt", r, "cRow"), p, "cPanel", column) + ");");
                    }
                }
            }
        }
    }

    private static String row(String start, int row, String stride) {
        return row == 0 ? start : row == 1 ? start + " + " + stride : start + " + " + row + " * " + stride;
    }

    private static String sum(String start, int panel, String stride, String column) {
        String first = panel == 0 ? start : start + " + " + (panel == 1 ? "" : panel + " * ") + stride;
        return column.isEmpty() ? first : first + " + " + column;
    }

    private static String name(int row, int column) {
        return "s" + row + column;
    }

    private String end() {
        line(0, "}");
        return text.toString();
    }

    private void line(int depth, String content) {
        text.append("    ".repeat(content.isEmpty() ? 0 : depth))
                .append(content)
                .append('\n');
    }

    private static Iterable<String> wrap(String sentence) {
        StringBuilder line = new StringBuilder();
        List<String> lines = new ArrayList<>();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() + word.length() > 115) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
