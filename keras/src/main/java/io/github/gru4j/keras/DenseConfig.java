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
                        InitializerConfigs.field(
                                "kernel_initializer",
                                Dense.Builder::kernelInitializer,
                                dense -> dense.kernelSpec().initializer()),
                        InitializerConfigs.field(
                                "bias_initializer",
                                Dense.Builder::biasInitializer,
                                dense -> dense.biasSpec().initializer()),
                        Field.nullable(
                                "kernel_regularizer",
                                RegularizerConfigs.FAMILY,
                                Dense.Builder::kernelRegularizer,
                                dense -> dense.kernelSpec().regularizer()),
                        Field.nullable(
                                "bias_regularizer",
                                RegularizerConfigs.FAMILY,
                                Dense.Builder::biasRegularizer,
                                dense -> dense.biasSpec().regularizer()),
                        Field.nullable(
                                "kernel_constraint",
                                ConstraintConfigs.FAMILY,
                                Dense.Builder::kernelConstraint,
                                dense -> dense.kernelSpec().constraint()),
                        Field.nullable(
                                "bias_constraint",
                                ConstraintConfigs.FAMILY,
                                Dense.Builder::biasConstraint,
                                dense -> dense.biasSpec().constraint()),
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
