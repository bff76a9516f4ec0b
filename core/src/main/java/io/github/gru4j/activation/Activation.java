package io.github.gru4j.activation;

import io.github.gru4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function of one row of numbers together with its derivative. Most act on each element alone; softmax and its kin
 * look at the whole row.
 *
 * <p>Keras's own are made by {@link Activations}; a new one extends this class. Two activations are equal when class,
 * identifier and arguments are. Immutable and thread-safe.
 */
public abstract class Activation {

    private final String identifier;
    private final Map<String, Double> arguments;

    /**
     * An activation without arguments, or with all of them at their defaults.
     *
     * @param identifier the name under which files know it
     */
    protected Activation(String identifier) {
        this(identifier, Map.of());
    }

    /**
     * An activation with arguments.
     *
     * @param identifier the name under which files know it
     * @param arguments the arguments that differ from their defaults, in order; copied
     */
    protected Activation(String identifier, Map<String, Double> arguments) {
        this.identifier = identifier;
        this.arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** Keras's name: {@code "tanh"}, {@code "linear"}, {@code "leaky_relu"}, … */
    public final String identifier() {
        return identifier;
    }

    /**
     * The arguments that differ from Keras's defaults, by Keras's name in Java case ({@code negativeSlope}); a truth
     * value is 1 or 0. In Keras's order, unmodifiable, empty when all are defaults.
     */
    public final Map<String, Double> arguments() {
        return arguments;
    }

    /**
     * Computes one row, {@code y = f(x)}. Arguments are not checked.
     *
     * @param x read from {@code xOffset}, {@code width} adjacent elements
     * @param y written from {@code yOffset}, of the type of {@code x}; may be {@code x} at the same position
     * @param width elements in the row
     */
    public abstract void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width);

    /**
     * The way back through one row: {@code dx = dy · ∂f/∂x}. Arguments are not checked.
     *
     * @param x the input of {@link #apply}; not read, so it may be anything, unless {@link #derivativeNeedsInput}
     * @param y the output of {@link #apply}
     * @param dy the gradient of the output
     * @param dx written; may be {@code dy} at the same position
     * @param width elements in the row
     */
    public abstract void gradient(
            Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int width);

    /** Whether {@link #gradient} reads the input; when false the output is enough, and the input may be dropped. */
    public boolean derivativeNeedsInput() {
        return true;
    }

    /**
     * The activation of a whole tensor; rows lie along the last axis.
     *
     * @param x rank 1 or more, or a scalar, which is a row of one
     * @return a new tensor of the shape and type of {@code x}
     */
    public final Tensor call(Tensor x) {
        Tensor y = Tensor.zeros(x.dtype(), x.shape());
        int width = x.shape().rank() == 0 ? 1 : x.dim(-1);
        for (int row = 0; width > 0 && row < x.size(); row += width) {
            apply(x, row, y, row, width);
        }
        return y;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Activation that
                && getClass() == that.getClass()
                && identifier.equals(that.identifier)
                && arguments.equals(that.arguments);
    }

    @Override
    public final int hashCode() {
        return 31 * identifier.hashCode() + arguments.hashCode();
    }

    /** The identifier, followed by the arguments if any: {@code leaky_relu{negativeSlope=0.05}}. */
    @Override
    public String toString() {
        return arguments.isEmpty() ? identifier : identifier + arguments;
    }
}
