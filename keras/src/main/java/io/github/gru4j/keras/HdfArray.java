package io.github.gru4j.keras;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a dataset. Those of float32, the usual ones and in large files nearly all, stay where they are in the bytes
 * of the file until they are copied to where they belong, so that no array is held a third time.
 *
 * <p>Not thread-safe.
 */
final class HdfArray {

    private final int[] dimensions;
    private final @Nullable FloatBuffer inFile;
    private final Object values;

    /**
     * Numbers in memory.
     *
     * @param dimensions the shape; empty for a scalar
     * @param values a {@code float[]}, {@code double[]}, {@code int[]} or {@code long[]}, row-major
     */
    HdfArray(int[] dimensions, Object values) {
        this.dimensions = dimensions.clone();
        this.inFile = null;
        this.values = values;
    }

    /** Numbers of float32 in the bytes of a file, row-major. */
    HdfArray(int[] dimensions, FloatBuffer inFile) {
        this.dimensions = dimensions.clone();
        this.inFile = inFile;
        this.values = new float[0];
    }

    /** The shape; empty for a scalar. */
    int[] dimensions() {
        return dimensions.clone();
    }

    /** A {@code float[]}, {@code double[]}, {@code int[]} or {@code long[]}, row-major. */
    Object values() {
        if (inFile == null) {
            return values;
        }
        float[] copy = new float[inFile.remaining()];
        inFile.duplicate().get(copy);
        return copy;
    }

    /** Whether these are floating-point numbers. */
    boolean isFloating() {
        return inFile != null || values instanceof float[] || values instanceof double[];
    }

    /** Whether this is one integer. */
    boolean isInteger() {
        return (values instanceof long[] longs && longs.length == 1)
                || (values instanceof int[] ints && ints.length == 1);
    }

    /** A tensor of these numbers; of integers one of float64. */
    Tensor tensor() {
        Object all = values();
        if (all instanceof float[] floats) {
            return Tensor.of(floats, dimensions);
        } else if (all instanceof double[] doubles) {
            return Tensor.of(doubles, dimensions);
        } else if (all instanceof long[] longs) {
            return Tensor.of(new double[] {longs[0]}, dimensions);
        } else {
            return Tensor.of(new double[] {((int[]) all)[0]}, dimensions);
        }
    }

    /** Overwrites a tensor of the same shape. */
    void copyTo(Tensor target) {
        if (inFile != null && target.dtype() == DType.FLOAT32) {
            inFile.duplicate().get(target.floats());
        } else {
            target.copyFrom(tensor());
        }
    }
}
