package io.github.gru4j.keras;

import io.github.gru4j.layer.Input;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code keras.layers.InputLayer} in files; the one layer whose dtype is a plain name and whose name comes late. */
final class InputConfig extends LayerCodec<Input, Input.Builder> {

    InputConfig() {
        super("InputLayer", "keras.layers", Input.class, List.of());
    }

    @Override
    Input.Builder builder(Config config, Layers layers) {
        config.only("sparse", BooleanNode.FALSE, NullNode.instance);
        config.only("ragged", BooleanNode.FALSE, NullNode.instance);
        config.only("optional", BooleanNode.FALSE, NullNode.instance);
        String key = config.generation() == Generation.KERAS_2 ? "batch_input_shape" : "batch_shape";
        return Input.builder(
                Kinds.SHAPE.read(config.required(key), config.place().down(key)));
    }

    /** The dtype says what comes in: numbers of the layer's type, or integers, which tensors hold as numbers. */
    @Override
    Input read(Config config, Layers layers) {
        Input.Builder builder = builder(config, layers);
        for (Input.IntegerType type : Input.IntegerType.values()) {
            if (StringNode.valueOf(name(type)).equals(config.value("dtype"))) {
                readCommonWithoutDType(config, builder);
                return build(builder.integers(type));
            }
        }
        readCommon(config, builder);
        return build(builder);
    }

    private static String name(Input.IntegerType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    @Override
    Input build(Input.Builder builder) {
        return builder.build();
    }

    @Override
    boolean writesBuildConfig() {
        return false;
    }

    @Override
    ObjectNode write(Input input, Layers layers) {
        ObjectNode out = Json.object();
        out.set("batch_shape", Kinds.SHAPE.write(input.batchShape()));
        Input.IntegerType integers = input.integers();
        out.put("dtype", integers == null ? input.dtype().kerasName() : name(integers));
        out.put("sparse", false);
        out.put("ragged", false);
        out.put("name", input.name());
        out.put("optional", false);
        return out;
    }
}
