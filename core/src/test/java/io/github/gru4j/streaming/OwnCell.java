package io.github.gru4j.streaming;

import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.layer.Call;
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

/**
 * A cell as a user writes one, without a stepper: two states, of which the output is neither, that may begin elsewhere than at
 * zero.
 */
final class OwnCell extends RNNCell {

    private final int units;
    private final boolean beginsElsewhere;
    private Parameter kernel;

    OwnCell(int units, boolean beginsElsewhere) {
        super(null, DType.FLOAT32);
        this.units = units;
        this.beginsElsewhere = beginsElsewhere;
    }

    @Override
    public Layer.Builder<?> toBuilder() {
        return new OwnBuilder(units, beginsElsewhere).withCommon(this);
    }

    private static final class OwnBuilder extends Layer.Builder<OwnBuilder> {
        private final int units;
        private final boolean beginsElsewhere;

        OwnBuilder(int units, boolean beginsElsewhere) {
            this.units = units;
            this.beginsElsewhere = beginsElsewhere;
        }

        OwnBuilder withCommon(OwnCell cell) {
            return common(cell);
        }

        @Override
        public OwnCell build() {
            return new OwnCell(units, beginsElsewhere);
        }
    }

    @Override
    public List<Shape> stateShapes() {
        return List.of(Shape.of(units), Shape.of(1));
    }

    @Override
    public Shape outputShape() {
        return Shape.of(units);
    }

    @Override
    public List<Tensor> getInitialState(int batchSize) {
        List<Tensor> states = super.getInitialState(batchSize);
        if (beginsElsewhere) {
            states.forEach(state -> state.fill(0.25));
        }
        return states;
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        kernel =
                addWeight("kernel", Shape.of(shape.dim(-1), units), WeightSpec.of(GlorotUniform.of()), true, generator);
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        Tensor x = inputs.get(0);
        Tensor slow = inputs.get(1).copy();
        Tensor count = inputs.get(2).copy();
        Tensor y = Tensor.zeros(x.dim(0), units);
        for (int row = 0; row < x.dim(0); row++) {
            count.setAt(row, count.getAt(row) + 1);
            for (int u = 0; u < units; u++) {
                double sum = 0;
                for (int f = 0; f < x.dim(1); f++) {
                    sum += x.getAt(row * x.dim(1) + f) * kernel.value().getAt(f * units + u);
                }
                int at = row * units + u;
                slow.setAt(at, 0.5 * slow.getAt(at) + sum);
                y.setAt(at, slow.getAt(at) / count.getAt(row));
            }
        }
        return Pass.of(List.of(y, slow, count));
    }
}
