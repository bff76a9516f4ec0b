package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The accuracy that Keras's {@code compile} takes for the string {@code "accuracy"}: binary for predictions with a last
 * axis of 1, sparse for targets without the axis of the classes or with one of 1, else categorical. The first batch
 * decides. Not thread-safe.
 */
final class ShapedAccuracy extends Metric {

    private @Nullable Metric chosen;

    ShapedAccuracy(String identifier) {
        super(identifier);
    }

    private static Metric choose(Tensor yTrue, Tensor yPred) {
        int targetRank = yTrue.shape().rank();
        int rank = yPred.shape().rank();
        if (rank > 0 && yPred.dim(-1) == 1) {
            return BinaryAccuracy.of();
        }
        boolean sparse = targetRank < rank || (targetRank > 0 && yTrue.dim(-1) == 1);
        return sparse ? SparseCategoricalAccuracy.of() : CategoricalAccuracy.of();
    }

    @Override
    public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        if (chosen == null) {
            chosen = choose(yTrue, yPred);
        }
        chosen.update(yTrue, yPred, sampleWeight, mask);
    }

    @Override
    public double result() {
        return chosen == null ? 0 : chosen.result();
    }

    @Override
    public void reset() {
        chosen = null;
    }

    /** Which accuracy was chosen, then its state; nothing before the first batch. */
    @Override
    public double[] state() {
        if (chosen == null) {
            return new double[0];
        }
        double[] inner = chosen.state();
        double[] state = new double[1 + inner.length];
        state[0] = chosen instanceof BinaryAccuracy ? 0 : chosen instanceof SparseCategoricalAccuracy ? 1 : 2;
        System.arraycopy(inner, 0, state, 1, inner.length);
        return state;
    }

    @Override
    public void setState(double[] state) {
        if (state.length == 0) {
            chosen = null;
            return;
        }
        Metric restored = state[0] == 0
                ? BinaryAccuracy.of()
                : state[0] == 1 ? SparseCategoricalAccuracy.of() : CategoricalAccuracy.of();
        restored.setState(Arrays.copyOfRange(state, 1, state.length));
        chosen = restored;
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
