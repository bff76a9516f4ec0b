package io.github.gru4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class GeneratorTensorsTest {

    @Test
    void tensorsAreFilledInOrderFromTheStream() {
        Tensor normal = new Generator(7).normal(2, 3);
        assertThat(normal.shape()).isEqualTo(Shape.of(2, 3));
        Generator same = new Generator(7);
        for (int i = 0; i < 6; i++) {
            assertThat(normal.getAt(i)).isEqualTo((float) same.nextGaussian());
        }
        Tensor uniform = new Generator(7).uniform(2, 5, 3);
        same = new Generator(7);
        for (int i = 0; i < 3; i++) {
            assertThat(uniform.getAt(i)).isEqualTo((float) same.nextUniform(2, 5));
        }
    }
}
