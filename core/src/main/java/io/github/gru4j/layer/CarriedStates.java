package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The states of recurrent layers between the calls that a long sequence is cut into; see {@link Call#carrying}. Each use of a
 * layer in a call has its own.
 *
 * <pre>{@code
 * CarriedStates states = new CarriedStates(); // of a batch of sequences
 * Pass first = model.apply(List.of(steps0to99), Call.training(random).carrying(states));
 * Pass second = model.apply(List.of(steps100to199), Call.training(random).carrying(states));
 * }</pre>
 *
 * <p>Belongs to one sequence of calls; not thread-safe.
 */
public final class CarriedStates {

    private IdentityHashMap<Module, Deque<List<Tensor>>> before = new IdentityHashMap<>(); // in the order of the uses
    private IdentityHashMap<Module, Deque<List<Tensor>>> after = new IdentityHashMap<>();

    /** No states: the first call starts from those that layers begin with. */
    public CarriedStates() {}

    /** What the last call left is what the next one takes. */
    void nextCall() {
        before = after;
        after = new IdentityHashMap<>();
    }

    /** Where a layer goes on, at its next use in this call; empty in the first call. */
    public List<Tensor> take(Module layer) {
        Deque<List<Tensor>> states = before.get(layer);
        return states == null || states.isEmpty() ? List.of() : states.remove();
    }

    /**
     * Leaves states to the next call.
     *
     * @param layer whose states they are
     * @param states after this use of it, one tensor per state; they are copied
     */
    public void keep(Module layer, List<Tensor> states) {
        List<Tensor> copies = new ArrayList<>(states.size());
        states.forEach(state -> copies.add(state.copy()));
        after.computeIfAbsent(layer, key -> new ArrayDeque<>()).add(copies);
    }
}
