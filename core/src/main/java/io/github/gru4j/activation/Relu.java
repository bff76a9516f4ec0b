package io.github.gru4j.activation;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;

/** {@code max(x, 0)}; the derivative at 0 is 0. Its own loops, so that they compile to plain array code. */
final class Relu extends Elementwise {

    Relu() {
        super("relu");
    }

    @Override
    double f(double x) {
        return Math.max(x, 0);
    }

    @Override
    double df(double x, double y) {
        return y > 0 ? 1 : 0;
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        if (x.dtype() == DType.FLOAT32) {
            float[] in = x.floats();
            float[] out = y.floats();
            for (int i = 0; i < width; i++) {
                out[yOffset + i] = Math.max(in[xOffset + i], 0);
            }
        } else {
            double[] in = x.doubles();
            double[] out = y.doubles();
            for (int i = 0; i < width; i++) {
                out[yOffset + i] = Math.max(in[xOffset + i], 0);
            }
        }
    }

    @Override
    public void gradient(
            Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int width) {
        if (y.dtype() == DType.FLOAT32) {
            float[] out = y.floats();
            float[] dOut = dy.floats();
            float[] dIn = dx.floats();
            for (int i = 0; i < width; i++) {
                dIn[dxOffset + i] = out[yOffset + i] > 0 ? dOut[dyOffset + i] : 0;
            }
        } else {
            double[] out = y.doubles();
            double[] dOut = dy.doubles();
            double[] dIn = dx.doubles();
            for (int i = 0; i < width; i++) {
                dIn[dxOffset + i] = out[yOffset + i] > 0 ? dOut[dyOffset + i] : 0;
            }
        }
    }
}
