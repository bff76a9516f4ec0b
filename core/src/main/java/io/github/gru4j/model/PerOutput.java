package io.github.gru4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that a model with several outputs has for each of them, in one of the forms in which Keras takes it.
 *
 * <pre>{@code
 * PerOutput.same(loss)                          // loss="mse"
 * PerOutput.of(first, second)                   // loss=["mse", "mae"]
 * PerOutput.byName(Map.of("price", first, …))   // loss={"price": "mse", …}
 * }</pre>
 *
 * <p>Immutable, if the values are; safe to share between threads.
 *
 * @param <T> what there is for an output
 */
public sealed interface PerOutput<T> {

    /**
     * One value for all outputs.
     *
     * @param value the value
     */
    record Same<T>(T value) implements PerOutput<T> {}

    /**
     * A value for each output, in their order.
     *
     * @param values null for an output that has none
     */
    record Listed<T>(List<@Nullable T> values) implements PerOutput<T> {
        /** Copies the list. */
        public Listed {
            values = unmodifiable(values);
        }
    }

    /**
     * Values by the names of the outputs ({@link Model#outputNames}).
     *
     * @param values null, or no entry, for an output that has none
     */
    record Named<T>(Map<String, @Nullable T> values) implements PerOutput<T> {
        /** Copies the map, in its order. */
        public Named {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** One value for all outputs. */
    static <T> PerOutput<T> same(T value) {
        return new Same<>(value);
    }

    /** A value for each output, in their order; null for an output that has none. */
    @SafeVarargs
    static <T> PerOutput<T> of(@Nullable T... values) {
        return listed(Arrays.asList(values));
    }

    /** As {@link #of}, of a list. */
    static <T> PerOutput<T> listed(List<@Nullable T> values) {
        return new Listed<>(values);
    }

    /** Values by the names of the outputs ({@link Model#outputNames}); null, or no entry, for an output that has none. */
    static <T> PerOutput<T> byName(Map<String, @Nullable T> values) {
        return new Named<>(values);
    }

    /** The values that there are, without nulls. */
    default Stream<T> present() {
        if (this instanceof Same<T> same) {
            return Stream.of(same.value);
        }
        Collection<@Nullable T> values =
                this instanceof Listed<T> listed ? listed.values : ((Named<T>) this).values.values();
        return values.stream().filter(Objects::nonNull);
    }

    /** The same form with other values; null stays null. */
    default <S> PerOutput<S> map(Function<? super T, ? extends S> function) {
        if (this instanceof Same<T> same) {
            return new Same<>(function.apply(same.value));
        }
        if (this instanceof Listed<T> listed) {
            List<@Nullable S> values = new ArrayList<>();
            listed.values.forEach(value -> values.add(value == null ? null : function.apply(value)));
            return new Listed<>(values);
        }
        Map<String, @Nullable S> values = new LinkedHashMap<>();
        ((Named<T>) this)
                .values.forEach((name, value) -> values.put(name, value == null ? null : function.apply(value)));
        return new Named<>(values);
    }

    private static <T> List<@Nullable T> unmodifiable(List<@Nullable T> values) {
        return Collections.unmodifiableList(new ArrayList<@Nullable T>(values));
    }
}
