package io.github.gru4j.cli.conformance;

import io.github.gru4j.tensor.Tensor;

/**
 * Products of rows with a weight, over as many axes as either has: x of (batch, in…) and w of (in…, out…). Plain loops, for
 * cells that are examples. Stateless.
 */
final class Products {

    private Products() {}

    /** {@code y += x · w}. */
    static void add(Tensor x, Tensor w, Tensor y) {
        int batch = x.dim(0);
        int in = x.size() / batch;
        int out = y.size() / batch;
        for (int b = 0; b < batch; b++) {
            for (int j = 0; j < out; j++) {
                double sum = y.getAt(b * out + j);
                for (int i = 0; i < in; i++) {
                    sum += x.getAt(b * in + i) * w.getAt(i * out + j);
                }
                y.setAt(b * out + j, sum);
            }
        }
    }

    /** The way back of {@link #add}: {@code dw += xᵀ · dy}; returns {@code dy · wᵀ}. */
    static Tensor back(Tensor x, Tensor w, Tensor dy, Tensor dw) {
        Tensor dx = Tensor.zeros(x.dtype(), x.shape());
        int batch = x.dim(0);
        int in = x.size() / batch;
        int out = dy.size() / batch;
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < in; i++) {
                double sum = 0;
                for (int j = 0; j < out; j++) {
                    sum += dy.getAt(b * out + j) * w.getAt(i * out + j);
                    int at = i * out + j;
                    dw.setAt(at, dw.getAt(at) + x.getAt(b * in + i) * dy.getAt(b * out + j));
                }
                dx.setAt(b * in + i, sum);
            }
        }
        return dx;
    }

    /** {@code a + b}, element by element. */
    static Tensor sum(Tensor a, Tensor b) {
        Tensor sum = a.copy();
        for (int i = 0; i < sum.size(); i++) {
            sum.setAt(i, sum.getAt(i) + b.getAt(i));
        }
        return sum;
    }
}
