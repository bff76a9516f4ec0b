package io.github.gru4j.streaming;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Tensor;
import java.util.concurrent.atomic.LongAdder;

/** A step in front of which events with NaN or infinities are dealt with, and counted. Safe to share between threads. */
final class FiniteStepper implements Stepper {

    private static final int EXPONENT = 0x7f800000; // all ones in NaN and infinities alone

    private final Stepper stepper;
    private final NonFinite policy;
    private final LongAdder met = new LongAdder();

    FiniteStepper(Stepper stepper, NonFinite policy) {
        this.stepper = stepper;
        this.policy = policy;
    }

    /** The step behind. */
    Stepper stepper() {
        return stepper;
    }

    /** How many such events there were. */
    long met() {
        return met.sum();
    }

    @Override
    public int inputSize() {
        return stepper.inputSize();
    }

    @Override
    public int outputSize() {
        return stepper.outputSize();
    }

    @Override
    public int stateSize() {
        return stepper.stateSize();
    }

    /** The step's, then events and states of rows among which one is not finite. */
    @Override
    public int scratchSize() {
        return stepper.scratchSize() + inputSize() + stateSize();
    }

    @Override
    public String signature() {
        return stepper.signature();
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
        if (allFinite(x.floats(), xOffset, rows * inputSize())) {
            stepper.step(rows, x, xOffset, state, stateOffset, stateStride, y, yOffset, scratch, scratchOffset);
            return;
        }
        if (policy == NonFinite.REJECT) {
            throw rejected(rows, x.floats(), xOffset);
        }
        int in = scratchOffset + rows * stepper.scratchSize();
        int kept = in + rows * inputSize();
        int size = stateSize();
        Tensor.copyRange(x, xOffset, scratch, in, rows * inputSize());
        Elementwise.copyRows(rows, size, state, stateOffset, stateStride, scratch, kept, size);
        for (int row = 0; row < rows; row++) {
            if (!isFinite(x, xOffset, row)) {
                Elementwise.clear(inputSize(), scratch, in + row * inputSize()); // a layer must not refuse it
            }
        }
        stepper.step(rows, scratch, in, state, stateOffset, stateStride, y, yOffset, scratch, scratchOffset);
        for (int row = 0; row < rows; row++) {
            if (!isFinite(x, xOffset, row)) {
                met.increment();
                leaveOut(row, scratch, kept + row * size, state, stateOffset + row * stateStride, y, yOffset);
            }
        }
    }

    private void leaveOut(int row, Tensor kept, int keptOffset, Tensor state, int stateOffset, Tensor y, int yOffset) {
        if (policy == NonFinite.RESET) {
            Elementwise.clear(stateSize(), state, stateOffset);
        } else {
            Tensor.copyRange(kept, keptOffset, state, stateOffset, stateSize());
        }
        int from = yOffset + row * outputSize();
        for (int i = 0; i < outputSize(); i++) {
            y.setAt(from + i, Double.NaN);
        }
    }

    private boolean isFinite(Tensor x, int xOffset, int row) {
        return allFinite(x.floats(), xOffset + row * inputSize(), inputSize());
    }

    private static boolean allFinite(float[] numbers, int from, int count) {
        boolean finite = true;
        for (int i = from; i < from + count; i++) {
            finite &= (Float.floatToRawIntBits(numbers[i]) & EXPONENT) != EXPONENT;
        }
        return finite;
    }

    private IllegalArgumentException rejected(int rows, float[] numbers, int xOffset) {
        int events = 0;
        int first = -1;
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * inputSize();
            if (!allFinite(numbers, from, inputSize())) {
                events++;
                first = first < 0 ? from : first;
            }
        }
        met.add(events);
        int place = 0;
        while (Float.isFinite(numbers[first + place])) {
            place++;
        }
        return new IllegalArgumentException("StreamingModel: an event must hold finite numbers. Received: in[" + place
                + "]=" + numbers[first + place] + ".");
    }
}
