package io.github.gru4j.activation;

/** 0 up to -1, {@code (x + 1) / 2} up to 1, then 1. */
final class SparseSigmoid extends Elementwise {

    SparseSigmoid() {
        super("sparse_sigmoid");
    }

    @Override
    double f(double x) {
        if (x <= -1) {
            return 0;
        }
        return x >= 1 ? 1 : 0.5 * (x + 1);
    }

    @Override
    double df(double x, double y) {
        return x > -1 && x < 1 ? 0.5 : 0;
    }
}
