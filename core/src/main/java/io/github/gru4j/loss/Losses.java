package io.github.gru4j.loss;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Losses by Keras's names. Stateless; safe to call from many threads. */
public final class Losses {

    private static final Map<String, Supplier<Loss>> BY_IDENTIFIER = byIdentifier();

    private Losses() {}

    private static Map<String, Supplier<Loss>> byIdentifier() {
        Map<String, Supplier<Loss>> known = new TreeMap<>();
        add(known, Losses::binaryCrossentropy, "BinaryCrossentropy", "binary_crossentropy", "bce", "BCE");
        add(known, BinaryFocalCrossentropy::of, "BinaryFocalCrossentropy", "binary_focal_crossentropy");
        add(known, Losses::categoricalCrossentropy, "CategoricalCrossentropy", "categorical_crossentropy");
        add(known, CosineSimilarity::of, "CosineSimilarity", "cosine_similarity");
        add(known, Hinge::of, "Hinge", "hinge");
        add(known, Losses::huber, "Huber", "huber", "huber_loss");
        add(known, KLDivergence::of, "KLDivergence", "kl_divergence", "kld", "KLD", "kullback_leibler_divergence");
        add(known, LogCosh::of, "LogCosh", "log_cosh", "logcosh");
        add(known, Losses::meanAbsoluteError, "MeanAbsoluteError", "mean_absolute_error", "mae", "MAE");
        add(
                known,
                MeanAbsolutePercentageError::of,
                "MeanAbsolutePercentageError",
                "mean_absolute_percentage_error",
                "mape",
                "MAPE");
        add(known, Losses::meanSquaredError, "MeanSquaredError", "mean_squared_error", "mse", "MSE");
        add(
                known,
                MeanSquaredLogarithmicError::of,
                "MeanSquaredLogarithmicError",
                "mean_squared_logarithmic_error",
                "msle",
                "MSLE");
        add(known, Poisson::of, "Poisson", "poisson");
        add(
                known,
                Losses::sparseCategoricalCrossentropy,
                "SparseCategoricalCrossentropy",
                "sparse_categorical_crossentropy");
        add(known, SquaredHinge::of, "SquaredHinge", "squared_hinge");
        return Collections.unmodifiableMap(known);
    }

    private static void add(Map<String, Supplier<Loss>> known, Supplier<Loss> loss, String... identifiers) {
        for (String identifier : identifiers) {
            known.put(identifier, loss);
        }
    }

    /** {@link BinaryCrossentropy} on probabilities. */
    public static Loss binaryCrossentropy() {
        return BinaryCrossentropy.of();
    }

    /** {@link CategoricalCrossentropy} on probabilities. */
    public static Loss categoricalCrossentropy() {
        return CategoricalCrossentropy.of();
    }

    /** {@link Huber} with {@code delta} 1. */
    public static Loss huber() {
        return Huber.of();
    }

    /** {@link MeanAbsoluteError}. */
    public static Loss meanAbsoluteError() {
        return MeanAbsoluteError.of();
    }

    /** {@link MeanSquaredError}. */
    public static Loss meanSquaredError() {
        return MeanSquaredError.of();
    }

    /** {@link SparseCategoricalCrossentropy} on probabilities. */
    public static Loss sparseCategoricalCrossentropy() {
        return SparseCategoricalCrossentropy.of();
    }

    /**
     * The loss that Keras knows under an identifier, with default arguments.
     *
     * @param identifier the class name, the snake-case name or the abbreviation ({@code mse}), those of Keras 2 included
     * @throws IllegalArgumentException if there is none
     */
    public static Loss get(String identifier) {
        Supplier<Loss> loss = BY_IDENTIFIER.get(identifier);
        if (loss == null) {
            throw new IllegalArgumentException("Losses: identifier must be one of " + BY_IDENTIFIER.keySet()
                    + ". Received: identifier='" + identifier + "'.");
        }
        return loss.get();
    }
}
