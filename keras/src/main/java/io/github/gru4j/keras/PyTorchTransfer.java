package io.github.gru4j.keras;

import io.github.gru4j.keras.SafeTensorsHeader.Entry;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/*
 * PyTorch stacks the gates r, z, n as rows of (3 * hidden, inputs) and has two biases of (3 * hidden); Keras has the gates
 * z, r, h as columns of (inputs, 3 * units) and one bias of (2, 3 * units), whose row 0 goes with the input and row 1 with
 * the state. PyTorch's n is Keras's h, and h' = (1 - z) * n + z * h is the same sentence in both.
 */
/** Puts the numbers of a GRU of PyTorch into cells, layer by layer. */
final class PyTorchTransfer {

    /** Where PyTorch's gates r, z, n stand in the order z, r, h. */
    private static final int[] KERAS_GATE = {1, 0, 2};

    private final PyTorchGRU gru;
    private final SafeTensorsReader file;
    private final List<GRUTarget> targets;
    private final int hidden;

    /** From a GRU into cells, one or two for each of its layers. */
    PyTorchTransfer(PyTorchGRU gru, List<GRUTarget> targets) {
        this.gru = gru;
        this.file = gru.file();
        this.targets = targets;
        this.hidden = gru.hidden();
    }

    // ---- checking ---------------------------------------------------------------------------------------------------

    /**
     * Checks that the layers of the GRU fit the cells, one by one; nothing is changed.
     *
     * @param owner the layer or model that has the cells, for errors
     */
    void check(String owner) {
        if (targets.size() != gru.layers()) {
            throw file.place()
                    .error("must hold as many layers of a GRU as " + owner + " has, " + targets.size()
                            + ". Received: layers=" + gru.layers() + ", prefix='" + gru.prefix() + "'.");
        }
        for (int layer = 0; layer < targets.size(); layer++) {
            GRUTarget target = targets.get(layer);
            GRUCell backward = target.backward();
            checkPresence(
                    gru.name("weight_ih", layer, true),
                    gru.bidirectional(),
                    backward != null,
                    target.name() + " reads " + (backward == null ? "one way" : "both ways"));
            check(target.forward(), layer, false, target.name());
            if (backward != null) {
                check(backward, layer, true, target.name());
            }
        }
    }

    private void check(GRUCell cell, int layer, boolean reverse, String owner) {
        int units = cell.units();
        if (units != hidden) {
            throw gru.shapeError(
                    gru.entry("weight_hh", layer, reverse),
                    PyTorchGRU.rule("weight_hh", layer, units, Integer.toString(units)) + ", for " + owner
                            + " has units=" + units);
        }
        int inputs = cell.built() ? cell.kernel().shape().dim(0) : gru.features(layer);
        if (inputs != gru.features(layer)) {
            throw gru.shapeError(
                    gru.entry("weight_ih", layer, reverse),
                    PyTorchGRU.rule("weight_ih", layer, units, Integer.toString(inputs)) + ", for " + owner + " takes "
                            + inputs + " features");
        }
        checkPresence(
                gru.name("bias_ih", layer, reverse),
                gru.useBias(),
                cell.useBias(),
                owner + " has useBias=" + cell.useBias());
    }

    private void checkPresence(String tensor, boolean present, boolean wanted, String reason) {
        if (present != wanted) {
            throw file.place(tensor)
                    .error((wanted ? "must be there, for " : "must not be there, for ") + reason + ". Received: "
                            + (present ? "such a tensor." : "no such tensor."));
        }
    }

    // ---- filling ----------------------------------------------------------------------------------------------------

    /** Fills the weights of the cells, which are built and fit. */
    void fill() throws IOException {
        for (int layer = 0; layer < targets.size(); layer++) {
            fill(targets.get(layer).forward(), layer, false);
            GRUCell backward = targets.get(layer).backward();
            if (backward != null) {
                fill(backward, layer, true);
            }
        }
    }

    private void fill(GRUCell cell, int layer, boolean reverse) throws IOException {
        transpose(gru.entry("weight_ih", layer, reverse), cell.kernel());
        transpose(gru.entry("weight_hh", layer, reverse), cell.recurrentKernel());
        Parameter bias = cell.bias();
        if (bias != null) {
            Tensor value = bias.value(); // (2, 3 * units)
            int columns = value.dim(1);
            file.read(gru.entry("bias_ih", layer, reverse), (row, number) -> value.setAt(column(row), number));
            file.read(
                    gru.entry("bias_hh", layer, reverse), (row, number) -> value.setAt(columns + column(row), number));
            bias.changed();
        }
    }

    /** Rows become columns: (3 * hidden, inputs) to (inputs, 3 * units). */
    private void transpose(Entry entry, Parameter weight) throws IOException {
        Tensor value = weight.value();
        int inputs = value.dim(0);
        int columns = value.dim(1);
        file.read(
                entry,
                (position, number) -> value.setAt(position % inputs * columns + column(position / inputs), number));
        weight.changed();
    }

    /** The column of Keras for a row of PyTorch. */
    private int column(int row) {
        return KERAS_GATE[row / hidden] * hidden + row % hidden;
    }
}
