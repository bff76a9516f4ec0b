package io.github.gru4j.keras;

import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;

/** {@code keras.layers.Embedding} in files. */
final class EmbeddingConfig extends LayerCodec<Embedding, Embedding.Builder> {

    EmbeddingConfig() {
        super(
                "Embedding",
                "keras.layers",
                Embedding.class,
                List.of(
                        Field.written("input_dim", layer -> IntNode.valueOf(layer.inputDim())),
                        Field.written("output_dim", layer -> IntNode.valueOf(layer.outputDim())),
                        InitializerConfigs.field(
                                "embeddings_initializer",
                                Embedding.Builder::embeddingsInitializer,
                                layer -> layer.embeddingsSpec().initializer()),
                        Field.nullable(
                                "embeddings_regularizer",
                                RegularizerConfigs.FAMILY,
                                Embedding.Builder::embeddingsRegularizer,
                                layer -> layer.embeddingsSpec().regularizer()),
                        noActivityRegularizer(),
                        Field.nullable(
                                "embeddings_constraint",
                                ConstraintConfigs.FAMILY,
                                Embedding.Builder::embeddingsConstraint,
                                layer -> layer.embeddingsSpec().constraint()),
                        Field.of("mask_zero", Kinds.BOOLEAN, Embedding.Builder::maskZero, Embedding::maskZero),
                        Field.written("quantization_config", layer -> NullNode.instance)));
    }

    @Override
    Embedding.Builder builder(Config config, Layers layers) {
        config.only("quantization_config", NullNode.instance);
        config.only("lora_rank", NullNode.instance);
        config.get("input_length"); // of Keras 2; Keras 3 takes it and ignores it, for the ids themselves say it
        return Embedding.builder(
                Kinds.INTEGER.read(config.required("input_dim"), config.place().down("input_dim")),
                Kinds.INTEGER.read(config.required("output_dim"), config.place().down("output_dim")));
    }

    @Override
    Embedding build(Embedding.Builder builder) {
        return builder.build();
    }

    @Override
    long weightCount(Embedding layer, Shape input, Layers layers) {
        return (long) layer.inputDim() * layer.outputDim();
    }

    @Override
    String shapeRule(Embedding layer, Parameter weight) {
        return "(input_dim, output_dim) = " + weight.shape();
    }
}
