package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.stream.IntStream;

/** The step of a {@link Merge}: its inputs in parts, their masks behind them, element by element into one output. */
final class MergeStepper implements Stepper {

    private final Merge layer;
    private final int[] sizes; // of the inputs; 1 stretches
    private final int[] starts; // of the inputs, for one row
    private final boolean[] masked;
    private final int[] masks; // where the mask of each input begins, for one row; of a masked one only
    private final boolean makesMask;
    private final int size;
    private final int inputSize;
    private final boolean plainSum;

    MergeStepper(Merge layer, int[] sizes, boolean[] masked, boolean makesMask) {
        this.layer = layer;
        this.sizes = sizes;
        this.masked = masked;
        this.makesMask = makesMask;
        this.size = IntStream.of(sizes).max().orElse(0);
        this.starts = new int[sizes.length];
        this.masks = new int[sizes.length];
        int at = 0;
        for (int i = 0; i < sizes.length; i++) {
            starts[i] = at;
            at += sizes[i];
        }
        for (int i = 0; i < sizes.length; i++) {
            masks[i] = at;
            at += masked[i] ? 1 : 0;
        }
        this.inputSize = at;
        this.plainSum = layer instanceof Add && sizes.length == 2 && sizes[0] == sizes[1];
    }

    /** Numbers that come out before the mask. */
    int size() {
        return size;
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    @Override
    public int outputSize() {
        return makesMask ? size + 1 : size;
    }

    /** One element: the values, and what masks say of them. */
    @Override
    public int scratchSize() {
        return 2 * sizes.length;
    }

    @Override
    public String signature() {
        Object[] parts = IntStream.range(0, sizes.length)
                .mapToObj(i -> sizes[i] + (masked[i] ? " masked" : ""))
                .toArray();
        return Stepper.signature("merge", layer.className(), Stepper.signature("parts", parts), makesMask);
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
        if (plainSum) {
            add(rows * size, x.floats(), xOffset, y.floats(), yOffset);
        } else {
            for (int row = 0; row < rows; row++) {
                merge(rows, row, x, xOffset, y, yOffset + row * size, scratch, scratchOffset);
            }
        }
        for (int row = 0; makesMask && row < rows; row++) {
            boolean used = false;
            for (int mask : masks) {
                used |= x.getAt(xOffset + rows * mask + row) != 0;
            }
            y.setAt(yOffset + rows * size + row, used ? 1 : 0);
        }
    }

    /** The sum of two inputs, which in double and then rounded is the same; two negative zeros give a positive one. */
    private static void add(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = 0f + x[xOffset + i] + x[xOffset + n + i];
        }
    }

    private void merge(
            int rows, int row, Tensor x, int xOffset, Tensor y, int yOffset, Tensor element, int elementOffset) {
        int count = sizes.length;
        for (int i = 0; i < count; i++) {
            double used = masked[i] ? x.getAt(xOffset + rows * masks[i] + row) : 1;
            element.setAt(elementOffset + count + i, used);
        }
        for (int e = 0; e < size; e++) {
            for (int i = 0; i < count; i++) {
                int at = xOffset + rows * starts[i] + row * sizes[i] + (sizes[i] == 1 ? 0 : e);
                element.setAt(elementOffset + i, x.getAt(at));
            }
            y.setAt(yOffset + e, layer.merge(element, elementOffset, masked));
        }
    }
}
