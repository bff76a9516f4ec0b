package io.github.gru4j.cli.conformance;

import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** A layer that is nothing but weights, {@code w0}, {@code w1}, …, for an optimizer to move. */
final class WeightsOnly extends Layer {

    private final List<Tensor> initial;

    /** A layer with these weights. */
    WeightsOnly(List<Tensor> initial) {
        super(null, DType.FLOAT32);
        this.initial = initial;
        build(Shape.of(1));
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        for (int i = 0; i < initial.size(); i++) {
            addWeight("w" + i, initial.get(i).shape(), WeightSpec.of(Zeros.of()), true, generator)
                    .assign(initial.get(i));
        }
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        return Pass.of(inputs.get(0));
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }
}
