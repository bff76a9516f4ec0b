package io.github.gru4j.activation;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.Map;

/**
 * An activation of each element alone: a function and its derivative of one number, computed in double and narrowed for
 * float32.
 */
abstract class Elementwise extends Activation {

    Elementwise(String identifier) {
        super(identifier);
    }

    Elementwise(String identifier, Map<String, Double> arguments) {
        super(identifier, arguments);
    }

    /** The function. */
    abstract double f(double x);

    /**
     * The derivative.
     *
     * @param x the input; the output again when {@link #derivativeNeedsInput} is false
     * @param y the output
     */
    abstract double df(double x, double y);

    /** The function in float32; overridden only where rounding in between shows in what Keras computes. */
    float f(float x) {
        return (float) f((double) x);
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        if (x.dtype() == DType.FLOAT32) {
            float[] in = x.floats();
            float[] out = y.floats();
            for (int i = 0; i < width; i++) {
                out[yOffset + i] = f(in[xOffset + i]);
            }
        } else {
            double[] in = x.doubles();
            double[] out = y.doubles();
            for (int i = 0; i < width; i++) {
                out[yOffset + i] = f(in[xOffset + i]);
            }
        }
    }

    @Override
    public void gradient(
            Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int width) {
        // The input may be anything when the derivative does not need it, so the output stands in for it.
        Tensor read = derivativeNeedsInput() ? x : y;
        int readOffset = derivativeNeedsInput() ? xOffset : yOffset;
        if (y.dtype() == DType.FLOAT32) {
            float[] in = read.floats();
            float[] out = y.floats();
            float[] dOut = dy.floats();
            float[] dIn = dx.floats();
            for (int i = 0; i < width; i++) {
                dIn[dxOffset + i] = (float) (dOut[dyOffset + i] * df(in[readOffset + i], out[yOffset + i]));
            }
        } else {
            double[] in = read.doubles();
            double[] out = y.doubles();
            double[] dOut = dy.doubles();
            double[] dIn = dx.doubles();
            for (int i = 0; i < width; i++) {
                dIn[dxOffset + i] = dOut[dyOffset + i] * df(in[readOffset + i], out[yOffset + i]);
            }
        }
    }
}
