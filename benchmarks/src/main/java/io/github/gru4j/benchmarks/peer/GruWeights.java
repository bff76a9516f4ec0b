package io.github.gru4j.benchmarks.peer;

import io.github.gru4j.random.Generator;

/**
 * The weights that every peer gets, in Keras's layout: kernel (features, 3 * units), recurrent kernel (units, 3 * units),
 * bias (2, 3 * units); gates in the order z, r, h; reset after. The arrays are shared and not to be changed.
 */
public final class GruWeights {

    /** Numbers per step. */
    public final int features;
    /** Units of the GRU. */
    public final int units;
    /** (features, 3 * units). */
    public final float[] kernel;
    /** (units, 3 * units). */
    public final float[] recurrent;
    /** (2, 3 * units): for the input, for the state. */
    public final float[] bias;

    /** Weights in the range in which a trained GRU has them. */
    public GruWeights(int features, int units, long seed) {
        Generator generator = new Generator(seed);
        this.features = features;
        this.units = units;
        this.kernel = uniform(generator, features * 3 * units, Math.sqrt(6.0 / (features + 3.0 * units)));
        this.recurrent = uniform(generator, units * 3 * units, 0.8 * Math.sqrt(3.0 / units));
        this.bias = uniform(generator, 2 * 3 * units, 0.2);
    }

    /** Numbers in {@code [-limit, limit)}. */
    public static float[] uniform(Generator generator, int length, double limit) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) generator.nextUniform(-limit, limit);
        }
        return values;
    }

    /** (rows, 3 * units) to (3 * units, rows). */
    public float[] transposed(float[] matrix, int rows) {
        return transpose(matrix, rows, 3 * units);
    }

    /** (rows, columns) to (columns, rows). */
    public static float[] transpose(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int j = 0; j < columns; j++) {
            for (int k = 0; k < rows; k++) {
                result[j * rows + k] = matrix[k * columns + j];
            }
        }
        return result;
    }
}
