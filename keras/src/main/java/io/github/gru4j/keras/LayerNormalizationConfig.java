package io.github.gru4j.keras;

import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;

/** {@code keras.layers.LayerNormalization} in files. */
final class LayerNormalizationConfig extends LayerCodec<LayerNormalization, LayerNormalization.Builder> {

    LayerNormalizationConfig() {
        super(
                "LayerNormalization",
                "keras.layers",
                LayerNormalization.class,
                List.of(
                        new Field<>("axis", LayerNormalizationConfig::readAxis, LayerNormalizationConfig::writeAxis),
                        Field.of(
                                "epsilon",
                                Kinds.NUMBER,
                                LayerNormalization.Builder::epsilon,
                                LayerNormalization::epsilon),
                        Field.of(
                                "center",
                                Kinds.BOOLEAN,
                                LayerNormalization.Builder::center,
                                LayerNormalization::center),
                        Field.of("scale", Kinds.BOOLEAN, LayerNormalization.Builder::scale, LayerNormalization::scale),
                        Field.of(
                                "rms_scaling",
                                Kinds.BOOLEAN,
                                LayerNormalization.Builder::rmsScaling,
                                LayerNormalization::rmsScaling),
                        WeightFields.initializer(
                                "beta_initializer",
                                LayerNormalization.Builder::betaInitializer,
                                LayerNormalization::betaSpec),
                        WeightFields.initializer(
                                "gamma_initializer",
                                LayerNormalization.Builder::gammaInitializer,
                                LayerNormalization::gammaSpec),
                        WeightFields.regularizer(
                                "beta_regularizer",
                                LayerNormalization.Builder::betaRegularizer,
                                LayerNormalization::betaSpec),
                        WeightFields.regularizer(
                                "gamma_regularizer",
                                LayerNormalization.Builder::gammaRegularizer,
                                LayerNormalization::gammaSpec),
                        WeightFields.constraint(
                                "beta_constraint",
                                LayerNormalization.Builder::betaConstraint,
                                LayerNormalization::betaSpec),
                        WeightFields.constraint(
                                "gamma_constraint",
                                LayerNormalization.Builder::gammaConstraint,
                                LayerNormalization::gammaSpec)));
    }

    @Override
    LayerNormalization.Builder builder(Config config, Layers layers) {
        return LayerNormalization.builder();
    }

    @Override
    LayerNormalization build(LayerNormalization.Builder builder) {
        return builder.build();
    }

    private static void readAxis(Config config, LayerNormalization.Builder builder) {
        JsonNode axis = config.value("axis");
        if (axis != null) {
            Place place = config.place().down("axis");
            builder.axis(
                    axis instanceof ArrayNode
                            ? Kinds.INTEGERS.read(axis, place).toArray(new Integer[0])
                            : new Integer[] {Kinds.INTEGER.read(axis, place)});
        }
    }

    /** Keras makes a list of one axis when it builds the layer. */
    private static JsonNode writeAxis(LayerNormalization layer) {
        List<Integer> axis = layer.axis();
        return axis.size() == 1 && !layer.built() ? IntNode.valueOf(axis.get(0)) : Kinds.INTEGERS.write(axis);
    }

    @Override
    long weightCount(LayerNormalization layer, Shape input, Layers layers) {
        long size = 1;
        for (int axis : layer.axis()) {
            size = Math.multiplyExact(size, size(input, axis));
        }
        int weights = (layer.scale() || layer.rmsScaling() ? 1 : 0) + (layer.center() && !layer.rmsScaling() ? 1 : 0);
        return Math.multiplyExact(size, (long) weights);
    }
}
