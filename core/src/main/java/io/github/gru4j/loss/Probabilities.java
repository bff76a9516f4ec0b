package io.github.gru4j.loss;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/** The arithmetic that the cross-entropies share. Stateless; safe to call from many threads. */
final class Probabilities {

    /** {@code keras.backend.epsilon()}. */
    static final double EPSILON = 1e-7;

    private Probabilities() {}

    /** Keeps a probability within [1e-7, 1 − 1e-7], bounds that are rounded to the type of the predictions. */
    static double clip(double probability, DType dtype) {
        return dtype == DType.FLOAT32
                ? Math.min(Math.max(probability, (float) EPSILON), (float) (1 - EPSILON))
                : Math.min(Math.max(probability, EPSILON), 1 - EPSILON);
    }

    /** 1 / (1 + e^−x). */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** log(1 + e^x) without overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The binary cross-entropy of a logit. */
    static double binaryOfLogit(double yTrue, double logit) {
        return softplus(logit) - logit * yTrue;
    }

    /** The binary cross-entropy of a probability. */
    static double binary(double yTrue, double probability, DType dtype) {
        double p = clip(probability, dtype);
        return -(yTrue * Math.log(p) + (1 - yTrue) * Math.log1p(-p));
    }

    /** The derivative of {@link #binary}; 0 outside the bounds, where the value is constant. */
    static double binaryGradient(double yTrue, double probability, DType dtype) {
        boolean clipped = probability != clip(probability, dtype);
        return clipped ? 0 : (1 - yTrue) / (1 - probability) - yTrue / probability;
    }

    /** log Σ e^x over a run of logits. */
    static double logSumExp(Tensor x, int start, int width) {
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
