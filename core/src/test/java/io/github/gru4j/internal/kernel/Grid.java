package io.github.gru4j.internal.kernel;

import static org.assertj.core.api.Assertions.fail;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Random;

/**
 * A matrix (rows, width) inside a larger tensor, at an odd offset and with gaps between the rows. The gaps hold a guard
 * value so large that reading one spoils a result and writing one is seen.
 */
record Grid(Tensor tensor, int offset, int stride, int rows, int width) {

    private static final float GUARD = 1e30f;

    static Grid random(DType dtype, int rows, int width, Random random) {
        Grid grid = guarded(dtype, rows, width);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                grid.set(row, j, random.nextGaussian());
            }
        }
        return grid;
    }

    static Grid zeros(DType dtype, int rows, int width) {
        Grid grid = guarded(dtype, rows, width);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                grid.set(row, j, 0);
            }
        }
        return grid;
    }

    private static Grid guarded(DType dtype, int rows, int width) {
        int offset = 3;
        int stride = width + 5;
        return new Grid(Tensor.full(dtype, Shape.of(offset + rows * stride + 7), GUARD), offset, stride, rows, width);
    }

    Grid copy() {
        return new Grid(tensor.copy(), offset, stride, rows, width);
    }

    int at(int row) {
        return offset + row * stride;
    }

    double get(int row, int j) {
        return tensor.getAt(at(row) + j);
    }

    void set(int row, int j, double value) {
        tensor.setAt(at(row) + j, value);
    }

    /** Fails if any element outside the matrix lost its guard value. */
    void assertOutsideUntouched(String what) {
        for (int i = 0; i < tensor.size(); i++) {
            int row = i < offset ? -1 : (i - offset) / stride;
            boolean inside = row >= 0 && row < rows && (i - offset) % stride < width;
            if (!inside && tensor.getAt(i) != GUARD) {
                fail(
                        "%s wrote outside its output: position %d of a %d x %d matrix with stride %d is %s",
                        what, i, rows, width, stride, tensor.getAt(i));
            }
        }
    }

    /** Fails unless every element equals that of {@code other} bit for bit. */
    void assertSameBits(Grid other, String what) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                if (Double.doubleToRawLongBits(get(row, j)) != Double.doubleToRawLongBits(other.get(row, j))) {
                    fail(
                            "%s: element (%d, %d) is %s, expected exactly %s",
                            what, row, j, get(row, j), other.get(row, j));
                }
            }
        }
    }
}
