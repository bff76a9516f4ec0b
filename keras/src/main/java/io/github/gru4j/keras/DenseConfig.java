package io.github.gru4j.keras;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;

/** {@code keras.layers.Dense} in files. */
final class DenseConfig extends LayerCodec<Dense, Dense.Builder> {

    DenseConfig() {
        super(
                "Dense",
                "keras.layers",
                Dense.class,
                List.of(
                        Field.written("units", dense -> IntNode.valueOf(dense.units())),
                        ActivationConfigs.field("activation", Dense.Builder::activation, Dense::activation),
                        Field.of("use_bias", Kinds.BOOLEAN, Dense.Builder::useBias, Dense::useBias),
                        WeightFields.initializer(
                                "kernel_initializer", Dense.Builder::kernelInitializer, Dense::kernelSpec),
                        WeightFields.initializer("bias_initializer", Dense.Builder::biasInitializer, Dense::biasSpec),
                        WeightFields.regularizer(
                                "kernel_regularizer", Dense.Builder::kernelRegularizer, Dense::kernelSpec),
                        WeightFields.regularizer("bias_regularizer", Dense.Builder::biasRegularizer, Dense::biasSpec),
                        WeightFields.constraint(
                                "kernel_constraint", Dense.Builder::kernelConstraint, Dense::kernelSpec),
                        WeightFields.constraint("bias_constraint", Dense.Builder::biasConstraint, Dense::biasSpec),
                        Field.written("quantization_config", dense -> NullNode.instance)));
    }

    @Override
    Dense.Builder builder(Config config, Layers layers) {
        config.only("quantization_config", NullNode.instance);
        config.only("lora_rank", NullNode.instance);
        return Dense.builder(
                Kinds.INTEGER.read(config.required("units"), config.place().down("units")));
    }

    @Override
    Dense build(Dense.Builder builder) {
        return builder.build();
    }

    @Override
    long weightCount(Dense dense, Shape input, Layers layers) {
        return Math.multiplyExact(size(input, -1), (long) dense.units()) + (dense.useBias() ? dense.units() : 0);
    }

    @Override
    String shapeRule(Dense dense, Parameter weight) {
        return (weight.name().equals("kernel") ? "(features, units) = " : "(units,) = ") + weight.shape();
    }
}
