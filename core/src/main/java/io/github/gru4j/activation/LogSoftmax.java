package io.github.gru4j.activation;

import io.github.gru4j.tensor.Tensor;

/** {@code x_i − log Σ_j e^x_j} over the row, shifted by the largest element so that nothing overflows. */
final class LogSoftmax extends Activation {

    LogSoftmax() {
        super("log_softmax");
    }

    @Override
    public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            max = Math.max(max, x.getAt(xOffset + i));
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += Math.exp(x.getAt(xOffset + i) - max);
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < width; i++) {
            y.setAt(yOffset + i, x.getAt(xOffset + i) - max - logSum);
        }
    }

    @Override
    public void gradient(
            Tensor x, int xOffset, Tensor y, int yOffset, Tensor dy, int dyOffset, Tensor dx, int dxOffset, int width) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += dy.getAt(dyOffset + i);
        }
        for (int i = 0; i < width; i++) {
            dx.setAt(dxOffset + i, dy.getAt(dyOffset + i) - sum * Math.exp(y.getAt(yOffset + i)));
        }
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
