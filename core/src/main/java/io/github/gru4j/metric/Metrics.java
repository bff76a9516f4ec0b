package io.github.gru4j.metric;

/** Metrics by Keras's names. Each call makes a new one. */
public final class Metrics {

    private Metrics() {}

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

    /**
     * A new metric with this identifier; logs report it under the identifier when that is an abbreviation, as in Keras.
     *
     * @param identifier Keras's: the class name, the snake-case name or the abbreviation ({@code mae})
     * @throws IllegalArgumentException if there is none
     */
    public static Metric get(String identifier) {
        return switch (identifier) {
            case "mae", "MAE" -> new MeanAbsoluteError(identifier);
            case "mean_absolute_error", "MeanAbsoluteError" -> meanAbsoluteError();
            case "mse", "MSE" -> new MeanSquaredError(identifier);
            case "mean_squared_error", "MeanSquaredError" -> meanSquaredError();
            case "root_mean_squared_error", "RootMeanSquaredError" -> rootMeanSquaredError();
            case "sparse_categorical_accuracy", "SparseCategoricalAccuracy" -> sparseCategoricalAccuracy();
            default ->
                throw new IllegalArgumentException("Metrics: identifier must be one of mean_absolute_error (mae),"
                        + " mean_squared_error (mse), root_mean_squared_error, sparse_categorical_accuracy. Received:"
                        + " identifier=" + identifier + ".");
        };
    }
}
