package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.layers.TimeDistributed} in files. */
final class TimeDistributedConfig extends PlainCodec<TimeDistributed> {

    TimeDistributedConfig() {
        super("TimeDistributed", TimeDistributed.class, List.of());
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<TimeDistributed> builder(Config config, Layers layers) {
        return TimeDistributed.builder(
                layers.read(config.required("layer"), config.place().down("layer")));
    }

    @Override
    long weightCount(TimeDistributed wrapper, Shape input, Layers layers) {
        if (input.rank() < 3) {
            return 0; // building refuses it
        }
        int[] step = new int[input.rank() - 1];
        for (int axis = 0; axis < step.length; axis++) {
            step[axis] = input.dim(axis == 0 ? 0 : axis + 1);
        }
        return layers.weightCount(wrapper.layer(), Shape.of(step));
    }

    @Override
    ObjectNode write(TimeDistributed wrapper, Layers layers) {
        ObjectNode out = super.write(wrapper, layers);
        out.set("layer", layers.write(wrapper.layer()));
        return out;
    }

    @Override
    Map<String, Layer> parts(TimeDistributed wrapper) {
        return Map.of("layer", wrapper.layer());
    }
}
