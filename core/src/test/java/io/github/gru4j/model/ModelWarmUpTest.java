package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Warming up a whole model. */
class ModelWarmUpTest {

    @Test
    void warmingUpChangesNoPredictionAndNotTheExample() {
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dropout.of(0.5), Dense.of(2));
        Tensor x = Tensors.random(DType.FLOAT32, 1, 7, 5, 3);
        Tensor before = model.predict(x);
        model.warmUp(x);
        Tensors.assertSameBits(x, Tensors.random(DType.FLOAT32, 1, 7, 5, 3));
        Tensors.assertSameBits(model.predict(x), before);
    }

    @Test
    void statefulLayersAndBadExamplesAreRefused() {
        Sequential stateful = Sequential.of(
                Input.builder(Shape.of(2, 5, 3)).build(),
                GRU.builder(4).name("memory").stateful(true).build());
        assertThatThrownBy(() -> stateful.warmUp(Tensor.zeros(2, 5, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Sequential 'sequential': no layer must be stateful, for warming up would change its states."
                                + " Received: stateful layer 'memory'. Warm up a copy that is not.");
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4));
        assertThatThrownBy(() -> model.warmUp(List.of(Tensor.zeros(2, 5, 3), Tensor.zeros(3, 5, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential 'sequential': all inputs must hold as many samples as the first, 2."
                        + " Received: shape=(3, 5, 3).");
    }
}
