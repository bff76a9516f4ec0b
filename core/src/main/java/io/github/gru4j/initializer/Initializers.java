package io.github.gru4j.initializer;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The lookup of initializers by Keras's identifier. Stateless; safe to call from many threads. */
public final class Initializers {

    private static final Map<String, Supplier<Initializer>> BY_IDENTIFIER = byIdentifier();

    private Initializers() {}

    private static Map<String, Supplier<Initializer>> byIdentifier() {
        Map<String, Supplier<Initializer>> known = new TreeMap<>();
        known.put("GlorotNormal", GlorotNormal::of);
        known.put("GlorotUniform", GlorotUniform::of);
        known.put("HeNormal", HeNormal::of);
        known.put("HeUniform", HeUniform::of);
        known.put("Identity", Identity::of);
        known.put("IdentityInitializer", Identity::of); // the class name in files of early Keras 3
        known.put("LecunNormal", LecunNormal::of);
        known.put("LecunUniform", LecunUniform::of);
        known.put("Ones", Ones::of);
        known.put("Orthogonal", Orthogonal::of);
        known.put("OrthogonalInitializer", Orthogonal::of); // as above
        known.put("RandomNormal", RandomNormal::of);
        known.put("RandomUniform", RandomUniform::of);
        known.put("TruncatedNormal", TruncatedNormal::of);
        known.put("VarianceScaling", VarianceScaling::of);
        known.put("Zeros", Zeros::of);
        known.put("Constant", () -> Constant.of(0));
        known.put("constant", () -> Constant.of(0));
        known.put("glorot_normal", GlorotNormal::of);
        known.put("glorot_uniform", GlorotUniform::of);
        known.put("he_normal", HeNormal::of);
        known.put("he_uniform", HeUniform::of);
        known.put("identity", Identity::of);
        known.put("lecun_normal", LecunNormal::of);
        known.put("lecun_uniform", LecunUniform::of);
        known.put("normal", RandomNormal::of);
        known.put("one", Ones::of);
        known.put("ones", Ones::of);
        known.put("orthogonal", Orthogonal::of);
        known.put("random_normal", RandomNormal::of);
        known.put("random_uniform", RandomUniform::of);
        known.put("truncated_normal", TruncatedNormal::of);
        known.put("uniform", RandomUniform::of);
        known.put("variance_scaling", VarianceScaling::of);
        known.put("zero", Zeros::of);
        known.put("zeros", Zeros::of);
        return Collections.unmodifiableMap(known);
    }

    /**
     * The initializer that Keras knows under an identifier, with default arguments.
     *
     * @param identifier {@code "glorot_uniform"}, {@code "GlorotUniform"} and so on; upper and lower case differ
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Initializer get(String identifier) {
        Supplier<Initializer> initializer = BY_IDENTIFIER.get(identifier);
        if (initializer == null) {
            throw new IllegalArgumentException("Initializers: identifier must be one of " + BY_IDENTIFIER.keySet()
                    + ". Received: identifier='" + identifier + "'.");
        }
        return initializer.get();
    }
}
