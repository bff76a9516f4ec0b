package io.github.gru4j.internal.kernel.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the tiles of {@link VectorMatmul}: straight-line code over registers that would be dull and dangerous to write by
 * hand. {@code TilesTest} checks that what is in the repository is what this template gives; {@link #main} writes it anew.
 */
final class TileTemplate {

    /** Rows of the largest tile: 8 by 3 sums, 3 weights and a broadcast fit the 32 registers of AVX-512 and ARM. */
    private static final int ROWS = 8;

    /** Rows whose sums with the input and with the state fit the registers together: 4 by 5, 3 weights and a broadcast. */
    private static final int SUM_ROWS = 4;

    /** Vectors of columns side by side in one panel, at most. */
    private static final int VECTORS = 3;

    private static final String[] COUNTS = {"no", "one vector", "two vectors", "three vectors"};

    private static final String ZERO = "FloatVector.zero(FLOATS)";

    private final StringBuilder text = new StringBuilder();

    private TileTemplate() {}

    /** Every generated class by its simple name. */
    static Map<String, String> classes() {
        Map<String, String> classes = new LinkedHashMap<>();
        for (int vectors = 1; vectors <= VECTORS; vectors++) {
            classes.put("Tiles" + vectors, new TileTemplate().tiles(vectors, false));
            classes.put("ColumnTiles" + vectors, new TileTemplate().tiles(vectors, true));
        }
        classes.put("RowTiles", new TileTemplate().rowTiles());
        classes.put("SumTiles", new TileTemplate().sumTiles());
        return classes;
    }

    /** Writes the classes into the folder given as the only argument. */
    public static void main(String[] folder) throws IOException {
        for (Map.Entry<String, String> entry : classes().entrySet()) {
            Files.writeString(Path.of(folder[0], entry.getKey() + ".java"), entry.getValue());
        }
    }

    private String tiles(int vectors, boolean columns) {
        header(
                "Products of a few " + (columns ? "columns, side by side in each tile," : "rows") + " with "
                        + COUNTS[vectors] + " of columns, the sums held in registers.",
                (columns ? "ColumnTiles" : "Tiles") + vectors,
                false);
        for (int rows = ROWS; rows >= 1; rows--) {
            tile(rows, vectors, columns);
        }
        line(0, "");
        line(1, "/** Tiles of {@code rows} rows, 1 to " + ROWS + ". */");
        line(1, "static void rows(");
        line(3, "int rows,\n            " + parameters(vectors, columns) + ") {");
        line(2, "switch (rows) {");
        for (int rows = ROWS; rows >= 1; rows--) {
            line(3, rows == 1 ? "default ->" : "case " + rows + " ->");
            line(4, "rows" + rows + "(" + names(parameters(vectors, columns)) + ");");
        }
        line(2, "}");
        line(1, "}");
        return end();
    }

    /** One method: tiles below one another, so that the choice of the tile and its addresses is paid once. */
    private void tile(int rows, int vectors, boolean columns) {
        line(0, "");
        line(1, "/** Tiles of " + rows + (rows == 1 ? " row. */" : " rows. */"));
        line(1, "static void rows" + rows + "(");
        line(3, parameters(vectors, columns) + ") {");
        line(2, "int a0 = aAt;");
        line(2, "int init0 = initAt;");
        boolean third = hasThird(vectors, columns);
        if (third) {
            line(2, "int third0 = thirdAt;");
        }
        line(2, "int c0 = cAt;");
        line(2, "for (int tile = 0; tile < tiles; tile++) {");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                String init = plus(row("init0", r, "initRow"), column(v, vectors));
                line(
                        3,
                        "FloatVector " + name(r, v) + " = "
                                + (columns ? "FloatVector.fromArray(FLOATS, init, " + init + ")" : ZERO) + ";");
            }
        }
        line(3, "int at = a0;");
        line(3, "int line = wAt;");
        line(3, "for (int k = 0; k < inner; k++, " + (columns ? "at += " + rows : "at++") + ", line += wStep) {");
        for (int v = 0; v < vectors; v++) {
            line(4, "FloatVector w" + v + " = FloatVector.fromArray(FLOATS, w, " + plus("line", block(v)) + ");");
        }
        for (int r = 0; r < rows; r++) {
            String at = columns ? plus("at", r == 0 ? "" : "" + r) : row("at", r, "aRow");
            line(4, (r == 0 ? "FloatVector " : "") + "x = FloatVector.broadcast(FLOATS, a[" + at + "]);");
            for (int v = 0; v < vectors; v++) {
                line(4, name(r, v) + " = x.fma(w" + v + ", " + name(r, v) + ");");
            }
        }
        line(3, "}");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                String init = plus(row("init0", r, "initRow"), column(v, vectors));
                String to = plus(row("c0", r, "cRow"), column(v, vectors));
                if (columns) {
                    line(3, name(r, v) + ".intoArray(c, " + to + ");");
                } else if (third && v == 2) {
                    store(3, name(r, v), "third, " + row("third0", r, "thirdRow"), "c, " + to);
                } else {
                    store(3, name(r, v), "init, " + init, "c, " + to);
                }
            }
        }
        String times = rows == 1 ? "" : rows + " * ";
        line(3, "a0 += " + times + (columns ? "inner" : "aRow") + ";");
        line(3, "init0 += " + times + "initRow;");
        if (third) {
            line(3, "third0 += " + times + "thirdRow;");
        }
        line(3, "c0 += " + times + "cRow;");
        line(2, "}");
        line(1, "}");
    }

    private static String parameters(int vectors, boolean columns) {
        return "int tiles, int inner, float[] a, int aAt, " + (columns ? "" : "int aRow, ")
                + "float[] w, int wAt, int wStep, " + (vectors > 1 ? "int wBlock, " : "")
                + "float[] init, int initAt, int initRow, "
                + (hasThird(vectors, columns) ? "float[] third, int thirdAt, int thirdRow, " : "")
                + "float[] c, int cAt, int cRow"
                + (vectors > 2 ? ", int cBlock" : "") + (vectors > 1 ? ", int cLast" : "");
    }

    /** Whether the third vector of columns has initial values of its own. */
    private static boolean hasThird(int vectors, boolean columns) {
        return vectors == 3 && !columns;
    }

    private static String names(String parameters) {
        return parameters.replaceAll("(int|float\\[\\]) ", "");
    }

    /** Where a vector of a panel of w is. */
    private static String block(int v) {
        return v == 0 ? "" : v == 1 ? "wBlock" : v + " * wBlock";
    }

    /** Where a vector of columns of c is. */
    private static String column(int v, int vectors) {
        return v == 0 ? "" : v == vectors - 1 ? "cLast" : "cBlock";
    }

    private static String plus(String start, String distance) {
        return distance.isEmpty() ? start : start + " + " + distance;
    }

    private String rowTiles() {
        header(
                "Products of one row with several panels. One sum is a chain in which every addition waits for the one"
                        + " before, so many columns run side by side.",
                "RowTiles",
                true);
        panels(2, 3);
        panels(4, 2);
        panels(2, 2);
        sums(
                "gruSums2",
                "All sums of a reset-after GRU for 2 vectors of units, see {@link VectorKernels#gruSums}.",
                2,
                0,
                1,
                2,
                3);
        sums("gruSums1", "All sums of a reset-after GRU for one vector of units.", 1, 0, 1, 2, 3);
        sums(
                "gruProducts2",
                "The state's products for 2 vectors of units, see {@link VectorKernels#gruProducts}.",
                2,
                0,
                1,
                3);
        sums("gruProducts1", "The state's products for one vector of units.", 1, 0, 1, 3);
        String first = "The first sums of a reset-before GRU for ";
        sums("gruFirstSums4", first + "4 vectors of units, see {@link VectorKernels#gruFirstSums}.", 4, 0, 1, 2);
        sums("gruFirstSums2", first + "2 vectors of units.", 2, 0, 1, 2);
        sums("gruFirstSums1", first + "one vector of units.", 1, 0, 1, 2);
        return end();
    }

    private String sumTiles() {
        header(
                "All sums of a reset-after GRU for a few rows and one vector of units. Those of the input wait in registers"
                        + " for those of the state.",
                "SumTiles",
                true);
        int rows = SUM_ROWS;
        line(0, "");
        line(1, "/** Tiles of " + rows + " rows, see {@link VectorKernels#gruRowSums}. */");
        line(1, "static void rows" + rows + "(");
        line(
                3,
                "int tiles, int features, float[] x, int xAt, int xRow, float[] w, int wAt, int units, float[] h, int hAt,"
                        + " int hRow, float[] u, int uAt, float[] bias, float[] recurrentBias, int first, float[] g, int gAt,"
                        + " int gRow, int width) {");
        line(2, "int x0 = xAt;");
        line(2, "int h0 = hAt;");
        line(2, "int g0 = gAt;");
        line(2, "for (int tile = 0; tile < tiles; tile++) {");
        rowLoop("features", "x", "x0", "xRow", "w", "wAt", rows, new String[] {"zx", "rx", "c"});
        String[] inputs = {"zx", "rx", "c"};
        for (int gate = 0; gate < 3; gate++) {
            line(3, "FloatVector bias" + gate + " = FloatVector.fromArray(FLOATS, bias, first" + plane(gate) + ");");
            for (int r = 0; r < rows; r++) {
                String sum = "bias" + gate + ".add(" + inputs[gate] + r + ")";
                if (gate < 2) {
                    line(3, inputs[gate] + r + " = " + sum + ";");
                } else {
                    line(3, sum + ".intoArray(g, " + row("g0", r, "gRow") + plane(gate) + ");");
                }
            }
        }
        rowLoop("units", "h", "h0", "hRow", "u", "uAt", rows, new String[] {"z", "r", "rh"});
        line(3, "FloatVector bias3 = FloatVector.fromArray(FLOATS, recurrentBias, first);");
        for (int r = 0; r < rows; r++) {
            String to = ".intoArray(g, " + row("g0", r, "gRow");
            line(3, "zx" + r + ".add(z" + r + ")" + to + ");");
            line(3, "rx" + r + ".add(r" + r + ")" + to + plane(1) + ");");
            line(3, "bias3.add(rh" + r + ")" + to + plane(3) + ");");
        }
        line(3, "x0 += " + rows + " * xRow;");
        line(3, "h0 += " + rows + " * hRow;");
        line(3, "g0 += " + rows + " * gRow;");
        line(2, "}");
        line(1, "}");
        return end();
    }

    /** Three sums of each row: the product of the rows with a panel of three gates. */
    private void rowLoop(
            String inner, String a, String aAt, String aRow, String w, String wAt, int rows, String[] sums) {
        for (int r = 0; r < rows; r++) {
            for (String sum : sums) {
                line(3, "FloatVector " + sum + r + " = " + ZERO + ";");
            }
        }
        String line = w + "Line";
        String at = a + "Line";
        line(3, "int " + line + " = " + wAt + ";");
        line(3, "int " + at + " = " + aAt + ";");
        line(3, "for (int k = 0; k < " + inner + "; k++, " + at + "++, " + line + " += 3 * LANES) {");
        for (int v = 0; v < 3; v++) {
            String shift = v == 0 ? "" : v == 1 ? " + LANES" : " + 2 * LANES";
            line(4, "FloatVector w" + v + " = FloatVector.fromArray(FLOATS, " + w + ", " + line + shift + ");");
        }
        for (int r = 0; r < rows; r++) {
            line(
                    4,
                    (r == 0 ? "FloatVector " : "") + "value = FloatVector.broadcast(FLOATS, " + a + "["
                            + row(at, r, aRow) + "]);");
            for (int v = 0; v < 3; v++) {
                line(4, sums[v] + r + " = value.fma(w" + v + ", " + sums[v] + r + ");");
            }
        }
        line(3, "}");
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

    private void panels(int panels, int vectors) {
        line(0, "");
        line(1, "/** " + panels + " panels of " + vectors + " vectors. */");
        line(1, "static void panels" + panels + "x" + vectors + "(");
        line(
                3,
                "int inner, float[] a, int aAt, float[] w, int wAt, int wStep, int wBlock, int wPanel, float[] init,"
                        + " int initAt, float[] c, int cAt, " + (vectors > 2 ? "int cBlock, " : "")
                        + "int cLast, int cPanel) {");
        for (int p = 0; p < panels; p++) {
            for (int v = 0; v < vectors; v++) {
                line(2, "FloatVector " + name(p, v) + " = " + ZERO + ";");
            }
        }
        line(2, "int line = wAt;");
        line(2, "for (int k = 0; k < inner; k++, line += wStep) {");
        line(3, "FloatVector x = FloatVector.broadcast(FLOATS, a[aAt + k]);");
        for (int p = 0; p < panels; p++) {
            for (int v = 0; v < vectors; v++) {
                line(
                        3,
                        name(p, v) + " = x.fma(FloatVector.fromArray(FLOATS, w, "
                                + plus(row("line", p, "wPanel"), block(v)) + "), " + name(p, v) + ");");
            }
        }
        line(2, "}");
        for (int p = 0; p < panels; p++) {
            for (int v = 0; v < vectors; v++) {
                store(
                        2,
                        name(p, v),
                        "init, " + plus(row("initAt", p, "cPanel"), column(v, vectors)),
                        "c, " + plus(row("cAt", p, "cPanel"), column(v, vectors)));
            }
        }
        line(1, "}");
    }

    /**
     * The input's product with three gates, and the state's: chains that do not wait for each other.
     *
     * @param planes which sums: z, r, the candidate's (made of the input) and its recurrent part (made of the state)
     */
    private void sums(String name, String sentence, int panels, int... planes) {
        boolean input = planes[2] == 2;
        boolean recurrent = planes[planes.length - 1] == 3;
        List<String> parameters = new ArrayList<>();
        if (input) {
            parameters.addAll(List.of("int features", "float[] x", "int xAt", "float[] w", "int wAt"));
        }
        parameters.addAll(List.of("int units", "float[] h", "int hAt", "float[] u", "int uAt"));
        if (input) {
            parameters.add("float[] bias");
        }
        if (recurrent) {
            parameters.add("float[] recurrentBias");
        }
        parameters.addAll(List.of("int first", "float[] g", "int gAt", "int width"));
        line(0, "");
        line(1, "/** " + sentence + " */");
        line(1, "static void " + name + "(");
        line(3, String.join(", ", parameters) + ") {");
        if (input) {
            loop("features", "x", "xAt", "w", "wAt", panels, "zx", "rx", "c");
        }
        String[] sums = recurrent ? new String[] {"z", "r", "rh"} : new String[] {"z", "r"};
        loop("units", "h", "hAt", "u", "uAt", panels, sums);
        for (int p = 0; p < panels; p++) {
            String shift = row("", p, "LANES");
            for (int gate = 0; gate < 2; gate++) {
                String to = "g, gAt" + plane(gate) + shift;
                String sum = (gate == 0 ? "z" : "r") + p;
                if (input) {
                    String start = (gate == 0 ? "zx" : "rx") + p;
                    line(2, start + " = " + sumOf("bias, first" + plane(gate) + shift, start) + ";");
                    line(2, start + ".add(" + sum + ").intoArray(" + to + ");");
                } else {
                    store(2, sum, to, to);
                }
            }
            if (input) {
                store(2, "c" + p, "bias, first" + plane(2) + shift, "g, gAt" + plane(2) + shift);
            }
            if (recurrent) {
                store(2, "rh" + p, "recurrentBias, first" + shift, "g, gAt" + plane(3) + shift);
            }
        }
        line(1, "}");
    }

    /** The one place where a sum meets its initial value. */
    private static String sumOf(String init, String sum) {
        return "FloatVector.fromArray(FLOATS, " + init + ").add(" + sum + ")";
    }

    private void store(int depth, String sum, String init, String to) {
        line(depth, sumOf(init, sum) + ".intoArray(" + to + ");");
    }

    private static String plane(int gate) {
        return gate == 0 ? "" : gate == 1 ? " + width" : " + " + gate + " * width";
    }

    private void loop(String inner, String a, String aAt, String w, String wAt, int panels, String... sums) {
        String line = w + "Line";
        for (int p = 0; p < panels; p++) {
            for (String sum : sums) {
                line(2, "FloatVector " + sum + p + " = " + ZERO + ";");
            }
        }
        line(2, "int " + line + " = " + wAt + ";");
        if (panels > 1) {
            line(2, "int " + w + "Panel = " + inner + " * " + sums.length + " * LANES;");
        }
        line(2, "for (int k = 0; k < " + inner + "; k++, " + line + " += " + sums.length + " * LANES) {");
        line(3, "FloatVector value = FloatVector.broadcast(FLOATS, " + a + "[" + aAt + " + k]);");
        for (int p = 0; p < panels; p++) {
            for (int v = 0; v < sums.length; v++) {
                String shift = row("", p, w + "Panel") + row("", v, "LANES");
                line(
                        3,
                        sums[v] + p + " = value.fma(FloatVector.fromArray(FLOATS, " + w + ", " + line + shift + "), "
                                + sums[v] + p + ");");
            }
        }
        line(2, "}");
    }

    private static String row(String start, int row, String stride) {
        return row == 0 ? start : row == 1 ? start + " + " + stride : start + " + " + row + " * " + stride;
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
