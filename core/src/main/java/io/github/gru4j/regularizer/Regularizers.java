package io.github.gru4j.regularizer;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The lookup of regularizers by Keras's identifier. Stateless; safe to call from many threads. */
public final class Regularizers {

    private static final Map<String, Supplier<Regularizer>> BY_IDENTIFIER = byIdentifier();

    private Regularizers() {}

    private static Map<String, Supplier<Regularizer>> byIdentifier() {
        Map<String, Supplier<Regularizer>> known = new TreeMap<>();
        known.put("L1", L1::of);
        known.put("l1", L1::of);
        known.put("L2", L2::of);
        known.put("l2", L2::of);
        known.put("L1L2", () -> L1L2.of(0, 0));
        known.put("l1l2", () -> L1L2.of(0, 0));
        known.put("OrthogonalRegularizer", OrthogonalRegularizer::of);
        known.put("orthogonal_regularizer", OrthogonalRegularizer::of);
        return Collections.unmodifiableMap(known);
    }

    /**
     * The regularizer that Keras knows under an identifier, with default arguments. {@code "l1_l2"} is none,
     * because Keras 3 does not resolve it either: write {@code L1L2.of(l1, l2)}.
     *
     * @param identifier {@code "l1"}, {@code "l2"}, {@code "orthogonal_regularizer"} or a class name; upper and lower
     *     case differ
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Regularizer get(String identifier) {
        Supplier<Regularizer> regularizer = BY_IDENTIFIER.get(identifier);
        if (regularizer == null) {
            throw new IllegalArgumentException("Regularizers: identifier must be one of " + BY_IDENTIFIER.keySet()
                    + ". Received: identifier='" + identifier + "'.");
        }
        return regularizer.get();
    }
}
