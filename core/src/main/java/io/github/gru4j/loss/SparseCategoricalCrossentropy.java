package io.github.gru4j.loss;

import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The negative logarithm of the probability given to the true class, whose number is the target
 * ({@code keras.losses.SparseCategoricalCrossentropy}).
 *
 * <p>Targets have the shape of the predictions without the last axis, or with a last axis of 1. Without
 * {@code fromLogits} the predictions are probabilities: they are divided by their sum and kept within
 * {@code [1e-7, 1 − 1e-7]}, as Keras does; a model that ends in a softmax is trained and evaluated on its logits all the
 * same, as on Keras's TensorFlow backend. With it they are logits, and the softmax is taken here.
 *
 * <p>Differs from Keras: a class outside {@code [0, classes)} is an error, not NaN. Immutable; safe to share between
 * threads.
 */
public final class SparseCategoricalCrossentropy extends Loss {

    private static final double EPSILON = 1e-7; // keras.backend.epsilon()

    private final boolean fromLogits;

    private SparseCategoricalCrossentropy(boolean fromLogits) {
        this.fromLogits = fromLogits;
    }

    /** The loss on probabilities, as a softmax gives them. */
    public static SparseCategoricalCrossentropy of() {
        return of(false);
    }

    /**
     * The loss.
     *
     * @param fromLogits whether the predictions are logits rather than probabilities
     */
    public static SparseCategoricalCrossentropy of(boolean fromLogits) {
        return new SparseCategoricalCrossentropy(fromLogits);
    }

    /** Whether the predictions are logits rather than probabilities. */
    public boolean fromLogits() {
        return fromLogits;
    }

    @Override
    public String name() {
        return "sparse_categorical_crossentropy";
    }

    @Override
    public @Nullable Loss onLogits() {
        return fromLogits ? null : of(true);
    }

    @Override
    protected void check(Tensor yTrue, Tensor yPred) {
        int classes = yPred.shape().rank() == 0 ? 0 : yPred.dim(-1);
        if (classes == 0 || yTrue.size() != yPred.size() / classes) {
            throw new IllegalArgumentException("SparseCategoricalCrossentropy: targets must hold one class number per"
                    + " row of the predictions, whose shape is " + yPred.shape() + ". Received: shape="
                    + yTrue.shape() + ".");
        }
    }

    private static int target(Tensor yTrue, int sample, int classes) {
        double value = yTrue.getAt(sample);
        int target = (int) value;
        if (target != value || target < 0 || target >= classes) {
            throw new IllegalArgumentException("SparseCategoricalCrossentropy: every target must be a class number in"
                    + " the range [0, " + (classes - 1) + "]. Received: target " + sample + " = " + value + ".");
        }
        return target;
    }

    @Override
    protected double sampleValue(Tensor yTrue, Tensor yPred, int sample, int width) {
        int target = target(yTrue, sample, width);
        int start = sample * width;
        if (fromLogits) {
            return logSumExp(yPred, start, width) - yPred.getAt(start + target);
        }
        double sum = sum(yPred, start, width);
        return -Math.log(clip(yPred.getAt(start + target) / sum));
    }

    @Override
    protected void sampleGradient(Tensor yTrue, Tensor yPred, int sample, int width, double scale, Tensor dYPred) {
        int target = target(yTrue, sample, width);
        int start = sample * width;
        if (fromLogits) {
            double logSum = logSumExp(yPred, start, width);
            for (int i = 0; i < width; i++) {
                double probability = Math.exp(yPred.getAt(start + i) - logSum);
                dYPred.setAt(start + i, scale * (probability - (i == target ? 1 : 0)));
            }
            return;
        }
        double sum = sum(yPred, start, width);
        double probability = yPred.getAt(start + target) / sum;
        if (probability != clip(probability)) {
            return; // outside the clipped range the value is constant
        }
        for (int i = 0; i < width; i++) {
            // −log(p_t / Σp): −1/p_t for the target, +1/Σp for every class
            dYPred.setAt(start + i, scale * (1 / sum - (i == target ? 1 / yPred.getAt(start + target) : 0)));
        }
    }

    private static double clip(double probability) {
        return Math.min(Math.max(probability, EPSILON), 1 - EPSILON);
    }

    private static double sum(Tensor x, int start, int width) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += x.getAt(start + i);
        }
        return sum;
    }

    private static double logSumExp(Tensor x, int start, int width) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            max = Math.max(max, x.getAt(start + i));
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += Math.exp(x.getAt(start + i) - max);
        }
        return max + Math.log(sum);
    }
}
