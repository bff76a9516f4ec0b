package io.github.gru4j.loss;

/** Losses by Keras's names. */
public final class Losses {

    private Losses() {}

    /** {@link MeanSquaredError}. */
    public static Loss meanSquaredError() {
        return MeanSquaredError.of();
    }

    /** {@link SparseCategoricalCrossentropy} on probabilities. */
    public static Loss sparseCategoricalCrossentropy() {
        return SparseCategoricalCrossentropy.of();
    }

    /**
     * The loss with this identifier.
     *
     * @param identifier Keras's: the class name, the snake-case name or the abbreviation ({@code mse})
     * @throws IllegalArgumentException if there is none
     */
    public static Loss get(String identifier) {
        return switch (identifier) {
            case "mse", "MSE", "mean_squared_error", "MeanSquaredError" -> meanSquaredError();
            case "sparse_categorical_crossentropy", "SparseCategoricalCrossentropy" -> sparseCategoricalCrossentropy();
            default ->
                throw new IllegalArgumentException("Losses: identifier must be one of mean_squared_error (mse),"
                        + " sparse_categorical_crossentropy. Received: identifier=" + identifier + ".");
        };
    }
}
