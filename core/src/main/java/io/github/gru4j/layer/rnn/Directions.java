package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a {@link Bidirectional} layer and the one output, or two, that they make together.
 *
 * @param forward the first layer's pass: its output, then states
 * @param backward the second layer's
 * @param outputs one, or two for {@link MergeMode#NONE}
 * @param merge made the outputs of those of the passes; null where the layers put theirs into place themselves, so that the
 *     gradient of a pass's output is that of the one it stands in
 */
record Directions(
        Pass forward,
        Pass backward,
        List<Tensor> outputs,
        @Nullable Merge merge) {

    /** Outputs that are merged after both passes. */
    static Directions merged(Pass forward, Pass backward, Merge merge) {
        return new Directions(forward, backward, merge.outputs(), merge);
    }

    /** Whether {@link #placed} can be used: the outputs stand side by side or apart, and both layers take a place. */
    static boolean canBePlaced(MergeMode mode, RNN first, RNN second, Tensor input) {
        return (mode == MergeMode.CONCAT || mode == MergeMode.NONE)
                && first.runsToAPlace()
                && second.runsToAPlace()
                && input.shape().rank() == 3; // else a layer refuses it
    }

    /** Outputs that the layers put into place: the second one's last step comes first. */
    static Directions placed(
            MergeMode mode, RNN first, List<Tensor> firstInputs, RNN second, List<Tensor> secondInputs, Call call) {
        Shape a = outputShape(first, firstInputs.get(0));
        Shape b = outputShape(second, secondInputs.get(0));
        int units = a.dim(-1);
        int others = b.dim(-1);
        boolean turned = first.returnSequences();
        if (mode == MergeMode.NONE) {
            OutputPlace left = new OutputPlace(Tensor.zeros(first.dtype(), a), 0, units, false);
            OutputPlace right = new OutputPlace(Tensor.zeros(second.dtype(), b), 0, others, turned);
            Pass forward = first.runTo(left, firstInputs, call);
            Pass backward = second.runTo(right, secondInputs, call);
            return new Directions(forward, backward, List.of(left.target(), right.target()), null);
        }
        int both = units + others;
        Tensor output = Tensor.zeros(first.dtype(), a.with(-1, both));
        Pass forward = first.runTo(new OutputPlace(output, 0, both, false), firstInputs, call);
        Pass backward = second.runTo(new OutputPlace(output, units, both, turned), secondInputs, call);
        return new Directions(forward, backward, List.of(output), null);
    }

    private static Shape outputShape(RNN layer, Tensor input) {
        return layer.computeOutputShape(input.shape());
    }

    /** The states of the first layer that its pass shows. */
    List<Tensor> forwardStates() {
        return states(forward);
    }

    /** The states of the second layer that its pass shows. */
    List<Tensor> backwardStates() {
        return states(backward);
    }

    private static List<Tensor> states(Pass pass) {
        return pass.outputs().subList(1, pass.outputs().size());
    }

    /** The gradient of the first pass's output, given those of {@link #outputs}. */
    @Nullable
    Tensor forwardGradient(List<@Nullable Tensor> dOutputs) {
        return merge == null ? dOutputs.get(0) : merge.forwardGradient(dOutputs);
    }

    /** The gradient of the second pass's output, given those of {@link #outputs}. */
    @Nullable
    Tensor backwardGradient(List<@Nullable Tensor> dOutputs) {
        return merge == null ? dOutputs.get(outputs.size() - 1) : merge.backwardGradient(dOutputs);
    }
}
