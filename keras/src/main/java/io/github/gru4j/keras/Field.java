package io.github.gru4j.keras;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One argument of a layer: its key in a config, and how it gets from there into a builder and from a layer back. Each key
 * stands in exactly one place for reading and writing both, and defaults stay where they are, in the builder.
 *
 * @param key Keras's name for the argument
 * @param reader takes the value from a config into a builder; leaves the builder alone if the key is absent
 * @param writer the value of a layer; null where the key is left out
 * @param <L> the layer
 * @param <B> its builder
 */
record Field<L, B>(String key, BiConsumer<Config, B> reader, Function<L, @Nullable JsonNode> writer) {

    /** An argument that always has a value. */
    static <L, B, T> Field<L, B> of(String key, Kinds.Kind<T> kind, BiConsumer<B, T> set, Function<L, T> get) {
        return new Field<>(
                key,
                (config, builder) -> {
                    if (config.get(key) != null) {
                        set.accept(
                                builder,
                                kind.read(config.required(key), config.place().down(key)));
                    }
                },
                layer -> kind.write(get.apply(layer)));
    }

    /** An argument that may be null. */
    static <L, B, T> Field<L, B> nullable(
            String key, Kinds.Kind<T> kind, BiConsumer<B, T> set, Function<L, @Nullable T> get) {
        return new Field<>(
                key,
                (config, builder) -> {
                    JsonNode value = config.value(key);
                    if (value != null) {
                        set.accept(builder, kind.read(value, config.place().down(key)));
                    }
                },
                layer -> {
                    T value = get.apply(layer);
                    return value == null ? NullNode.instance : kind.write(value);
                });
    }

    /** An argument that the constructor itself takes: written here, read before there is a builder. */
    static <L, B> Field<L, B> written(String key, Function<L, @Nullable JsonNode> writer) {
        return new Field<>(key, (config, builder) -> {}, writer);
    }

    /** Takes the value from a config into a builder. */
    void read(Config config, B builder) {
        reader.accept(config, builder);
    }

    /** Puts the value of a layer into a config. */
    void write(L layer, ObjectNode out) {
        JsonNode value = writer.apply(layer);
        if (value != null) {
            out.set(key, value);
        }
    }
}
