package io.github.gru4j.streaming;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;

/** Models and events for tests of streams. */
final class StreamingModels {

    private StreamingModels() {}

    /** 4 numbers in, 2 out, 12 to remember. */
    static StreamingModel small() {
        return small(3);
    }

    static StreamingModel small(long weights) {
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN, 4),
                GRU.builder(12).returnSequences(true).build(),
                Dense.of(2));
        Tensors.randomizeWeights(model, weights);
        return StreamingModel.of(model);
    }

    /** Random events, one after the other. */
    static float[] events(StreamingModel model, int count, long seed) {
        return Tensors.random(DType.FLOAT32, seed, count * model.inputSize()).floats();
    }
}
