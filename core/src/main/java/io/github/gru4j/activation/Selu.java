package io.github.gru4j.activation;

/** {@code scale · x} from 0 on, below it {@code scale · α (e^x − 1)}. */
final class Selu extends Elementwise {

    // The fixed point of mean 0 and variance 1: Klambauer et al., 2017, https://arxiv.org/abs/1706.02515, equation 14.
    private static final double SCALE = 1.0507009873554804934193349852946;
    private static final double ALPHA = 1.6732632423543772848170429916717;

    Selu() {
        super("selu");
    }

    @Override
    double f(double x) {
        return x >= 0 ? SCALE * x : SCALE * ALPHA * Math.expm1(x);
    }

    @Override
    double df(double x, double y) {
        return y >= 0 ? SCALE : y + SCALE * ALPHA;
    }

    @Override
    public boolean derivativeNeedsInput() {
        return false;
    }
}
