package io.github.gru4j.metric;

import io.github.gru4j.layer.Module;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Metrics by Keras's names. Each call makes a new one. Stateless; safe to call from many threads. */
public final class Metrics {

    private static final Map<String, Supplier<Metric>> BY_CLASS = byClass();
    private static final Map<String, Supplier<Metric>> BY_IDENTIFIER = byIdentifier();

    private Metrics() {}

    private static Map<String, Supplier<Metric>> byClass() {
        Map<String, Supplier<Metric>> known = new TreeMap<>();
        known.put("AUC", AUC::of);
        known.put("Accuracy", () -> new ShapedAccuracy("accuracy"));
        known.put("BinaryAccuracy", BinaryAccuracy::of);
        known.put("BinaryCrossentropy", BinaryCrossentropy::of);
        known.put("CategoricalAccuracy", CategoricalAccuracy::of);
        known.put("CategoricalCrossentropy", CategoricalCrossentropy::of);
        known.put("CosineSimilarity", CosineSimilarity::of);
        known.put("FalseNegatives", FalseNegatives::of);
        known.put("FalsePositives", FalsePositives::of);
        known.put("Hinge", Hinge::of);
        known.put("KLDivergence", KLDivergence::of);
        known.put("LogCoshError", LogCoshError::of);
        known.put("MeanAbsoluteError", MeanAbsoluteError::of);
        known.put("MeanAbsolutePercentageError", MeanAbsolutePercentageError::of);
        known.put("MeanSquaredError", MeanSquaredError::of);
        known.put("MeanSquaredLogarithmicError", MeanSquaredLogarithmicError::of);
        known.put("Poisson", Poisson::of);
        known.put("Precision", Precision::of);
        known.put("R2Score", R2Score::of);
        known.put("Recall", Recall::of);
        known.put("RootMeanSquaredError", RootMeanSquaredError::of);
        known.put("SparseCategoricalAccuracy", SparseCategoricalAccuracy::of);
        known.put("SparseCategoricalCrossentropy", SparseCategoricalCrossentropy::of);
        known.put("SparseTopKCategoricalAccuracy", SparseTopKCategoricalAccuracy::of);
        known.put("SquaredHinge", SquaredHinge::of);
        known.put("TopKCategoricalAccuracy", TopKCategoricalAccuracy::of);
        known.put("TrueNegatives", TrueNegatives::of);
        known.put("TruePositives", TruePositives::of);
        return Collections.unmodifiableMap(known);
    }

    private static Map<String, Supplier<Metric>> byIdentifier() {
        Map<String, Supplier<Metric>> known = new TreeMap<>(BY_CLASS);
        BY_CLASS.forEach((className, metric) -> known.put(Module.toSnakeCase(className), metric));
        abbreviate(known, "Accuracy", "acc");
        abbreviate(known, "BinaryCrossentropy", "bce", "BCE");
        abbreviate(known, "KLDivergence", "kld", "KLD", "kullback_leibler_divergence");
        abbreviate(known, "LogCoshError", "logcosh", "log_cosh");
        abbreviate(known, "MeanAbsoluteError", "mae", "MAE");
        abbreviate(known, "MeanAbsolutePercentageError", "mape", "MAPE");
        abbreviate(known, "MeanSquaredError", "mse", "MSE");
        abbreviate(known, "MeanSquaredLogarithmicError", "msle", "MSLE");
        return Collections.unmodifiableMap(known);
    }

    private static void abbreviate(Map<String, Supplier<Metric>> known, String className, String... abbreviations) {
        for (String abbreviation : abbreviations) {
            known.put(abbreviation, Objects.requireNonNull(BY_CLASS.get(className)));
        }
    }

    /** The class names that {@link #get} knows. */
    static Set<String> classNames() {
        return BY_CLASS.keySet();
    }

    /** {@link MeanAbsoluteError}. */
    public static Metric meanAbsoluteError() {
        return MeanAbsoluteError.of();
    }

    /** {@link MeanSquaredError}. */
    public static Metric meanSquaredError() {
        return MeanSquaredError.of();
    }

    /** {@link RootMeanSquaredError}. */
    public static Metric rootMeanSquaredError() {
        return RootMeanSquaredError.of();
    }

    /** {@link SparseCategoricalAccuracy}. */
    public static Metric sparseCategoricalAccuracy() {
        return SparseCategoricalAccuracy.of();
    }

    /** {@link AUC} of the ROC curve. */
    public static Metric auc() {
        return AUC.of();
    }

    /**
     * What Keras's {@code compile} takes for the string {@code "accuracy"}: {@link BinaryAccuracy} for predictions with a
     * last axis of 1, {@link SparseCategoricalAccuracy} for class numbers as targets, else {@link CategoricalAccuracy}.
     */
    public static Metric accuracy() {
        return get("accuracy");
    }

    /**
     * A new metric that Keras's {@code compile} knows under an identifier, with default arguments. Logs report it under
     * the identifier, as in Keras.
     *
     * @param identifier the class name, the snake-case name or the abbreviation ({@code mae}), those of Keras 2 included
     * @throws IllegalArgumentException if there is none
     */
    public static Metric get(String identifier) {
        Supplier<Metric> metric = BY_IDENTIFIER.get(identifier);
        if (metric == null) {
            throw new IllegalArgumentException("Metrics: identifier must be one of " + BY_IDENTIFIER.keySet()
                    + ". Received: identifier='" + identifier + "'.");
        }
        return metric.get().identified(identifier);
    }
}
