package io.github.gru4j.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A family of small Keras objects (initializers, regularizers, …): which classes exist, and how the config of each is read
 * and written.
 *
 * @param <T> the Java type of the family
 */
final class Family<T> implements Kinds.Kind<T> {

    private record Entry<T>(
            String className, Class<?> type, Function<Config, T> reader, BiConsumer<T, ObjectNode> writer) {}

    private final String module;
    private final Function<String, T> byIdentifier;
    private final List<Entry<T>> entries = new ArrayList<>();

    /**
     * An empty family.
     *
     * @param module the Python module of its classes ({@code "keras.initializers"})
     * @param byIdentifier resolves the short form, a string such as {@code "glorot_uniform"}; throws
     *     {@link IllegalArgumentException} if it does not know it
     */
    Family(String module, Function<String, T> byIdentifier) {
        this.module = module;
        this.byIdentifier = byIdentifier;
    }

    /**
     * Adds a class.
     *
     * @param type its Java class; its name is the Keras class name
     * @param reader makes an instance from a config
     * @param writer fills the config of an instance, keys in Keras's order
     */
    <S extends T> Family<T> with(Class<S> type, Function<Config, S> reader, BiConsumer<S, ObjectNode> writer) {
        entries.add(new Entry<>(
                type.getSimpleName(), type, reader::apply, (value, out) -> writer.accept(type.cast(value), out)));
        return this;
    }

    /** The class names, in the order in which they were added. */
    List<String> classNames() {
        return entries.stream().map(Entry::className).toList();
    }

    @Override
    public T read(JsonNode node, Place place) {
        try {
            if (node.isString()) {
                return byIdentifier.apply(node.stringValue());
            }
            Serialized serialized = Serialized.ofKeras(node, place);
            for (Entry<T> entry : entries) {
                if (entry.className().equals(serialized.className())) {
                    T value = entry.reader().apply(serialized.config());
                    serialized.config().finish();
                    return value;
                }
            }
            throw place.error("must be one of " + classNames() + ". Received: " + module + " class "
                    + serialized.className() + ".");
        } catch (IllegalArgumentException e) {
            throw place.error(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public ObjectNode write(T value) {
        for (Entry<T> entry : entries) {
            if (entry.type() == value.getClass()) {
                ObjectNode config = Json.object();
                entry.writer().accept(value, config);
                return Serialized.write(module, entry.className(), config);
            }
        }
        throw new IllegalArgumentException("KerasConfigs: " + value.getClass().getName()
                + " has no form in Keras configs. Supported: " + String.join(", ", classNames()) + ".");
    }
}
