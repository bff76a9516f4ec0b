package io.github.gru4j.keras;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code config} object while it is read: typed access to its keys, and a final check that none was left unread, so
 * that an argument this library does not know fails by name instead of being skipped.
 *
 * <p>Not thread-safe.
 */
final class Config {

    /** How many unknown keys an error names. */
    private static final int MOST_SHOWN = 10;

    private final ObjectNode node;
    private final Place place;
    private final String owner;
    private final Set<String> read = new HashSet<>();

    /**
     * A config.
     *
     * @param node the JSON object
     * @param place where it stands
     * @param owner what it configures, as errors name it ({@code "GRU 'gru'"})
     */
    Config(ObjectNode node, Place place, String owner) {
        this.node = node;
        this.place = place;
        this.owner = owner;
    }

    /** Where this config stands. */
    Place place() {
        return place;
    }

    /** Whose meaning the config has. */
    Generation generation() {
        return place.generation();
    }

    /** The value of a key, or null if the key is absent; JSON's null is a node. */
    @Nullable
    JsonNode get(String key) {
        read.add(key);
        return node.get(key);
    }

    /** The value of a key, or null if it is absent or JSON's null. */
    @Nullable
    JsonNode value(String key) {
        JsonNode value = get(key);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * The value of a key that must be there.
     *
     * @throws KerasFormatException if it is absent or null
     */
    JsonNode required(String key) {
        JsonNode value = value(key);
        if (value == null) {
            throw error(
                    key + " must be given. Received: " + (node.has(key) ? key + "=null." : "no key '" + key + "'."));
        }
        return value;
    }

    /** A number, or {@code absent} if the key is absent or null. */
    double number(String key, double absent) {
        JsonNode value = value(key);
        return value == null ? absent : Kinds.NUMBER.read(value, place.down(key));
    }

    /** An integer, or {@code absent} if the key is absent or null. */
    int integer(String key, int absent) {
        JsonNode value = value(key);
        return value == null ? absent : Kinds.INTEGER.read(value, place.down(key));
    }

    /** An integer, or null if the key is absent or null. */
    @Nullable
    Integer integerOrNull(String key) {
        JsonNode value = value(key);
        return value == null ? null : Kinds.INTEGER.read(value, place.down(key));
    }

    /** Numbers, of which one may stand outside a list; null if the key is absent or null. */
    double @Nullable [] numbers(String key) {
        JsonNode value = value(key);
        return value == null ? null : Kinds.ONE_OR_MORE.read(value, place.down(key));
    }

    /** A constant by Keras's name for it; null if the value is null, {@code absent} if the key is absent. */
    <E> @Nullable E constant(String key, E[] constants, Function<E, String> name, E absent) {
        JsonNode value = get(key);
        if (value == null || value.isNull()) {
            return value == null ? absent : null;
        }
        for (E constant : constants) {
            if (value.stringValue("").equals(name.apply(constant))) {
                return constant;
            }
        }
        throw error(key + " must be one of " + Stream.of(constants).map(name).toList() + ". Received: " + key + "="
                + Json.shown(value) + ".");
    }

    /** A boolean, or {@code absent} if the key is absent or null. */
    boolean bool(String key, boolean absent) {
        JsonNode value = value(key);
        return value == null ? absent : Kinds.BOOLEAN.read(value, place.down(key));
    }

    /** A string, or {@code absent} if the key is absent or null. */
    String string(String key, String absent) {
        JsonNode value = value(key);
        return value == null ? absent : Kinds.STRING.read(value, place.down(key));
    }

    /** A random seed, or null. */
    @Nullable
    Long seed() {
        JsonNode value = value("seed");
        return value == null ? null : Kinds.SEED.read(value, place.down("seed"));
    }

    /** Declares that a key may have one of the given values only, because this library has no other behaviour. */
    void only(String key, JsonNode... allowed) {
        JsonNode value = get(key);
        if (value != null && !List.of(allowed).contains(value)) {
            throw error(key + " must be " + Json.shown(allowed[0])
                    + ", the only behaviour that is supported. Received: " + key + "=" + Json.shown(value) + ".");
        }
    }

    /**
     * Declares the config read.
     *
     * @throws KerasFormatException if it has keys that were never asked for
     */
    void finish() {
        if (read.containsAll(node.propertyNames())) {
            return;
        }
        Set<String> unknown = new TreeSet<>(node.propertyNames());
        unknown.removeAll(read);
        int count = unknown.size();
        String shown = count <= MOST_SHOWN
                ? unknown.toString()
                : unknown.stream().limit(MOST_SHOWN).toList() + " and " + (count - MOST_SHOWN) + " others";
        throw error("config must have no other keys than " + new TreeSet<>(read) + ". Received: " + shown + ".");
    }

    /** An error about what this config configures. */
    KerasFormatException error(String reason) {
        return place.error(owner + ": " + reason);
    }

    /** An error about what this config configures, with the exception that revealed it. */
    KerasFormatException error(String reason, Throwable cause) {
        return place.error(owner + ": " + reason, cause);
    }
}
