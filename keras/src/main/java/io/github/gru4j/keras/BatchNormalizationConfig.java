package io.github.gru4j.keras;

import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;

/** {@code keras.layers.BatchNormalization} in files. */
final class BatchNormalizationConfig extends LayerCodec<BatchNormalization, BatchNormalization.Builder> {

    BatchNormalizationConfig() {
        super(
                "BatchNormalization",
                "keras.layers",
                BatchNormalization.class,
                List.of(
                        new Field<>("axis", BatchNormalizationConfig::readAxis, layer -> IntNode.valueOf(layer.axis())),
                        Field.of(
                                "momentum",
                                Kinds.NUMBER,
                                BatchNormalization.Builder::momentum,
                                BatchNormalization::momentum),
                        Field.of(
                                "epsilon",
                                Kinds.NUMBER,
                                BatchNormalization.Builder::epsilon,
                                BatchNormalization::epsilon),
                        Field.of(
                                "center",
                                Kinds.BOOLEAN,
                                BatchNormalization.Builder::center,
                                BatchNormalization::center),
                        Field.of("scale", Kinds.BOOLEAN, BatchNormalization.Builder::scale, BatchNormalization::scale),
                        WeightFields.initializer(
                                "beta_initializer",
                                BatchNormalization.Builder::betaInitializer,
                                BatchNormalization::betaSpec),
                        WeightFields.initializer(
                                "gamma_initializer",
                                BatchNormalization.Builder::gammaInitializer,
                                BatchNormalization::gammaSpec),
                        Field.of(
                                "moving_mean_initializer",
                                InitializerConfigs.FAMILY,
                                BatchNormalization.Builder::movingMeanInitializer,
                                BatchNormalization::movingMeanInitializer),
                        Field.of(
                                "moving_variance_initializer",
                                InitializerConfigs.FAMILY,
                                BatchNormalization.Builder::movingVarianceInitializer,
                                BatchNormalization::movingVarianceInitializer),
                        WeightFields.regularizer(
                                "beta_regularizer",
                                BatchNormalization.Builder::betaRegularizer,
                                BatchNormalization::betaSpec),
                        WeightFields.regularizer(
                                "gamma_regularizer",
                                BatchNormalization.Builder::gammaRegularizer,
                                BatchNormalization::gammaSpec),
                        WeightFields.constraint(
                                "beta_constraint",
                                BatchNormalization.Builder::betaConstraint,
                                BatchNormalization::betaSpec),
                        WeightFields.constraint(
                                "gamma_constraint",
                                BatchNormalization.Builder::gammaConstraint,
                                BatchNormalization::gammaSpec),
                        Field.written("synchronized", layer -> BooleanNode.FALSE),
                        Field.written("renorm", layer -> BooleanNode.FALSE),
                        Field.written("renorm_clipping", layer -> NullNode.instance),
                        Field.written("renorm_momentum", layer -> DoubleNode.valueOf(0.99))));
    }

    @Override
    BatchNormalization.Builder builder(Config config, Layers layers) {
        config.only("synchronized", BooleanNode.FALSE);
        config.only("renorm", BooleanNode.FALSE);
        config.get("renorm_clipping"); // says nothing without renorm, like the next
        config.get("renorm_momentum");
        return BatchNormalization.builder();
    }

    @Override
    BatchNormalization build(BatchNormalization.Builder builder) {
        return builder.build();
    }

    /** One axis; Keras 2 writes a list of it. */
    private static void readAxis(Config config, BatchNormalization.Builder builder) {
        JsonNode axis = config.value("axis");
        if (axis != null) {
            boolean one = axis instanceof ArrayNode && axis.size() == 1;
            builder.axis(
                    Kinds.INTEGER.read(one ? axis.get(0) : axis, config.place().down("axis")));
        }
    }

    @Override
    long weightCount(BatchNormalization layer, Shape input, Layers layers) {
        int weights = 2 + (layer.scale() ? 1 : 0) + (layer.center() ? 1 : 0);
        return Math.multiplyExact(size(input, layer.axis()), (long) weights);
    }
}
