package io.github.gru4j.layer.rnn;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** The states that a stateful layer carries from call to call, those of all sequences of its batch. Not thread-safe. */
final class StoredStates {

    private final RNNCell cell;
    private List<Tensor> states = List.of(); // none before the first call

    StoredStates(RNNCell cell) {
        this.cell = cell;
    }

    /** The states, or none before the first call. */
    List<Tensor> states() {
        return states;
    }

    /** Where a call starts: from the states, or from the cell's initial ones before the first call. */
    List<Tensor> initial(int batch, String layer) {
        if (states.isEmpty()) {
            return cell.getInitialState(batch);
        }
        int expected = states.get(0).dim(0);
        if (expected != batch) {
            throw new IllegalArgumentException(layer + ": a stateful layer must be called with the batch size of"
                    + " its states, " + expected + ". Received: batch=" + batch + ". Call resetState() first.");
        }
        return states;
    }

    /** Keeps the states after a call; copies, because the caller gets them as well and may write into them. */
    void keep(List<Tensor> after) {
        states = after.stream().map(Tensor::copy).toList();
    }

    /** Takes states from a user. */
    void set(List<Tensor> given, String layer) {
        if (given.size() != cell.stateShapes().size()) {
            throw new IllegalArgumentException(layer + ": states must be a list of "
                    + cell.stateShapes().size() + " tensors. Received: " + given.size() + " tensors.");
        }
        List<Tensor> copies =
                given.stream().map(state -> state.cast(cell.dtype()).copy()).toList();
        check(copies, copies.isEmpty() ? 0 : copies.get(0).dim(0), layer);
        states = copies;
    }

    /** Starts anew. */
    void forget() {
        states = List.of();
    }

    /** Starts one sequence anew. */
    void forget(int row, String layer) {
        if (states.isEmpty()) {
            return;
        }
        int batch = states.get(0).dim(0);
        if (row < 0 || row >= batch) {
            throw new IllegalArgumentException(
                    layer + ": row must be in the range [0, " + batch + "). Received: row=" + row + ".");
        }
        List<Tensor> initial = cell.getInitialState(1);
        keep(states); // those that were handed out stay as they are
        for (int i = 0; i < states.size(); i++) {
            int size = initial.get(i).size();
            Tensor.copyRange(initial.get(i), 0, states.get(i), row * size, size);
        }
    }

    /** Checks that states fit the cell and a batch. */
    void check(List<Tensor> given, int batch, String layer) {
        List<Shape> shapes = cell.stateShapes();
        for (int i = 0; i < given.size(); i++) {
            Shape expected = RNNCell.withBatch(batch, shapes.get(i));
            if (!given.get(i).shape().equals(expected)) {
                throw new IllegalArgumentException(layer + ": initial state " + i + " must have shape " + expected
                        + ". Received: shape=" + given.get(i).shape() + ".");
            }
        }
    }
}
