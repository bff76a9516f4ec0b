package io.github.gru4j.benchmarks;

import io.github.gru4j.benchmarks.peer.GruWeights;
import io.github.gru4j.benchmarks.peer.SequenceShape;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forms of this library's GRU that do about the same work. */
public enum Variant {
    /** Keras's default. */
    RESET_AFTER,
    /** {@code reset_after=False}: the candidate's product waits for the reset gate. */
    RESET_BEFORE,
    /** Sequences of different length, the second half of some masked. */
    MASKED,
    /** Both directions, side by side. */
    BIDIRECTIONAL;

    Layer layer(GruWeights w, boolean returnSequences) {
        GRU gru = GRU.builder(w.units, cell -> cell.resetAfter(this != RESET_BEFORE))
                .returnSequences(returnSequences)
                .build();
        Layer layer = this == BIDIRECTIONAL ? Bidirectional.of(gru) : gru;
        layer.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, w.features));
        List<Tensor> weights = new ArrayList<>();
        for (int direction = 0; direction < (this == BIDIRECTIONAL ? 2 : 1); direction++) {
            weights.add(Tensor.of(w.kernel, w.features, 3 * w.units));
            weights.add(Tensor.of(w.recurrent, w.units, 3 * w.units));
            weights.add(
                    this == RESET_BEFORE
                            ? Tensor.of(Arrays.copyOf(w.bias, 3 * w.units), 3 * w.units)
                            : Tensor.of(w.bias, 2, 3 * w.units));
        }
        layer.setWeights(weights);
        return layer;
    }

    /** Lengths from all steps, in the first sequence, down to half of them, in the last. */
    @Nullable
    Mask mask(SequenceShape shape) {
        if (this != MASKED) {
            return null;
        }
        boolean[][] used = new boolean[shape.batch()][shape.timesteps()];
        for (int b = 0; b < shape.batch(); b++) {
            int length = shape.timesteps() - shape.timesteps() * b / (2 * shape.batch());
            Arrays.fill(used[b], 0, length, true);
        }
        return Mask.of(used);
    }
}
