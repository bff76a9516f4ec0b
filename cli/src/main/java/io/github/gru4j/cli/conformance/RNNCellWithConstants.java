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

/** A cell with a constant: {@code o = x·K + h·R + c·C}; output and state are o. */
final class RNNCellWithConstants extends ExampleCell {

    private final int units;
    private final int constantSize;
    private @Nullable Parameter kernel; // (features, units)
    private @Nullable Parameter recurrentKernel; // (units, units)
    private @Nullable Parameter constantKernel; // (constantSize, units)

    RNNCellWithConstants(Builder builder, int units, int constantSize) {
        super(builder);
        this.units = units;
        this.constantSize = constantSize;
    }

    int units() {
        return units;
    }

    int constantSize() {
        return constantSize;
    }

    @Override
    public Layer.Builder<?> toBuilder() {
        return new Builder(builder -> new RNNCellWithConstants(builder, units, constantSize)).like(this);
    }

    @Override
    public int constantCount() {
        return 1;
    }

    @Override
    public List<Shape> stateShapes() {
        return List.of(Shape.of(units));
    }

    @Override
    public Shape outputShape() {
        return Shape.of(units);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        kernel = weight("kernel", Shape.of(shape.dim(-1), units), generator);
        recurrentKernel = weight("recurrent_kernel", Shape.of(units, units), generator);
        constantKernel = weight("constant_kernel", Shape.of(constantSize, units), generator);
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        List<Parameter> weights = List.of(
                Objects.requireNonNull(kernel),
                Objects.requireNonNull(recurrentKernel),
                Objects.requireNonNull(constantKernel));
        Tensor output = Tensor.zeros(dtype(), Shape.of(inputs.get(0).dim(0), units));
        for (int i = 0; i < weights.size(); i++) {
            Products.add(inputs.get(i), weights.get(i).value(), output);
        }
        return Pass.of(List.of(output, output), (dOutputs, gradients) -> {
            Tensor dOutput = Gradient.sum(dOutputs.get(0), dOutputs.get(1), output);
            return Gradient.list(
                    i -> Products.back(inputs.get(i), weights.get(i).value(), dOutput, gradients.of(weights.get(i))),
                    weights.size());
        });
    }
}
