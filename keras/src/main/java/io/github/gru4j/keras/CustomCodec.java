package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The codec of a {@link CustomLayer}.
 *
 * @param <L> the layer
 */
final class CustomCodec<L extends Layer> extends Codec<L> {

    private final String registeredName;
    private final Function<LayerConfig, ? extends L> reader;
    private final BiConsumer<? super L, LayerConfigWriter> writer;
    private final ToLongBiFunction<? super L, Shape> weights;
    private final Map<String, Function<? super L, ? extends Layer>> parts;

    /** See {@link CustomLayer}. */
    CustomCodec(
            String registeredName,
            @Nullable String module,
            Class<L> type,
            Function<LayerConfig, ? extends L> reader,
            BiConsumer<? super L, LayerConfigWriter> writer,
            ToLongBiFunction<? super L, Shape> weights,
            Map<String, Function<? super L, ? extends Layer>> parts) {
        super(registeredName.substring(registeredName.lastIndexOf('>') + 1), module, type);
        this.registeredName = registeredName;
        this.reader = reader;
        this.writer = writer;
        this.weights = weights;
        this.parts = parts;
    }

    @Override
    String registeredName() {
        return registeredName;
    }

    @Override
    L read(Config config, Layers layers) {
        return reader.apply(new LayerConfig(config, layers));
    }

    @Override
    ObjectNode write(L layer, Layers layers) {
        ObjectNode out = Json.object();
        LayerCodec.writeCommon(layer, out);
        writer.accept(layer, new LayerConfigWriter(out, layers));
        return out;
    }

    @Override
    long weightCount(L layer, Shape input, Layers layers) {
        return Math.addExact(weights.applyAsLong(layer, input), super.weightCount(layer, input, layers));
    }

    @Override
    Map<String, Layer> parts(L layer) {
        Map<String, Layer> all = new LinkedHashMap<>();
        parts.forEach((attribute, part) -> all.put(attribute, part.apply(layer)));
        long named = layer.ownWeights().size()
                + all.values().stream().mapToLong(part -> part.weights().size()).sum();
        if (named != layer.weights().size()) {
            throw new IllegalArgumentException(
                    "CustomLayer: part must be named for every layer inside that has weights."
                            + " Received: " + registeredName + " '" + layer.name() + "' of "
                            + layer.weights().size()
                            + " weights, " + named + " of them its own or in the parts " + all.keySet() + ".");
        }
        return all;
    }
}
