package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** A cell without weights, whose output is as wide as its input and not as its state: {@code x + 1}, {@code h + 1}. */
final class PlusOneRNNCell extends ExampleCell {

    private final int numUnit;

    PlusOneRNNCell(Builder builder, int numUnit) {
        super(builder);
        this.numUnit = numUnit;
    }

    int numUnit() {
        return numUnit;
    }

    @Override
    public Layer.Builder<?> toBuilder() {
        return new Builder(builder -> new PlusOneRNNCell(builder, numUnit)).like(this);
    }

    @Override
    public List<Shape> stateShapes() {
        return List.of(Shape.of(numUnit));
    }

    /** That of the input, which is known once the cell is built. */
    @Override
    public Shape outputShape() {
        Shape input = inputShape();
        return Shape.of(input == null ? numUnit : input.dim(-1));
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        List<Tensor> outputs = inputs.stream().map(PlusOneRNNCell::plusOne).toList();
        return Pass.of(
                outputs,
                (dOutputs, gradients) ->
                        Gradient.list(i -> Gradient.of(dOutputs.get(i), outputs.get(i)), outputs.size()));
    }

    private static Tensor plusOne(Tensor tensor) {
        return Products.sum(tensor, Tensor.full(DType.FLOAT64, tensor.shape(), 1));
    }
}
