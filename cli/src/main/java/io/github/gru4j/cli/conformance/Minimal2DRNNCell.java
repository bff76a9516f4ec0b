package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cell whose inputs and state are matrices: {@code o = x·K + h·R + b}, summed over both axes; output and state are o. */
final class Minimal2DRNNCell extends ExampleCell {

    private final int unitA;
    private final int unitB;
    private @Nullable Parameter kernel; // (rows, columns, unitA, unitB)
    private @Nullable Parameter recurringKernel; // (unitA, unitB, unitA, unitB)
    private @Nullable Parameter bias; // (unitA, unitB)

    Minimal2DRNNCell(Builder builder, int unitA, int unitB) {
        super(builder);
        this.unitA = unitA;
        this.unitB = unitB;
    }

    int unitA() {
        return unitA;
    }

    int unitB() {
        return unitB;
    }

    @Override
    public Layer.Builder<?> toBuilder() {
        return new Builder(builder -> new Minimal2DRNNCell(builder, unitA, unitB)).like(this);
    }

    @Override
    public List<Shape> stateShapes() {
        return List.of(outputShape());
    }

    @Override
    public Shape outputShape() {
        return Shape.of(unitA, unitB);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        kernel = weight("kernel", Shape.of(shape.dim(1), shape.dim(2), unitA, unitB), generator);
        recurringKernel = weight("recurring_kernel", Shape.of(unitA, unitB, unitA, unitB), generator);
        bias = weight("bias", Shape.of(unitA, unitB), generator);
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        List<Parameter> kernels = List.of(Objects.requireNonNull(kernel), Objects.requireNonNull(recurringKernel));
        Parameter b = Objects.requireNonNull(bias);
        int batch = inputs.get(0).dim(0);
        Tensor output = Tensor.zeros(dtype(), Shape.of(batch, unitA, unitB));
        int size = unitA * unitB;
        for (int row = 0; row < batch; row++) {
            Tensor.copyRange(b.value(), 0, output, row * size, size);
        }
        for (int i = 0; i < kernels.size(); i++) {
            Products.add(inputs.get(i), kernels.get(i).value(), output);
        }
        return Pass.of(List.of(output, output), (dOutputs, gradients) -> {
            Tensor dOutput = Gradient.sum(dOutputs.get(0), dOutputs.get(1), output);
            Tensor dBias = gradients.of(b);
            for (int i = 0; i < dOutput.size(); i++) {
                dBias.setAt(i % size, dBias.getAt(i % size) + dOutput.getAt(i));
            }
            return Gradient.list(
                    i -> Products.back(inputs.get(i), kernels.get(i).value(), dOutput, gradients.of(kernels.get(i))),
                    kernels.size());
        });
    }
}
