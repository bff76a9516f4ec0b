package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Dropout;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dropout masks that a cell keeps between the steps of a caller's own loop (Keras's caching rule). */
final class DropoutMaskCache {

    private final Generator generator;
    private @Nullable List<Tensor> inputs;
    private @Nullable List<Tensor> recurrent;

    DropoutMaskCache(long seed) {
        this.generator = new Generator(seed);
    }

    synchronized List<Tensor> inputs(Shape shape, DType dtype, double rate, boolean training, int count) {
        if (rate == 0) {
            return List.of();
        }
        if (inputs == null) {
            inputs = make("dropout", shape, dtype, rate, training, count);
        }
        return inputs;
    }

    synchronized List<Tensor> recurrent(Shape shape, DType dtype, double rate, boolean training, int count) {
        if (rate == 0) {
            return List.of();
        }
        if (recurrent == null) {
            recurrent = make("recurrentDropout", shape, dtype, rate, training, count);
        }
        return recurrent;
    }

    synchronized void resetInputs() {
        inputs = null;
    }

    synchronized void resetRecurrent() {
        recurrent = null;
    }

    private List<Tensor> make(String name, Shape shape, DType dtype, double rate, boolean training, int count) {
        if (training && rate == 1) {
            throw new IllegalArgumentException("GRUCell: " + name
                    + " must be below 1 for a mask to be drawn. Received: " + name + "=" + rate + ".");
        }
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < Math.max(1, count); i++) {
            masks.add(training ? Dropout.draw(dtype, shape, rate, generator) : Tensor.full(dtype, shape, 1));
        }
        return List.copyOf(masks);
    }
}
