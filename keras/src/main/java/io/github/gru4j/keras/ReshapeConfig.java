package io.github.gru4j.keras;

import io.github.gru4j.layer.PlainBuilder;
import io.github.gru4j.layer.Reshape;
import io.github.gru4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** {@code keras.layers.Reshape} in files. */
final class ReshapeConfig extends PlainCodec<Reshape> {

    ReshapeConfig() {
        super(
                "Reshape",
                Reshape.class,
                List.of(Field.written(
                        "target_shape",
                        layer -> Kinds.INTEGERS.write(
                                Arrays.stream(layer.targetShape().toArray())
                                        .boxed()
                                        .toList()))));
    }

    @Override
    PlainBuilder<Reshape> builder(Config config, Layers layers) {
        return Reshape.builder(Shape.of(
                Kinds.INTEGERS
                        .read(config.required("target_shape"), config.place().down("target_shape"))
                        .stream()
                        .mapToInt(Integer::intValue) // an open axis is -1 here as it is there
                        .toArray()));
    }
}
