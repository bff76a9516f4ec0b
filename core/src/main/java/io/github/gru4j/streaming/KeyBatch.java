package io.github.gru4j.streaming;

import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * Steps many keys of a table, a chunk at a time: gathers their states side by side, takes one event of each with one
 * product for all, and scatters the states back. Working memory of one thread.
 */
final class KeyBatch {

    /*
     * A chunk is as large as lets the weights be read from the cache once for many keys, and as small as keeps its own
     * numbers in the second-level cache beside them.
     */
    private static final int MAX_ROWS = 64; // 16 to 256 were equally fast, within noise

    private static final int CACHE_NUMBERS = 1 << 16; // 256 KiB

    private final int inputSize;
    private final int outputSize;
    private final int stateSize;
    private final int rows;
    private final Tensor memory; // events in | events out | states | the stepper's scratch
    private final float[] numbers; // of memory
    private final int outs;
    private final int states;
    private final int scratch;
    private final SlotSet met;
    private int taken;

    KeyBatch(Stepper stepper) {
        this.inputSize = stepper.inputSize();
        this.outputSize = stepper.outputSize();
        this.stateSize = stepper.stateSize();
        this.rows = rows(stepper);
        this.outs = rows * inputSize;
        this.states = outs + rows * outputSize;
        this.scratch = states + rows * stateSize;
        this.memory = Tensor.zeros(DType.FLOAT32, Shape.of(scratch + rows * stepper.scratchSize()));
        this.numbers = memory.floats();
        this.met = new SlotSet(rows);
    }

    /** Rows of a chunk: a multiple of 8, the height of the largest tiles of a product. */
    static int rows(Stepper stepper) {
        long row = (long) stepper.inputSize() + stepper.outputSize() + stepper.stateSize() + stepper.scratchSize();
        return (int) Math.max(8, Math.min(MAX_ROWS, CACHE_NUMBERS / row & -8));
    }

    /**
     * Takes event i, of the key in {@code slots[i]}, for i from 0 to {@code n - 1}; events of one key in this order.
     *
     * @param stepper the one whose sizes this has; not kept, since a thread may live longer than a model
     */
    void step(Stepper stepper, StateTable table, int[] slots, int n, float[] in, float[] out) {
        int from = 0;
        int fetched = 0;
        taken = 0;
        while (from < n) {
            int most = Math.min(rows, n - from);
            if (from >= fetched) {
                fetch(table, slots, from, most);
                fetched = from + most;
            }
            int count = gather(table, slots, from, most);
            System.arraycopy(in, from * inputSize, numbers, 0, count * inputSize);
            stepper.step(count, memory, 0, memory, states, stateSize, memory, outs, memory, scratch);
            System.arraycopy(numbers, outs, out, from * outputSize, count * outputSize);
            scatter(table, slots, from, count);
            from += count;
            taken = from;
        }
    }

    /** How many events of the last call were taken: all, unless a layer refused one. */
    int taken() {
        return taken;
    }

    /** Reads from every cache line of the states, so that the misses of all keys overlap instead of waiting for copies. */
    private void fetch(StateTable table, int[] slots, int from, int most) {
        int bits = 0;
        for (int row = 0; row < most; row++) {
            bits ^= table.fetch(slots[from + row]);
        }
        numbers[0] = bits; // overwritten next; without a use of them the reads would be optimised away
    }

    /** Copies states of at most {@code most} keys, up to one that the chunk has already; returns how many. */
    private int gather(StateTable table, int[] slots, int from, int most) {
        met.clear();
        int at = states;
        for (int row = 0; row < most; row++) {
            int slot = slots[from + row];
            if (!met.add(slot)) {
                return row;
            }
            table.read(slot, numbers, at);
            at += stateSize;
        }
        return most;
    }

    private void scatter(StateTable table, int[] slots, int from, int count) {
        int at = states;
        for (int row = 0; row < count; row++) {
            table.write(slots[from + row], numbers, at);
            at += stateSize;
        }
    }
}
