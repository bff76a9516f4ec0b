package io.github.gru4j.internal.kernel.vector;

/** What a thread keeps between products so that a warmed call allocates nothing: operands in the order of the tiles. */
final class Scratch {

    private float[] left = {};
    private float[] right = {};

    /** At least {@code size} numbers for a left operand; contents undefined. */
    float[] left(int size) {
        if (left.length < size) {
            left = new float[size];
        }
        return left;
    }

    /** At least {@code size} numbers for a right operand; contents undefined. */
    float[] right(int size) {
        if (right.length < size) {
            right = new float[size];
        }
        return right;
    }
}
