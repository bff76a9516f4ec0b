package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cell of two inputs, outputs and states: {@code o1 = x1·kernel_1}, {@code o2 = x2·kernel_2_3} summed over both axes of
 * x2, and new states {@code s1 + o1}, {@code s2 + o2}.
 */
final class NestedCell extends ExampleCell {

    private final int unit1;
    private final int unit2;
    private final int unit3;
    private @Nullable Parameter kernel1; // (features, unit1)
    private @Nullable Parameter kernel23; // (rows, columns, unit2, unit3)

    NestedCell(Builder builder, int unit1, int unit2, int unit3) {
        super(builder);
        this.unit1 = unit1;
        this.unit2 = unit2;
        this.unit3 = unit3;
    }

    List<Integer> units() {
        return List.of(unit1, unit2, unit3);
    }

    @Override
    public Layer.Builder<?> toBuilder() {
        return new Builder(builder -> new NestedCell(builder, unit1, unit2, unit3)).like(this);
    }

    @Override
    public int inputCount() {
        return 2;
    }

    @Override
    public List<Shape> stateShapes() {
        return outputShapes();
    }

    @Override
    public Shape outputShape() {
        return Shape.of(unit1);
    }

    @Override
    public List<Shape> outputShapes() {
        return List.of(outputShape(), Shape.of(unit2, unit3));
    }

    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        kernel1 = weight("kernel_1", Shape.of(shapes.get(0).dim(-1), unit1), generator);
        Shape second = shapes.get(1);
        kernel23 = weight("kernel_2_3", Shape.of(second.dim(1), second.dim(2), unit2, unit3), generator);
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        List<Parameter> kernels = List.of(Objects.requireNonNull(kernel1), Objects.requireNonNull(kernel23));
        int batch = inputs.get(0).dim(0);
        List<Tensor> outputs = new ArrayList<>();
        outputs.add(Tensor.zeros(dtype(), Shape.of(batch, unit1)));
        outputs.add(Tensor.zeros(dtype(), Shape.of(batch, unit2, unit3)));
        for (int i = 0; i < kernels.size(); i++) {
            Products.add(inputs.get(i), kernels.get(i).value(), outputs.get(i));
        }
        for (int i = 0; i < kernels.size(); i++) {
            outputs.add(Products.sum(inputs.get(2 + i), outputs.get(i)));
        }
        return Pass.of(outputs, (dOutputs, gradients) -> {
            List<@Nullable Tensor> dInputs = Gradient.list(
                    i -> Products.back(
                            inputs.get(i),
                            kernels.get(i).value(),
                            Gradient.sum(dOutputs.get(i), dOutputs.get(2 + i), outputs.get(i)),
                            gradients.of(kernels.get(i))),
                    kernels.size());
            dInputs.add(dOutputs.get(2));
            dInputs.add(dOutputs.get(3));
            return dInputs;
        });
    }
}
