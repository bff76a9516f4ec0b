package io.github.gru4j.internal.kernel;

/** What a thread keeps between calls of the scalar kernels, so that a warmed call allocates nothing. */
final class ScalarScratch {

    private float[][] sums = {};
    private float[][] lines = {};
    private float[][] gates = {};

    /** At least {@code rows} rows of at least {@code length} sums. */
    float[][] sums(int rows, int length) {
        if (sums.length < rows || (rows > 0 && sums[0].length < length)) {
            int longest = sums.length == 0 ? length : Math.max(length, sums[0].length);
            sums = new float[Math.max(rows, sums.length)][longest];
        }
        return sums;
    }

    /** {@code rows} rows of {@code length} elements; both are the same in every call. */
    float[][] lines(int rows, int length) {
        if (lines.length == 0) {
            lines = new float[rows][length];
        }
        return lines;
    }

    /** {@code count} rows of at least {@code width} elements, for the operands of the gates. */
    float[][] gates(int count, int width) {
        if (gates.length == 0 || gates[0].length < width) {
            gates = new float[count][width];
        }
        return gates;
    }
}
