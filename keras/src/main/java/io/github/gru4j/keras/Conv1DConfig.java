package io.github.gru4j.keras;

import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;

/** {@code keras.layers.Conv1D} in files. */
final class Conv1DConfig extends LayerCodec<Conv1D, Conv1D.Builder> {

    Conv1DConfig() {
        super(
                "Conv1D",
                "keras.layers",
                Conv1D.class,
                List.of(
                        Field.written("filters", layer -> IntNode.valueOf(layer.filters())),
                        Field.written("kernel_size", layer -> Kinds.ONE_STEP.write(layer.kernelSize())),
                        Field.of("strides", Kinds.ONE_STEP, Conv1D.Builder::strides, Conv1D::strides),
                        Field.of("padding", Kinds.PADDING, Conv1D.Builder::padding, Conv1D::padding),
                        Field.written("data_format", layer -> Kinds.CHANNELS_LAST),
                        Field.of("dilation_rate", Kinds.ONE_STEP, Conv1D.Builder::dilationRate, Conv1D::dilationRate),
                        Field.of("groups", Kinds.INTEGER, Conv1D.Builder::groups, Conv1D::groups),
                        ActivationConfigs.field("activation", Conv1D.Builder::activation, Conv1D::activation),
                        Field.of("use_bias", Kinds.BOOLEAN, Conv1D.Builder::useBias, Conv1D::useBias),
                        WeightFields.initializer(
                                "kernel_initializer", Conv1D.Builder::kernelInitializer, Conv1D::kernelSpec),
                        WeightFields.initializer("bias_initializer", Conv1D.Builder::biasInitializer, Conv1D::biasSpec),
                        WeightFields.regularizer(
                                "kernel_regularizer", Conv1D.Builder::kernelRegularizer, Conv1D::kernelSpec),
                        WeightFields.regularizer("bias_regularizer", Conv1D.Builder::biasRegularizer, Conv1D::biasSpec),
                        noActivityRegularizer(),
                        WeightFields.constraint(
                                "kernel_constraint", Conv1D.Builder::kernelConstraint, Conv1D::kernelSpec),
                        WeightFields.constraint("bias_constraint", Conv1D.Builder::biasConstraint, Conv1D::biasSpec)));
    }

    @Override
    Conv1D.Builder builder(Config config, Layers layers) {
        config.only("data_format", Kinds.CHANNELS_LAST);
        config.only("lora_rank", NullNode.instance);
        return Conv1D.builder(
                Kinds.INTEGER.read(config.required("filters"), config.place().down("filters")),
                Kinds.ONE_STEP.read(
                        config.required("kernel_size"), config.place().down("kernel_size")));
    }

    @Override
    Conv1D build(Conv1D.Builder builder) {
        return builder.build();
    }

    @Override
    long weightCount(Conv1D layer, Shape input, Layers layers) {
        long window = Math.multiplyExact(size(input, -1) / layer.groups(), (long) layer.kernelSize());
        return Math.addExact(
                Math.multiplyExact(window, (long) layer.filters()), layer.useBias() ? layer.filters() : 0L);
    }

    @Override
    String shapeRule(Conv1D layer, Parameter weight) {
        return (weight.name().equals("kernel") ? "(kernel_size, channels / groups, filters) = " : "(filters,) = ")
                + weight.shape();
    }
}
