package io.github.gru4j.layer.rnn;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.internal.kernel.Cached;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.PackedMatrix;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The configuration and weights of a GRU cell in the layout of the kernel set: what {@link GRUMath} computes with. Made
 * anew when the weights change, in the memory of those that nobody uses any more; immutable until then.
 */
final class PackedGRU {

    /** The gates in Keras's order: update z, reset r, candidate h. */
    static final int GATES = 3;

    /** What a working row holds of each unit: z, r, h and the recurrent part of h, see {@link GRUMath}. */
    static final int PLANES = 4;

    final KernelSet kernels;
    final int features;
    final int units;
    final int width; // units padded to the kernel set's lanes
    final boolean resetAfter;
    final Activation activation;
    final Activation recurrentActivation;
    final boolean fused; // sigmoid and tanh: the kernel set has passes over the gates

    final PackedMatrix kernel; // (features, 3 * width)
    final PackedMatrix recurrent; // (units, 3 * width); reset before: z and r alone, (units, 2 * width)
    final PackedMatrix candidate; // (units, width), what r ∘ h is multiplied with; reset after: recurrent
    final Tensor inputBias; // (3 * width): what the sums of z, r and h start from
    final Tensor candidateBias; // (width): what the recurrent sum of the candidate starts from (reset-after)

    private final Tensor kernelValue;
    private final Tensor recurrentValue;
    private final @Nullable PackedMatrix oldKernelTransposed; // memory for the next two
    private final @Nullable PackedMatrix oldRecurrentTransposed;
    private volatile boolean kept; // by somebody beside the cell
    private final Cached<PackedMatrix> kernelTransposed = new Cached<>();
    private final Cached<PackedMatrix> recurrentTransposed = new Cached<>();
    private final Cached<ColumnWeights> columnWeights = new Cached<>();

    PackedGRU(
            KernelSet kernels,
            boolean resetAfter,
            Activation activation,
            Activation recurrentActivation,
            Tensor kernelValue,
            Tensor recurrentValue,
            @Nullable Tensor bias,
            @Nullable PackedGRU over) {
        this.kernels = kernels;
        this.features = kernelValue.dim(0);
        this.units = recurrentValue.dim(0);
        this.width = kernels.pad(units);
        this.resetAfter = resetAfter;
        this.activation = activation;
        this.recurrentActivation = recurrentActivation;
        this.fused = activation.equals(Activations.tanh()) // not by identifier, which a user's own may share
                && recurrentActivation.equals(Activations.sigmoid());
        this.kernelValue = kernelValue;
        this.recurrentValue = recurrentValue;
        PackedGRU free = over == null || over.kept ? null : over;
        this.kernel = kernels.pack(kernelValue, features, GATES * units, GATES, free == null ? null : free.kernel);
        PackedMatrix oldRecurrent = free == null ? null : free.recurrent;
        if (resetAfter) {
            this.recurrent = kernels.pack(recurrentValue, units, GATES * units, GATES, oldRecurrent);
            this.candidate = recurrent;
        } else { // two products: what each reads lies together
            Tensor zr = columns(recurrentValue, 0, 2 * units);
            Tensor h = columns(recurrentValue, 2 * units, GATES * units);
            this.recurrent = kernels.pack(zr, units, 2 * units, 2, oldRecurrent);
            this.candidate = kernels.pack(h, units, units, 1, free == null ? null : free.candidate);
        }
        this.oldKernelTransposed = free == null ? null : either(free.kernelTransposed, free.oldKernelTransposed);
        this.oldRecurrentTransposed =
                free == null ? null : either(free.recurrentTransposed, free.oldRecurrentTransposed);
        this.inputBias = Tensor.zeros(kernels.dtype(), Shape.of(GATES * width));
        this.candidateBias = Tensor.zeros(kernels.dtype(), Shape.of(width));
        if (bias != null) {
            padBias(bias);
        }
    }

    private static @Nullable PackedMatrix either(Cached<PackedMatrix> made, @Nullable PackedMatrix old) {
        PackedMatrix held = made.held();
        return held == null ? old : held;
    }

    private static Tensor columns(Tensor matrix, int from, int to) {
        int rows = matrix.dim(0);
        Tensor columns = Tensor.zeros(matrix.dtype(), Shape.of(rows, to - from));
        Elementwise.copyRows(rows, to - from, matrix, from, matrix.dim(1), columns, 0, to - from);
        return columns;
    }

    /** Both rows of a reset-after bias start the sums of z and r; the candidate keeps its two sums apart. */
    private void padBias(Tensor bias) {
        for (int gate = 0; gate < GATES; gate++) {
            for (int u = 0; u < units; u++) {
                double input = bias.getAt(gate * units + u);
                double recurrentRow = resetAfter ? bias.getAt((GATES + gate) * units + u) : 0;
                if (gate < 2) {
                    inputBias.setAt(gate * width + u, input + recurrentRow);
                } else {
                    inputBias.setAt(gate * width + u, input);
                    candidateBias.setAt(u, recurrentRow);
                }
            }
        }
    }

    /** (3 * width, features): for the gradient of the input. */
    PackedMatrix kernelTransposed() {
        return kernelTransposed.get(
                0, () -> kernels.packTransposed(kernelValue, features, GATES * units, GATES, oldKernelTransposed));
    }

    /** (3 * width, units): for the gradient of the state. */
    PackedMatrix recurrentTransposed() {
        return recurrentTransposed.get(
                0, () -> kernels.packTransposed(recurrentValue, units, GATES * units, GATES, oldRecurrentTransposed));
    }

    /** These weights as they are now, for one who goes on using them when the cell's have changed. */
    PackedGRU kept() {
        kept = true;
        return this;
    }

    /** For {@link GRUColumns}. */
    ColumnWeights columnWeights() {
        return columnWeights.get(
                0, () -> ColumnWeights.of(kernelValue, recurrentValue, inputBias, candidateBias, width));
    }
}
