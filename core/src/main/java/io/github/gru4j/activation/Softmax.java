package io.github.gru4j.activation;

import io.github.gru4j.tensor.Tensor;

/** {@code e^x_i / Σ_j e^x_j} over the row, shifted by the largest element so that nothing overflows. */
final class Softmax extends Activation {

    Softmax() {
        super("softmax");
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            max = Math.max(max, x.getAt(xOffset + i));
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double value = Math.exp(x.getAt(xOffset + i) - max);
            sum += value;
            y.setAt(yOffset + i, value);
        }
        for (int i = 0; i < width; i++) {
            y.setAt(yOffset + i, y.getAt(yOffset + i) / sum);
        }
    }

    @Override
    public void gradient(
            Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int width) {
        double dot = 0;
        for (int i = 0; i < width; i++) {
            dot += dy.getAt(dyOffset + i) * y.getAt(yOffset + i);
        }
        for (int i = 0; i < width; i++) {
            dx.setAt(dxOffset + i, (dy.getAt(dyOffset + i) - dot) * y.getAt(yOffset + i));
        }
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
