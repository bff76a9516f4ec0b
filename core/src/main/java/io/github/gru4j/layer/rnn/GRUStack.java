package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A stack of GRU cells over a whole sequence, cell by cell instead of step by step: bit for bit what {@link CellLoop} gives
 * for their {@link StackedRNNCells}, at the speed of {@link GRUSequence}.
 *
 * <p>That is possible because a masked step is skipped by every cell: what a cell passes on there is never read. The cell
 * that reads the input does so in the order of the layer and writes in the order of processing, so those above it go forward,
 * under a mask in that order.
 */
final class GRUStack {

    private final List<GRURun> sequences = new ArrayList<>();

    /** Runs all steps of all cells. */
    GRUStack(StackedRNNCells stack, RNNOptions options, Tensor input, List<Tensor> initialStates, Call call) {
        int last = stack.cells().size() - 1;
        Tensor current = input;
        Call currentCall = call;
        for (int i = 0; i <= last; i++) {
            boolean backwards = i == 0 && options.goBackwards();
            RNNOptions own = (i == last ? options : RNNOptions.SEQUENCES).withGoBackwards(backwards);
            GRURun sequence =
                    GRURun.of((GRUCell) stack.cells().get(i), own, current, initialStates.get(i), currentCall, null);
            sequence.forward();
            sequences.add(sequence);
            current = sequence.output();
            Mask mask = currentCall.mask();
            if (backwards && mask != null) {
                currentCall = call.withMask(mask.reverse());
            }
        }
    }

    /**
     * Whether the cells may run one after the other. The exception is the rule of {@link TimeMask#zeroed} that reads a mask
     * in its original order, of which the last cell of a backwards stack knows nothing.
     */
    static boolean fits(StackedRNNCells stack, RNNOptions options) {
        return stack.runsAsSequences() && !(options.goBackwards() && options.unroll() && options.zeroOutputForMask());
    }

    /** The output, then the state of each cell after the last step. */
    List<Tensor> outputs() {
        List<Tensor> outputs = new ArrayList<>();
        outputs.add(sequences.get(sequences.size() - 1).output());
        sequences.forEach(sequence -> outputs.add(sequence.state()));
        return outputs;
    }

    /**
     * Walks back through all cells.
     *
     * @param dOutputs the gradients of {@link #outputs}, null for one that does not matter
     * @param wanted whether that of the input is asked for; those of the states come by the way
     * @return the gradients of the input, or null, and of the initial states
     */
    List<@Nullable Tensor> backward(List<@Nullable Tensor> dOutputs, Gradients gradients, IntPredicate wanted) {
        List<@Nullable Tensor> result = new ArrayList<>();
        Tensor dCurrent = dOutputs.get(0);
        for (int i = sequences.size() - 1; i >= 0; i--) {
            // What a cell gets from the one below is always wanted: initial states may depend on it.
            List<@Nullable Tensor> found =
                    sequences.get(i).backward(dCurrent, dOutputs.get(1 + i), gradients, i > 0 || wanted.test(0));
            dCurrent = found.get(0);
            result.add(0, found.get(1));
        }
        result.add(0, dCurrent);
        return result;
    }
}
