package io.github.gru4j.keras;

import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Layers as a user writes them, and how they are registered. */
final class CustomCells {

    /** The cells of the golden data of Keras 2, under their names there. */
    static final CustomLayer<PlusOneCell> PLUS_ONE = CustomLayer.of(
            "PlusOneRNNCell",
            PlusOneCell.class,
            config -> {
                PlusOneCell cell = new PlusOneCell(config.name(), config.dtype(), config.integer("num_unit"));
                cell.setTrainable(config.trainable());
                return cell;
            },
            (cell, out) -> out.put("num_unit", cell.units));

    static final CustomLayer<SumCell> WITH_CONSTANTS = CustomLayer.of(
                    "RNNCellWithConstants",
                    SumCell.class,
                    config -> config.common(new SumCell.Builder(config.integer("units")))
                            .constantSize(config.integer("constant_size"))
                            .kernelInitializer(config.initializer("kernel_initializer", GlorotUniform.of()))
                            .build(),
                    (cell, out) -> out.put("units", cell.units).put("constant_size", cell.constantSize))
            .weightCount((cell, shape) ->
                    (shape.dim(shape.rank() - 1) + (long) cell.units + cell.constantSize) * cell.units);

    /** A layer around another. */
    static final CustomLayer<Twice> TWICE = CustomLayer.of(
                    "my_package>Twice",
                    Twice.class,
                    config -> Twice.read(config),
                    (twice, out) -> out.put("inner", twice.inner))
            .part("inner", twice -> twice.inner)
            .module("my_package.layers");

    private CustomCells() {}

    /** Output x + 1, state h + 1, of whatever sizes. */
    static final class PlusOneCell extends RNNCell {
        final int units;

        PlusOneCell(@Nullable String name, DType dtype, int units) {
            super(name, dtype);
            if (units < 1) {
                throw new IllegalArgumentException(
                        "PlusOneCell: units must be 1 or more. Received: units=" + units + ".");
            }
            this.units = units;
        }

        @Override
        public String className() {
            return "PlusOneRNNCell";
        }

        @Override
        public List<Shape> stateShapes() {
            return List.of(Shape.of(units));
        }

        @Override
        public Shape outputShape() {
            Shape input = Objects.requireNonNull(inputShape());
            return Shape.of(input.dim(1));
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            return Pass.of(List.of(plusOne(inputs.get(0)), plusOne(inputs.get(1))));
        }

        private static Tensor plusOne(Tensor x) {
            Tensor sum = x.copy();
            for (int i = 0; i < sum.size(); i++) {
                sum.setAt(i, sum.getAt(i) + 1);
            }
            return sum;
        }
    }

    /** Output and state x K + h R + c C. */
    static final class SumCell extends RNNCell {
        final int units;
        final int constantSize;
        private final Initializer initializer;
        private @Nullable Parameter kernel;
        private @Nullable Parameter recurrent;
        private @Nullable Parameter constant;

        static final class Builder extends Layer.Builder<Builder> {
            private final int units;
            private int constantSize;
            private Initializer initializer = GlorotUniform.of();

            Builder(int units) {
                this.units = units;
            }

            Builder constantSize(int newConstantSize) {
                constantSize = newConstantSize;
                return this;
            }

            Builder kernelInitializer(Initializer newInitializer) {
                initializer = newInitializer;
                return this;
            }

            private Builder(SumCell cell) {
                this(cell.units);
                common(cell);
                constantSize = cell.constantSize;
                initializer = cell.initializer;
            }

            @Override
            public SumCell build() {
                return new SumCell(this);
            }
        }

        private SumCell(Builder builder) {
            super(builder);
            units = builder.units;
            constantSize = builder.constantSize;
            initializer = builder.initializer;
        }

        @Override
        public Builder toBuilder() {
            return new Builder(this);
        }

        @Override
        public String className() {
            return "RNNCellWithConstants";
        }

        @Override
        public int constantCount() {
            return constantSize == 0 ? 0 : 1;
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
            WeightSpec spec = WeightSpec.of(initializer);
            kernel = addWeight("kernel", Shape.of(shape.dim(1), units), spec, true, generator);
            recurrent = addWeight("recurrent_kernel", Shape.of(units, units), spec, true, generator);
            constant = constantSize == 0
                    ? null
                    : addWeight("constant_kernel", Shape.of(constantSize, units), spec, true, generator);
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            Tensor sum = Tensor.zeros(inputs.get(1).dtype(), inputs.get(1).shape());
            addProduct(inputs.get(0), kernel, sum);
            addProduct(inputs.get(1), recurrent, sum);
            if (constant != null) {
                addProduct(inputs.get(2), constant, sum);
            }
            return Pass.of(List.of(sum, sum));
        }

        private static void addProduct(Tensor x, Parameter weight, Tensor sum) {
            for (int row = 0; row < sum.dim(0); row++) {
                for (int unit = 0; unit < sum.dim(1); unit++) {
                    double total = sum.get(row, unit);
                    for (int i = 0; i < x.dim(1); i++) {
                        total += x.get(row, i) * weight.value().get(i, unit);
                    }
                    sum.set(total, row, unit);
                }
            }
        }
    }

    /** Twice what the layer inside gives. */
    static final class Twice extends Layer {
        final Dense inner;

        Twice(@Nullable String name, DType dtype, Dense inner, boolean trainable) {
            super(name, dtype);
            this.inner = inner;
            if (!trainable) {
                setTrainable(false);
            }
        }

        static Twice read(LayerConfig config) {
            return new Twice(config.name(), config.dtype(), config.layer("inner", Dense.class), config.trainable());
        }

        @Override
        protected List<Layer> sublayers() {
            return List.of(inner);
        }

        @Override
        protected void create(Shape shape, Generator generator) {
            inner.build(shape, generator);
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return inner.computeOutputShape(shape);
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            Tensor y = inner.apply(inputs, call).output().copy();
            for (int i = 0; i < y.size(); i++) {
                y.setAt(i, 2 * y.getAt(i));
            }
            return Pass.of(y);
        }
    }
}
