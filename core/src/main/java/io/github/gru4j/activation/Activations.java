package io.github.gru4j.activation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keras's activations: a factory for each, and the lookup by Keras's identifier.
 *
 * <p>Functions and their behaviour at NaN and infinity follow Keras 3 on TensorFlow; at a kink the derivative is
 * TensorFlow's. Stateless; safe to call from many threads.
 */
public final class Activations {

    private static final List<String> IDENTIFIERS = List.of(
            "celu",
            "elu",
            "exponential",
            "gelu",
            "hard_shrink",
            "hard_sigmoid",
            "hard_silu",
            "hard_swish",
            "hard_tanh",
            "leaky_relu",
            "linear",
            "log_sigmoid",
            "log_softmax",
            "mish",
            "relu",
            "relu6",
            "selu",
            "sigmoid",
            "silu",
            "soft_shrink",
            "softmax",
            "softplus",
            "softsign",
            "sparse_plus",
            "sparse_sigmoid",
            "sparsemax",
            "squareplus",
            "swish",
            "tanh",
            "tanh_shrink");

    private Activations() {}

    /**
     * The activation that Keras knows under an identifier, with default arguments. Upper and lower case differ, as in
     * Keras; {@code "swish"} is {@code "silu"} and {@code "hard_swish"} is {@code "hard_silu"}.
     *
     * @param identifier one of {@link #identifiers}, or null for {@link #linear}
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Activation get(@Nullable String identifier) {
        if (identifier == null) {
            return linear();
        }
        return switch (identifier) {
            case "celu" -> celu();
            case "elu" -> elu();
            case "exponential" -> exponential();
            case "gelu" -> gelu();
            case "hard_shrink" -> hardShrink();
            case "hard_sigmoid" -> hardSigmoid();
            case "hard_silu", "hard_swish" -> hardSilu();
            case "hard_tanh" -> hardTanh();
            case "leaky_relu" -> leakyRelu();
            case "linear" -> linear();
            case "log_sigmoid" -> logSigmoid();
            case "log_softmax" -> logSoftmax();
            case "mish" -> mish();
            case "relu" -> relu();
            case "relu6" -> relu6();
            case "selu" -> selu();
            case "sigmoid" -> sigmoid();
            case "silu", "swish" -> silu();
            case "soft_shrink" -> softShrink();
            case "softmax" -> softmax();
            case "softplus" -> softplus();
            case "softsign" -> softsign();
            case "sparse_plus" -> sparsePlus();
            case "sparse_sigmoid" -> sparseSigmoid();
            case "sparsemax" -> sparsemax();
            case "squareplus" -> squareplus();
            case "tanh" -> tanh();
            case "tanh_shrink" -> tanhShrink();
            default ->
                throw new IllegalArgumentException("Activations: identifier must be one of " + identifiers()
                        + ". Received: identifier='" + identifier + "'.");
        };
    }

    /** Every identifier that {@link #get} knows, in alphabetical order. */
    public static List<String> identifiers() {
        return IDENTIFIERS;
    }

    /** {@link #celu(double) celu} with α = 1. */
    public static Activation celu() {
        return new Celu(1);
    }

    /**
     * {@code max(x, 0) + α (e^(min(x, 0) / α) − 1)} (<a href="https://arxiv.org/abs/1704.07483">Barron, 2017</a>).
     *
     * @param alpha α; not 0, default 1
     */
    public static Activation celu(double alpha) {
        if (alpha == 0) {
            throw new IllegalArgumentException("Activations: alpha must not be 0. Received: alpha=" + alpha + ".");
        }
        return new Celu(alpha);
    }

    /** {@link #elu(double) elu} with α = 1. */
    public static Activation elu() {
        return new Elu(1);
    }

    /**
     * {@code x} above 0, else {@code α (e^x − 1)}
     * (<a href="https://arxiv.org/abs/1511.07289">Clevert et al., 2015</a>).
     *
     * @param alpha α; default 1
     */
    public static Activation elu(double alpha) {
        return new Elu(alpha);
    }

    /** {@code e^x}. */
    public static Activation exponential() {
        return new Exponential();
    }

    /**
     * {@code x Φ(x)} with Φ the standard normal distribution function (<a
     * href="https://arxiv.org/abs/1606.08415">Hendrycks and Gimpel, 2016</a>).
     */
    public static Activation gelu() {
        return new Gelu();
    }

    /**
     * {@link #gelu() gelu} or its approximation {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}.
     *
     * @param approximate whether to approximate; default false
     */
    public static Activation gelu(boolean approximate) {
        return approximate ? new ApproximateGelu() : new Gelu();
    }

    /** {@link #hardShrink(double) hardShrink} with threshold 0.5. */
    public static Activation hardShrink() {
        return new HardShrink(0.5);
    }

    /**
     * {@code x} where |x| is above the threshold, else 0.
     *
     * @param threshold default 0.5
     */
    public static Activation hardShrink(double threshold) {
        return new HardShrink(threshold);
    }

    /** Keras 3's piecewise linear sigmoid: {@code x / 6 + 0.5} clipped to [0, 1]. */
    public static Activation hardSigmoid() {
        return new HardSigmoid();
    }

    /**
     * Keras 2's piecewise linear sigmoid: {@code 0.2 x + 0.5} clipped to [0, 1]. Its identifier is {@code
     * "hard_sigmoid"} too; the argument {@code slope} tells it from Keras 3's.
     */
    public static Activation hardSigmoidKeras2() {
        return new HardSigmoidKeras2();
    }

    /**
     * {@code x · hardSigmoid(x)}, also called hard swish (<a href="https://arxiv.org/abs/1905.02244">Howard et al.,
     * 2019</a>).
     */
    public static Activation hardSilu() {
        return new HardSilu();
    }

    /** {@code x} clipped to [-1, 1]. */
    public static Activation hardTanh() {
        return new HardTanh();
    }

    /** {@link #leakyRelu(double) leakyRelu} with slope 0.2. */
    public static Activation leakyRelu() {
        return new LeakyRelu(0.2);
    }

    /**
     * {@code x} above 0, else {@code negativeSlope · x}.
     *
     * @param negativeSlope default 0.2
     */
    public static Activation leakyRelu(double negativeSlope) {
        return new LeakyRelu(negativeSlope);
    }

    /** {@code x}; what no activation means. */
    public static Activation linear() {
        return new Linear();
    }

    /** {@code −log(1 + e^−x)}. */
    public static Activation logSigmoid() {
        return new LogSigmoid();
    }

    /** {@code x_i − log Σ_j e^x_j}, over the row. */
    public static Activation logSoftmax() {
        return new LogSoftmax();
    }

    /** {@code x · tanh(log(1 + e^x))} (<a href="https://arxiv.org/abs/1908.08681">Misra, 2019</a>). */
    public static Activation mish() {
        return new Mish();
    }

    /** {@code max(x, 0)}; the derivative at 0 is 0. */
    public static Activation relu() {
        return new Relu();
    }

    /**
     * {@code x} above the threshold and up to the maximum, {@code negativeSlope · (x − threshold)} below the threshold.
     * With the defaults this is {@link #relu()}, and equal to it.
     *
     * @param negativeSlope slope below the threshold; 0 or more, default 0
     * @param maxValue largest result; 0 or more, default {@link Double#POSITIVE_INFINITY}, Keras's {@code None}
     * @param threshold default 0
     */
    public static Activation relu(double negativeSlope, double maxValue, double threshold) {
        if (!(negativeSlope >= 0)) {
            throw new IllegalArgumentException(
                    "Activations: negativeSlope must be 0 or more. Received: negativeSlope=" + negativeSlope + ".");
        }
        if (!(maxValue >= 0)) {
            throw new IllegalArgumentException(
                    "Activations: maxValue must be 0 or more. Received: maxValue=" + maxValue + ".");
        }
        if (negativeSlope == 0 && maxValue == Double.POSITIVE_INFINITY && threshold == 0) {
            return relu();
        }
        return new GeneralRelu(negativeSlope, maxValue, threshold);
    }

    /** {@code min(max(x, 0), 6)}. */
    public static Activation relu6() {
        return new Relu6();
    }

    /**
     * {@code 1.0507 x} above 0, {@code 1.0507 · 1.6733 (e^x − 1)} below (<a
     * href="https://arxiv.org/abs/1706.02515">Klambauer et al., 2017</a>).
     */
    public static Activation selu() {
        return new Selu();
    }

    /** {@code 1 / (1 + e^−x)}. */
    public static Activation sigmoid() {
        return new Sigmoid();
    }

    /**
     * {@code x · sigmoid(x)}, also called swish (<a href="https://arxiv.org/abs/1710.05941">Ramachandran et al.,
     * 2017</a>).
     */
    public static Activation silu() {
        return new Silu();
    }

    /** {@link #softShrink(double) softShrink} with threshold 0.5. */
    public static Activation softShrink() {
        return new SoftShrink(0.5);
    }

    /**
     * {@code x} moved towards 0 by the threshold, and 0 within it.
     *
     * @param threshold default 0.5
     */
    public static Activation softShrink(double threshold) {
        return new SoftShrink(threshold);
    }

    /** {@code e^x_i / Σ_j e^x_j}, over the row. */
    public static Activation softmax() {
        return new Softmax();
    }

    /** {@code log(1 + e^x)}. */
    public static Activation softplus() {
        return new Softplus();
    }

    /** {@code x / (1 + |x|)}. */
    public static Activation softsign() {
        return new Softsign();
    }

    /** 0 up to -1, {@code (x + 1)² / 4} up to 1, then {@code x}. */
    public static Activation sparsePlus() {
        return new SparsePlus();
    }

    /** 0 up to -1, {@code (x + 1) / 2} up to 1, then 1. */
    public static Activation sparseSigmoid() {
        return new SparseSigmoid();
    }

    /**
     * What Keras computes under this name, over the row: {@code max(x_i − τ, 0)}, with a τ that is the published one
     * (<a href="https://arxiv.org/abs/1602.02068">Martins and Astudillo, 2016</a>) only where a single element
     * remains. Allocates.
     */
    public static Activation sparsemax() {
        return new Sparsemax();
    }

    /** {@link #squareplus(double) squareplus} with b = 4. */
    public static Activation squareplus() {
        return new Squareplus(4);
    }

    /**
     * {@code (x + √(x² + b)) / 2} (<a href="https://arxiv.org/abs/2112.11687">Barron, 2021</a>).
     *
     * @param b smoothness; default 4
     */
    public static Activation squareplus(double b) {
        return new Squareplus(b);
    }

    /** The hyperbolic tangent. */
    public static Activation tanh() {
        return new Tanh();
    }

    /** {@code x − tanh(x)}. */
    public static Activation tanhShrink() {
        return new TanhShrink();
    }

    /**
     * {@code x} above the threshold, else the default value. Keras has no defaults for the two, so {@link #get} does
     * not know it.
     *
     * @param threshold compared with the input
     * @param defaultValue the result at or below the threshold
     */
    public static Activation threshold(double threshold, double defaultValue) {
        return new Threshold(threshold, defaultValue);
    }
}
