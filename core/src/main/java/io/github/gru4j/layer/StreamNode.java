package io.github.gru4j.layer;

import java.util.List;

/**
 * One use of a layer in a streaming model: its step, and what it gives.
 *
 * <p>Where several tensors come in or go out, the operands of the stepper have parts one after the other, each (rows, size):
 * {@code x} the inputs, and with {@code readsMasks} the masks of those that are masked, {@code y} the outputs and then the
 * masks that the step makes. A mask has one number a row, 1 where the event counts and 0 where it is masked.
 *
 * @param stepper the step
 * @param readsMasks whether the step looks at the masks of its inputs
 * @param outputs what comes out, at least one
 */
public record StreamNode(Stepper stepper, boolean readsMasks, List<Output> outputs) {

    /** Stands for the mask of an output that has none. */
    public static final int NO_MASK = -1;

    /** Stands for the mask of an output that the step makes. */
    public static final int OWN_MASK = -2;

    /**
     * One output.
     *
     * @param size how many numbers with every event
     * @param sequence as {@link StreamEvents#sequence}
     * @param mask the place of the input whose mask goes on, {@link #NO_MASK} or {@link #OWN_MASK}
     */
    public record Output(int size, boolean sequence, int mask) {}

    /** A node that nobody can change. */
    public StreamNode {
        outputs = List.copyOf(outputs);
    }

    /** The use of a layer with one output. */
    static StreamNode of(Stepper stepper, boolean readsMasks, int size, boolean sequence, int mask) {
        return new StreamNode(stepper, readsMasks, List.of(new Output(size, sequence, mask)));
    }

    /** Whether the events pass unchanged, masks and all. */
    public boolean isIdentity() {
        return stepper instanceof CopyStepper
                && outputs.size() == 1
                && outputs.get(0).mask() != OWN_MASK;
    }
}
