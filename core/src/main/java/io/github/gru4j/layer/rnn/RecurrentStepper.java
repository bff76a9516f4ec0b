package io.github.gru4j.layer.rnn;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Tensor;

/**
 * A cell in a stream with masked events, or with states that are shown. A masked event keeps the state; its output is the one
 * before, which is zeros before the first event that counts, or zeros throughout, as {@link TimeMask} says of sequences.
 *
 * <p>In come the cell's inputs and, with a mask, a number a row; out go the cell's outputs and, with {@code showsStates}, the
 * first numbers of its state. The state of a key is the cell's; the last output follows, unless it is a part of it.
 */
final class RecurrentStepper implements Stepper {

    private final Stepper cell;
    private final boolean masked;
    private final boolean zeroed; // what a masked event gives
    private final int lastOutput; // where it is in the state
    private final boolean keepsOutput; // beside the cell's state
    private final int[] shown; // sizes of the states that are shown
    private final int shownSize;

    /**
     * @param masked whether a mask comes in
     * @param zeroed whether the output of a masked event is zero
     * @param outputInState where the output is in the cell's state, or -1 if it is not
     * @param shown the sizes of the states that are shown
     */
    RecurrentStepper(Stepper cell, boolean masked, boolean zeroed, int outputInState, int[] shown) {
        this.cell = cell;
        this.masked = masked;
        this.zeroed = masked && zeroed;
        this.keepsOutput = masked && !zeroed && outputInState < 0;
        this.lastOutput = outputInState < 0 ? cell.stateSize() : outputInState;
        this.shown = shown;
        int sum = 0;
        for (int size : shown) {
            sum += size;
        }
        this.shownSize = sum;
    }

    @Override
    public int inputSize() {
        return cell.inputSize() + (masked ? 1 : 0);
    }

    @Override
    public int outputSize() {
        return cell.outputSize() + shownSize;
    }

    @Override
    public int stateSize() {
        return cell.stateSize() + (keepsOutput ? cell.outputSize() : 0);
    }

    /** The cell's, and the states of rows that keep theirs. */
    @Override
    public int scratchSize() {
        return cell.scratchSize() + (masked ? cell.stateSize() : 0);
    }

    @Override
    public String signature() {
        return Stepper.signature("recurrent", cell.signature(), masked, zeroed, shownSize);
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
        int mask = xOffset + rows * cell.inputSize();
        int used = masked ? used(rows, x, mask) : rows;
        int kept = scratchOffset + rows * cell.scratchSize();
        int size = cell.stateSize();
        if (used > 0) {
            if (used < rows) {
                Elementwise.copyRows(rows, size, state, stateOffset, stateStride, scratch, kept, size);
            }
            cell.step(rows, x, xOffset, state, stateOffset, stateStride, y, yOffset, scratch, scratchOffset);
        }
        for (int row = 0; masked && row < rows; row++) {
            int own = stateOffset + row * stateStride;
            boolean counts = x.getAt(mask + row) != 0;
            if (!counts && used > 0) {
                Tensor.copyRange(scratch, kept + row * size, state, own, size);
            }
            emit(counts, state, own, y, yOffset + row * cell.outputSize());
        }
        show(rows, state, stateOffset, stateStride, y, yOffset + rows * cell.outputSize());
    }

    private static int used(int rows, Tensor x, int mask) {
        int used = 0;
        for (int row = 0; row < rows; row++) {
            used += x.getAt(mask + row) != 0 ? 1 : 0;
        }
        return used;
    }

    private void emit(boolean counts, Tensor state, int own, Tensor y, int at) {
        int size = cell.outputSize();
        if (counts) {
            if (keepsOutput) {
                Tensor.copyRange(y, at, state, own + lastOutput, size);
            }
        } else if (zeroed) {
            Elementwise.clear(size, y, at);
        } else {
            Tensor.copyRange(state, own + lastOutput, y, at, size);
        }
    }

    private void show(int rows, Tensor state, int stateOffset, int stateStride, Tensor y, int yOffset) {
        int from = stateOffset;
        int to = yOffset;
        for (int size : shown) {
            Elementwise.copyRows(rows, size, state, from, stateStride, y, to, size);
            from += size;
            to += rows * size;
        }
    }
}
