package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Functional;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code keras.Model(inputs, outputs)} in files: serialised layers, each with its name and its uses, and the tensors at
 * the ends of the graph. Keras 2 calls the class {@code Functional} or, in its early versions, {@code Model}.
 */
final class FunctionalConfig extends Codec<Functional> {

    FunctionalConfig() {
        this("Functional");
    }

    /** A class that is a graph of layers under another name. */
    FunctionalConfig(String className) {
        super(className, "keras.src.models.functional", Functional.class);
    }

    /** Keras does not export the class under the module that it names, and so writes the name twice. */
    @Override
    String writtenName() {
        return className();
    }

    @Override
    Functional read(Config config, Layers layers) {
        GraphReader graph = new GraphReader(layers);
        Serialized.layers(config, layers).forEach(graph::add);
        graph.connect();
        Functional.Builder builder =
                Functional.builder(graph.tensors(config, "input_layers"), graph.tensors(config, "output_layers"));
        LayerCodec.readCommonWithoutDType(config, builder);
        return builder.build();
    }

    @Override
    ObjectNode write(Functional model, Layers layers) {
        ObjectNode out = Json.object();
        out.put("name", model.name());
        out.put("trainable", model.trainable());
        ArrayNode members = out.putArray("layers");
        GraphWriter graph = new GraphWriter(model);
        for (Layer layer : model.layers()) {
            ObjectNode node = layers.write(layer);
            node.put("name", layer.name());
            node.set("inbound_nodes", graph.inboundNodes(layer));
            members.add(node);
        }
        graph.operations().forEach(members::add);
        out.set("input_layers", graph.ends(model.inputs()));
        out.set("output_layers", graph.ends(model.outputs()));
        return out;
    }

    /** A graph has its weights as soon as it is made; Keras writes down that there is nothing to build. */
    @Override
    ObjectNode buildConfig(Functional model, List<Shape> shapes) {
        ObjectNode config = Json.object();
        config.putNull("input_shape");
        return config;
    }

    @Override
    long weightCount(Functional model, Shape input, Layers layers) {
        return model.countParams();
    }

    @Override
    Map<String, List<Layer>> lists(Functional model) {
        return Map.of("layers", model.layers());
    }
}
