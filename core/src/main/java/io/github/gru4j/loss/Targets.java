package io.github.gru4j.loss;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/** What losses ask of their targets. Stateless; safe to call from many threads. */
final class Targets {

    private Targets() {}

    /** Targets must have the shape of the predictions; a last axis of 1 may be missing on either side. */
    static void checkShape(String owner, Tensor yTrue, Tensor yPred) {
        if (!yTrue.shape().equals(yPred.shape()) && !differByALastOne(yTrue.shape(), yPred.shape())) {
            throw new IllegalArgumentException(owner + ": targets must have the shape of the predictions, "
                    + yPred.shape() + ". Received: shape=" + yTrue.shape() + ".");
        }
    }

    /** Keras takes targets (samples) for predictions (samples, 1), and the reverse. */
    private static boolean differByALastOne(Shape a, Shape b) {
        Shape longer = a.rank() > b.rank() ? a : b;
        Shape shorter = a.rank() > b.rank() ? b : a;
        return longer.rank() == shorter.rank() + 1
                && shorter.rank() > 0
                && longer.dim(-1) == 1
                && Arrays.equals(Arrays.copyOf(longer.toArray(), shorter.rank()), shorter.toArray());
    }

    /** Targets −1 and 1 where all are 0 or 1, else the targets: what the hinge losses compare with. */
    static Tensor signs(Tensor yTrue) {
        for (int i = 0; i < yTrue.size(); i++) {
            if (yTrue.getAt(i) != 0 && yTrue.getAt(i) != 1) {
                return yTrue;
            }
        }
        Tensor signs = Tensor.zeros(yTrue.dtype(), yTrue.shape());
        for (int i = 0; i < signs.size(); i++) {
            signs.setAt(i, 2 * yTrue.getAt(i) - 1);
        }
        return signs;
    }
}
