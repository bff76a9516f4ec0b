package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.GRU} in files: the arguments of the walk and of its cell in one list. */
class GRUConfig extends LayerCodec<GRU, RNN.Builder<GRU>> {

    private static final List<Field<GRU, RNN.Builder<GRU>>> WALK = RNNConfig.walk();

    GRUConfig() {
        this("GRU");
    }

    /** A class that is a GRU under another name. */
    GRUConfig(String className) {
        super(className, "keras.layers", GRU.class, WALK);
    }

    @Override
    RNN.Builder<GRU> builder(Config config, Layers layers) {
        checkCudnn(config);
        GRUCell.Builder cell = GRUCellConfig.newBuilder(config);
        GRUCellConfig.FIELDS.forEach(field -> field.read(config, cell));
        cell.trainable(config.bool("trainable", true));
        JsonNode dtype = config.value("dtype");
        if (dtype != null) {
            cell.dtype(Kinds.DTYPE.read(dtype, config.place().down("dtype")));
        }
        GRUCell built = cell.build();
        RNNConfig.checkConstants(config, built);
        return GRU.builder(built);
    }

    /** Keras 3 takes the argument, but never writes it. */
    private static void checkCudnn(Config config) {
        JsonNode value = config.generation() == Generation.KERAS_3 ? config.value("use_cudnn") : null;
        if (value == null || value.stringValue("").equals("auto") || value.equals(BooleanNode.FALSE)) {
            return;
        }
        String reason = value.isBoolean() ? ", since there is no cuDNN on the JVM" : "";
        throw config.error(
                "use_cudnn must be \"auto\" or false" + reason + ". Received: use_cudnn=" + Json.shown(value) + ".");
    }

    @Override
    GRU build(RNN.Builder<GRU> builder) {
        return builder.build();
    }

    @Override
    ObjectNode write(GRU gru, Layers layers) {
        ObjectNode out = super.write(gru, layers);
        out.put("trainable", gru.trainable() && gru.cell().trainable()); // all weights are the cell's
        for (Field<GRUCell, GRUCell.Builder> field : GRUCellConfig.FIELDS) {
            if (field.key().equals("kernel_constraint") && !out.has("activity_regularizer")) {
                out.putNull("activity_regularizer"); // Keras's place for it where there is none
            }
            field.write(gru.cell(), out);
        }
        return out;
    }

    @Override
    ObjectNode buildConfig(GRU gru, List<Shape> shapes) {
        return CallSignature.of(gru).buildConfig(shapes);
    }

    @Override
    Map<String, Layer> parts(GRU gru) {
        return Map.of("cell", gru.cell());
    }
}
