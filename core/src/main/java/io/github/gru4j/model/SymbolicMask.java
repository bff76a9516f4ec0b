package io.github.gru4j.model;

import io.github.gru4j.layer.KerasTensor;
import java.util.List;

/**
 * A mask that is not there yet: an operation of Keras over tensors of a graph and over other masks, as Keras puts it in the
 * graph when it calls a layer on a masked tensor ({@code NotEqual(ids, 0)}). Made by {@link SymbolicMasks}, where equal
 * masks are one object.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class SymbolicMask {

    private final String operation;
    private final List<Object> operands;
    private final int rank;

    SymbolicMask(String operation, List<Object> operands, int rank) {
        this.operation = operation;
        this.operands = operands;
        this.rank = rank;
    }

    /** The name of Keras's operation ({@code "NotEqual"}). */
    public String operation() {
        return operation;
    }

    /** What it is applied to: tensors of the graph, other masks, then numbers and words. */
    public List<Object> operands() {
        return operands;
    }

    /** The number of axes, the batch among them. */
    public int rank() {
        return rank;
    }

    @Override
    public String toString() {
        return operation;
    }

    /** Whether an operand is something to compute first. */
    static boolean isNode(Object operand) {
        return operand instanceof SymbolicMask || operand instanceof KerasTensor;
    }
}
