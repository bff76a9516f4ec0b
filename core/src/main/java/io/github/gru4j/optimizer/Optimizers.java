package io.github.gru4j.optimizer;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The lookup of optimizers by Keras's identifier. Stateless; safe to call from many threads. */
public final class Optimizers {

    private static final Map<String, Supplier<Optimizer>> BY_IDENTIFIER = byIdentifier();

    private Optimizers() {}

    private static Map<String, Supplier<Optimizer>> byIdentifier() {
        Map<String, Supplier<Optimizer>> known = new TreeMap<>();
        known.put("adadelta", () -> Adadelta.of(0.001));
        known.put("adagrad", () -> Adagrad.of(0.001));
        known.put("adam", () -> Adam.of(0.001));
        known.put("adamax", () -> Adamax.of(0.001));
        known.put("adamw", () -> AdamW.of(0.001));
        known.put("ftrl", () -> Ftrl.of(0.001));
        known.put("lion", () -> Lion.of(0.001));
        known.put("nadam", () -> Nadam.of(0.001));
        known.put("rmsprop", () -> RMSprop.of(0.001));
        known.put("sgd", () -> SGD.of(0.01));
        return Collections.unmodifiableMap(known);
    }

    /**
     * A new optimizer of the kind that Keras knows under an identifier, with default arguments.
     *
     * @param identifier {@code "adam"}, {@code "RMSprop"} and so on; upper and lower case do not differ
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Optimizer get(String identifier) {
        Supplier<Optimizer> optimizer = BY_IDENTIFIER.get(identifier.toLowerCase(Locale.ROOT));
        if (optimizer == null) {
            throw new IllegalArgumentException("Optimizers: identifier must be one of " + BY_IDENTIFIER.keySet()
                    + ". Received: identifier='" + identifier + "'.");
        }
        return optimizer.get();
    }
}
