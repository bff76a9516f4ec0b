package io.github.gru4j.initializer;

import io.github.gru4j.tensor.Shape;

/**
 * How many inputs and outputs a weight connects, as Keras counts them: a matrix has its rows and its columns, a vector
 * its length twice, and a convolution kernel {@code (…, in, out)} its last two sizes times those before them.
 *
 * @param in number of inputs
 * @param out number of outputs
 */
record Fans(double in, double out) {

    static Fans of(Shape shape) {
        if (shape.rank() == 0) {
            return new Fans(1, 1);
        }
        if (shape.rank() == 1) {
            return new Fans(shape.dim(0), shape.dim(0));
        }
        double receptiveField = 1;
        for (int axis = 0; axis < shape.rank() - 2; axis++) {
            receptiveField *= shape.dim(axis);
        }
        return new Fans(receptiveField * shape.dim(-2), receptiveField * shape.dim(-1));
    }
}
