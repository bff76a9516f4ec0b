package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.StackedRNNCells} in files: a list of serialised cells. */
final class StackedRNNCellsConfig extends LayerCodec<StackedRNNCells, StackedRNNCells.Builder> {

    StackedRNNCellsConfig() {
        super("StackedRNNCells", "keras.layers", StackedRNNCells.class, List.of());
    }

    @Override
    StackedRNNCells.Builder builder(Config config, Layers layers) {
        if (!(config.required("cells") instanceof ArrayNode nodes)) {
            throw config.error("cells must be a list. Received: cells=" + Json.shown(config.required("cells")) + ".");
        }
        List<RNNCell> cells = new ArrayList<>();
        for (JsonNode node : nodes) {
            Place place = config.place().down("cells").down("[" + cells.size() + "]");
            cells.add(RNNConfig.cell(node, place, layers));
        }
        return StackedRNNCells.builder(cells);
    }

    @Override
    StackedRNNCells build(StackedRNNCells.Builder builder) {
        return builder.build();
    }

    @Override
    ObjectNode write(StackedRNNCells stack, Layers layers) {
        ObjectNode out = super.write(stack, layers);
        ArrayNode cells = out.putArray("cells");
        stack.cells().forEach(cell -> cells.add(layers.write(cell)));
        return out;
    }

    @Override
    long weightCount(StackedRNNCells stack, Shape input, Layers layers) {
        long total = 0;
        Shape shape = input;
        for (RNNCell cell : stack.cells()) {
            total = Math.addExact(total, layers.weightCount(cell, shape));
            shape = cell.computeOutputShape(Shape.of(Shape.UNKNOWN));
        }
        return total;
    }

    @Override
    Map<String, List<Layer>> lists(StackedRNNCells stack) {
        return Map.of("cells", List.copyOf(stack.cells()));
    }
}
