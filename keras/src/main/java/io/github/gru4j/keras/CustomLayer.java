package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a layer class that the user wrote is read from Keras's configs and written to them; given to
 * {@link KerasConfigs#with}.
 *
 * <pre>{@code
 * KerasConfigs configs = KerasConfigs.keras3().with(CustomLayer.of(
 *         "my_package>ScaledCell",
 *         ScaledCell.class,
 *         config -> config.common(ScaledCell.builder(config.integer("units"))).scale(config.number("scale", 1)).build(),
 *         (cell, out) -> out.put("units", cell.units()).put("scale", cell.scale())));
 * Model model = KerasFiles.load(path, configs);
 * }</pre>
 *
 * <p>Such a layer can stand wherever a layer can: alone, as the cell of an {@code RNN}, in a {@code Sequential}. In files
 * its weights are those of {@code Layer.ownWeights()} in their order, which is how Keras finds them, too.
 *
 * <p>Immutable; as thread-safe as the functions that it was given.
 *
 * @param <L> the layer
 * @see <a href="https://keras.io/api/models/model_saving_apis/serialization_utils/">Keras: register_keras_serializable</a>
 */
public final class CustomLayer<L extends Layer> {

    private final String registeredName;
    private final Class<L> type;
    private final Function<LayerConfig, ? extends L> reader;
    private final BiConsumer<? super L, LayerConfigWriter> writer;
    private final @Nullable String module;
    private final ToLongBiFunction<? super L, Shape> weights;
    private final Map<String, Function<? super L, ? extends Layer>> parts;

    private CustomLayer(
            String registeredName,
            Class<L> type,
            Function<LayerConfig, ? extends L> reader,
            BiConsumer<? super L, LayerConfigWriter> writer,
            @Nullable String module,
            ToLongBiFunction<? super L, Shape> weights,
            Map<String, Function<? super L, ? extends Layer>> parts) {
        this.registeredName = registeredName;
        this.type = type;
        this.reader = reader;
        this.writer = writer;
        this.module = module;
        this.weights = weights;
        this.parts = parts;
    }

    /**
     * A class of layers.
     *
     * @param registeredName Keras's {@code registered_name}: the class's name, after its package and {@code >} if it was
     *     registered with one ({@code "ScaledCell"}, {@code "my_package>ScaledCell"})
     * @param type the Java class, exactly: a subclass is another class
     * @param reader makes a layer from a config; a key that it does not read is an error, so that a layer without a builder
     *     takes {@link LayerConfig#name}, {@link LayerConfig#dtype} and {@link LayerConfig#trainable} one by one where
     *     others take {@link LayerConfig#common}. The layer's own exceptions
     *     ({@link IllegalArgumentException}) become a {@link KerasFormatException} at its place
     * @param writer puts the layer's own arguments in Keras's order; name, trainable and dtype are there already
     * @throws IllegalArgumentException if the name is empty
     */
    public static <L extends Layer> CustomLayer<L> of(
            String registeredName,
            Class<L> type,
            Function<LayerConfig, ? extends L> reader,
            BiConsumer<? super L, LayerConfigWriter> writer) {
        if (registeredName.isEmpty() || registeredName.endsWith(">")) {
            throw new IllegalArgumentException("CustomLayer: registeredName must end in the name of a class. Received:"
                    + " registeredName='" + registeredName + "'.");
        }
        return new CustomLayer<>(registeredName, type, reader, writer, null, (layer, shape) -> 0, Map.of());
    }

    /**
     * The Python module that is written with the class, for a Keras where the class is not registered; by default none.
     *
     * @param newModule such as {@code "my_package.cells"}
     */
    public CustomLayer<L> module(String newModule) {
        return new CustomLayer<>(registeredName, type, reader, writer, newModule, weights, parts);
    }

    /**
     * How many numbers the layer's own weights have for an input of a shape with the batch axis. With it, a config that
     * asks for more than its file can hold is refused before the layer is built; without it, when the first weight is
     * made for which there is no room.
     */
    public CustomLayer<L> weightCount(ToLongBiFunction<? super L, Shape> newWeights) {
        return new CustomLayer<>(registeredName, type, reader, writer, module, newWeights, parts);
    }

    /**
     * A layer inside, which has weights of its own in the file.
     *
     * @param attribute the name of the Python attribute that holds it ({@code "cell"})
     * @param part the layer inside
     */
    public CustomLayer<L> part(String attribute, Function<? super L, ? extends Layer> part) {
        Map<String, Function<? super L, ? extends Layer>> all = new LinkedHashMap<>(parts);
        all.put(attribute, part);
        return new CustomLayer<>(registeredName, type, reader, writer, module, weights, all);
    }

    /** Keras's {@code registered_name}. */
    public String registeredName() {
        return registeredName;
    }

    /** The Java class. */
    public Class<L> type() {
        return type;
    }

    /** This class among the others. */
    Codec<L> codec() {
        return new CustomCodec<>(registeredName, module, type, reader, writer, weights, parts);
    }
}
