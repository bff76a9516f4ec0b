package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** The dropout masks of the state in one call, and the memory for a masked state. Belongs to one pass. */
final class RecurrentDropout {

    private final List<Tensor> masks; // one for all gates, or one per gate, each (batch, units)
    private final int rows;
    private final int units;
    private final int width;
    private final Tensor masked; // (batch, width)

    RecurrentDropout(List<Tensor> masks, int rows, int units, int width) {
        this.masks = masks;
        this.rows = rows;
        this.units = units;
        this.width = width;
        this.masked = Tensor.zeros(masks.get(0).dtype(), Shape.of(rows, width));
    }

    /** The mask of a gate, (batch, units). */
    Tensor mask(int gate) {
        return masks.get(masks.size() == 1 ? 0 : gate);
    }

    /** {@code h ∘ mask} in rows of {@code width}; overwritten by the next call. */
    Tensor masked(int gate, Tensor h, int offset, int stride) {
        Tensor mask = mask(gate);
        for (int row = 0; row < rows; row++) {
            Elementwise.multiply(units, h, offset + row * stride, mask, row * units, masked, row * width);
        }
        return masked;
    }
}
