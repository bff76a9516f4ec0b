package io.github.gru4j.activation;

/** 0 up to -1, {@code (x + 1)² / 4} up to 1, then {@code x}. */
final class SparsePlus extends Elementwise {

    SparsePlus() {
        super("sparse_plus");
    }

    @Override
    double f(double x) {
        if (x <= -1) {
            return 0;
        }
        return x >= 1 ? x : 0.25 * (x + 1) * (x + 1);
    }

    @Override
    double df(double x, double y) {
        if (x <= -1) {
            return 0;
        }
        return x >= 1 ? 1 : 0.5 * (x + 1);
    }
}
