package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.GRU} in files: the arguments of the walk and of its cell in one list. */
final class GRUConfig extends LayerCodec<GRU, RNN.Builder<GRU>> {

    private static final List<Field<GRU, RNN.Builder<GRU>>> WALK = RNNConfig.walk();

    GRUConfig() {
        super("GRU", "keras.layers", GRU.class, WALK);
    }

    @Override
    RNN.Builder<GRU> builder(Config config, Layers layers) {
        GRUCell.Builder cell = GRUCellConfig.newBuilder(config);
        GRUCellConfig.FIELDS.forEach(field -> field.read(config, cell));
        cell.trainable(config.bool("trainable", true));
        JsonNode dtype = config.value("dtype");
        if (dtype != null) {
            cell.dtype(Kinds.DTYPE.read(dtype, config.place().down("dtype")));
        }
        return GRU.builder(cell.build());
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
    Map<String, Layer> parts(GRU gru) {
        return Map.of("cell", gru.cell());
    }
}
