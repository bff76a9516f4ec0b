package io.github.gru4j.keras;

import io.github.gru4j.layer.PReLU;
import io.github.gru4j.tensor.Shape;
import java.util.List;

/** {@code keras.layers.PReLU} in files. */
final class PReLUConfig extends LayerCodec<PReLU, PReLU.Builder> {

    PReLUConfig() {
        super(
                "PReLU",
                "keras.layers",
                PReLU.class,
                List.of(
                        WeightFields.initializer(
                                "alpha_initializer", PReLU.Builder::alphaInitializer, PReLU::alphaSpec),
                        WeightFields.regularizer(
                                "alpha_regularizer", PReLU.Builder::alphaRegularizer, PReLU::alphaSpec),
                        WeightFields.constraint("alpha_constraint", PReLU.Builder::alphaConstraint, PReLU::alphaSpec),
                        Field.nullable("shared_axes", Kinds.INTEGERS, PReLU.Builder::sharedAxes, PReLU::sharedAxes)));
    }

    @Override
    PReLU.Builder builder(Config config, Layers layers) {
        return PReLU.builder();
    }

    @Override
    PReLU build(PReLU.Builder builder) {
        return builder.build();
    }

    @Override
    long weightCount(PReLU layer, Shape input, Layers layers) {
        List<Integer> shared = layer.sharedAxes();
        long count = 1;
        for (int axis = 1; axis < input.rank(); axis++) {
            count = shared != null && shared.contains(axis) ? count : Math.multiplyExact(count, size(input, axis));
        }
        return count;
    }
}
