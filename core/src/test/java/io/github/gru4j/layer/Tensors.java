package io.github.gru4j.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/** Random tensors and exact comparison. */
public final class Tensors {

    private Tensors() {}

    /** Uniform in [-1, 1). */
    public static Tensor random(DType dtype, long seed, int... dimensions) {
        Tensor tensor = Tensor.zeros(dtype, Shape.of(dimensions));
        randomize(tensor, new Generator(seed));
        return tensor;
    }

    /** Overwrites every element, uniform in [-1, 1). */
    public static void randomize(Tensor tensor, Generator generator) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, generator.nextUniform(-1, 1));
        }
    }

    /** Gives every weight of a layer random values, so that swapping any two of them shows. */
    public static void randomizeWeights(Layer layer, long seed) {
        Generator generator = new Generator(seed);
        for (Parameter weight : layer.weights()) {
            randomize(weight.value(), generator);
            weight.changed();
        }
    }

    /** Equal shape, type and bits. */
    public static void assertSameBits(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        if (sameBits(actual, expected)) {
            return; // an assertion for each of many numbers takes its time
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Double.doubleToLongBits(actual.getAt(i)))
                    .as("element %s: %s and %s", i, actual.getAt(i), expected.getAt(i))
                    .isEqualTo(Double.doubleToLongBits(expected.getAt(i)));
        }
    }

    /** Whether shapes and bits are equal. */
    public static boolean sameBits(Tensor a, Tensor b) {
        if (!a.shape().equals(b.shape())) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (Double.doubleToLongBits(a.getAt(i)) != Double.doubleToLongBits(b.getAt(i))) {
                return false;
            }
        }
        return true;
    }
}
