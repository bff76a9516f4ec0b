package io.github.gru4j.keras;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A plausible mistake in a recurrent layer, made in a golden case: a test that compares with Keras must notice it. */
enum Mutant {
    KERNEL_GATES_Z_AND_R_SWAPPED(golden -> true, golden -> swapGates(golden.weights.get(0), 0, 1)),
    RECURRENT_GATES_Z_AND_R_SWAPPED(GoldenLayer::hasMemory, golden -> swapGates(golden.weights.get(1), 0, 1)),
    BIAS_GATES_Z_AND_R_SWAPPED(GoldenLayer::hasBias, golden -> swapGates(golden.weights.get(2), 0, 1)),
    CANDIDATE_SWAPPED_WITH_Z(golden -> true, golden -> golden.weights.forEach(weight -> swapGates(weight, 0, 2))),
    CANDIDATE_SWAPPED_WITH_R(golden -> true, golden -> golden.weights.forEach(weight -> swapGates(weight, 1, 2))),
    /** With one feature, rows and columns read alike. */
    KERNEL_READ_TRANSPOSED(golden -> golden.features() > 1, golden -> readTransposed(golden.weights.get(0))),
    RECURRENT_KERNEL_TRANSPOSED(
            golden -> golden.units() > 1 && golden.hasMemory(), golden -> transposeGates(golden.weights.get(1))),
    BIAS_OF_THE_INPUT_DROPPED(GoldenLayer::hasBias, golden -> dropBiasRow(golden.weights.get(2), 0)),
    BIAS_OF_THE_STATE_DROPPED(
            golden -> golden.hasBias() && golden.resetAfter(), golden -> dropBiasRow(golden.weights.get(2), 1)),
    Z_EXCHANGED_WITH_ONE_MINUS_Z(golden -> true, Mutant::negateZ),
    /** Without a bias of the state, one unit is reset alike before and after, and so is a state of zero. */
    RESET_AFTER_FLIPPED(
            golden -> (golden.hasBias() && golden.resetAfter()) || (golden.units() > 1 && golden.hasMemory()),
            Mutant::flipResetAfter),
    TIME_REVERSED(
            golden -> golden.config().has("go_backwards") && golden.usedSteps() > 1,
            golden -> golden.config()
                    .put("go_backwards", !golden.config().get("go_backwards").booleanValue()));

    private final Predicate<GoldenLayer> applies;
    private final Consumer<GoldenLayer> change;

    Mutant(Predicate<GoldenLayer> applies, Consumer<GoldenLayer> change) {
        this.applies = applies;
        this.change = change;
    }

    /** Whether the mistake changes what a case computes, at least where its gates are neither open nor shut for good. */
    boolean applies(GoldenLayer golden) {
        return applies.test(golden);
    }

    /** Makes the mistake. */
    void mutate(GoldenLayer golden) {
        change.accept(golden);
    }

    private static void swapGates(Tensor weight, int one, int other) {
        int units = weight.dim(-1) / 3;
        Tensor copy = weight.copy();
        for (int row = 0; row < weight.size(); row += 3 * units) {
            Tensor.copyRange(copy, row + one * units, weight, row + other * units, units);
            Tensor.copyRange(copy, row + other * units, weight, row + one * units, units);
        }
    }

    private static void readTransposed(Tensor kernel) {
        Tensor copy = kernel.copy();
        for (int i = 0; i < kernel.dim(0); i++) {
            for (int j = 0; j < kernel.dim(1); j++) {
                kernel.set(copy.getAt(j * kernel.dim(0) + i), i, j);
            }
        }
    }

    private static void transposeGates(Tensor kernel) {
        int units = kernel.dim(0);
        Tensor copy = kernel.copy();
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < 3 * units; j++) {
                kernel.set(copy.get(j % units, j - j % units + i), i, j);
            }
        }
    }

    private static void dropBiasRow(Tensor bias, int row) {
        int width = bias.dim(-1);
        for (int i = 0; i < width; i++) {
            bias.setAt(row * width + i, 0);
        }
    }

    private static void negateZ(GoldenLayer golden) {
        for (Tensor weight : golden.weights) {
            int gates = weight.dim(-1);
            for (int i = 0; i < weight.size(); i++) {
                if (i % gates < gates / 3) {
                    weight.setAt(i, -weight.getAt(i));
                }
            }
        }
    }

    private static void flipResetAfter(GoldenLayer golden) {
        boolean after = golden.resetAfter();
        golden.cellConfig().put("reset_after", !after);
        if (golden.hasBias()) {
            Tensor bias = golden.weights.get(2);
            int width = bias.dim(-1);
            Tensor flipped = Tensor.zeros(bias.dtype(), after ? Shape.of(width) : Shape.of(2, width));
            for (int i = 0; i < width; i++) {
                flipped.setAt(i, bias.getAt(i) + (after ? bias.getAt(width + i) : 0));
            }
            golden.weights.set(2, flipped);
        }
    }
}
