package io.github.gru4j.constraint;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The lookup of constraints by Keras's identifier. Stateless; safe to call from many threads. */
public final class Constraints {

    private static final Map<String, Supplier<Constraint>> BY_IDENTIFIER = byIdentifier();

    private Constraints() {}

    private static Map<String, Supplier<Constraint>> byIdentifier() {
        Map<String, Supplier<Constraint>> known = new TreeMap<>();
        known.put("MaxNorm", MaxNorm::of);
        known.put("max_norm", MaxNorm::of);
        known.put("MinMaxNorm", MinMaxNorm::of);
        known.put("min_max_norm", MinMaxNorm::of);
        known.put("NonNeg", NonNeg::of);
        known.put("non_neg", NonNeg::of);
        known.put("UnitNorm", UnitNorm::of);
        known.put("unit_norm", UnitNorm::of);
        return Collections.unmodifiableMap(known);
    }

    /**
     * The constraint that Keras knows under an identifier, with default arguments.
     *
     * @param identifier {@code "max_norm"}, {@code "MaxNorm"} and so on; upper and lower case differ
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Constraint get(String identifier) {
        Supplier<Constraint> constraint = BY_IDENTIFIER.get(identifier);
        if (constraint == null) {
            throw new IllegalArgumentException("Constraints: identifier must be one of " + BY_IDENTIFIER.keySet()
                    + ". Received: identifier='" + identifier + "'.");
        }
        return constraint.get();
    }
}
