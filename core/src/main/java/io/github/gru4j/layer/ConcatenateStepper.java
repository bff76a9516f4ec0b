package io.github.gru4j.layer;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.tensor.Tensor;
import java.util.stream.IntStream;

/** The step of a {@link Concatenate}: inputs in parts, rows of all of them out; where all are masked, a mask of any. */
final class ConcatenateStepper implements Stepper {

    private final int[] sizes;
    private final boolean masked;
    private final int size;

    ConcatenateStepper(int[] sizes, boolean masked) {
        this.sizes = sizes;
        this.masked = masked;
        this.size = IntStream.of(sizes).sum();
    }

    /** Numbers that come out before the mask. */
    int size() {
        return size;
    }

    @Override
    public int inputSize() {
        return masked ? size + sizes.length : size;
    }

    @Override
    public int outputSize() {
        return masked ? size + 1 : size;
    }

    @Override
    public String signature() {
        Object[] parts = IntStream.of(sizes).boxed().toArray();
        return Stepper.signature("concatenate", Stepper.signature("parts", parts), masked);
    }

    @Override
    public void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset) {
        int column = 0;
        for (int part : sizes) {
            Elementwise.copyRows(rows, part, x, xOffset + rows * column, part, y, yOffset + column, size);
            column += part;
        }
        for (int row = 0; masked && row < rows; row++) {
            boolean used = false;
            for (int i = 0; i < sizes.length; i++) {
                used |= x.getAt(xOffset + rows * (size + i) + row) != 0;
            }
            y.setAt(yOffset + rows * size + row, used ? 1 : 0);
        }
    }
}
