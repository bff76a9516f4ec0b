package io.github.gru4j.loss;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean over the last axis of {@code (yTrue − yPred)²} ({@code keras.losses.MeanSquaredError}).
 *
 * <p>Targets have the shape of the predictions; a last axis of 1 may be missing on either side.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class MeanSquaredError extends Loss {

    private static final MeanSquaredError INSTANCE = new MeanSquaredError();

    private MeanSquaredError() {}

    /** The loss. */
    public static MeanSquaredError of() {
        return INSTANCE;
    }

    @Override
    public String name() {
        return "mean_squared_error";
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred) {
        if (!yTrue.shape().equals(yPred.shape()) && !differByALastOne(yTrue.shape(), yPred.shape())) {
            throw new IllegalArgumentException("MeanSquaredError: targets must have the shape of the predictions, "
                    + yPred.shape() + ". Received: shape=" + yTrue.shape() + ".");
        }
    }

    /** Keras takes targets (samples) for predictions (samples, 1), and the reverse. */
    private static boolean differByALastOne(Shape a, Shape b) {
        Shape longer = a.rank() > b.rank() ? a : b;
        Shape shorter = a.rank() > b.rank() ? b : a;
        return longer.rank() == shorter.rank() + 1
                && shorter.rank() > 0
                && longer.dim(-1) == 1
                && Arrays.equals(Arrays.copyOf(longer.toArray(), shorter.rank()), shorter.toArray());
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        double sum = 0;
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            double error = yPred.getAt(i) - yTrue.getAt(i);
            sum += error * error;
        }
        return sum / width;
    }

    @Override
    protected void sampleGradient(Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        for (int i = sample * width; i < (sample + 1) * width; i++) {
            dYPred.setAt(i, scale * 2 * (yPred.getAt(i) - yTrue.getAt(i)) / width);
        }
    }
}
