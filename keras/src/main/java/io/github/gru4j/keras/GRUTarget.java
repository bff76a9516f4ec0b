package io.github.gru4j.keras;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one layer of an {@code nn.GRU} is loaded into.
 *
 * @param layer the layer or cell that the user knows, for errors
 * @param forward the cell of the forward direction, computing what PyTorch computes
 * @param backward that of the other direction, or null if there is only one
 */
record GRUTarget(Layer layer, GRUCell forward, @Nullable GRUCell backward) {

    /**
     * The recurrent layers of a layer, cell or model, in order.
     *
     * @throws IllegalArgumentException if there are none, or one of them is not PyTorch's GRU
     */
    static List<GRUTarget> of(Layer layer) {
        List<GRUTarget> targets = new ArrayList<>();
        collect(layer, targets);
        if (targets.isEmpty()) {
            throw error("layer must be, or be a model of, GRU layers", name(layer) + " without any");
        }
        return List.copyOf(targets);
    }

    private static void collect(Layer layer, List<GRUTarget> targets) {
        if (layer instanceof Model model) {
            model.layers().forEach(inside -> collect(inside, targets));
        } else if (layer instanceof Bidirectional both) {
            checkForwards(both.forwardLayer(), layer);
            targets.add(new GRUTarget(
                    layer,
                    cell(both.forwardLayer().cell(), layer),
                    cell(both.backwardLayer().cell(), layer)));
        } else if (layer instanceof RNN rnn) {
            checkForwards(rnn, layer);
            collect(rnn.cell(), rnn, targets);
        } else if (layer instanceof RNNCell cell) {
            collect(cell, cell, targets);
        } else if (layer.submodules().stream().anyMatch(GRUTarget::isRecurrent)) {
            throw error(
                    "recurrent layers must stand by themselves or in a model, a Bidirectional or an RNN",
                    name(layer) + " around one");
        }
    }

    private static void collect(RNNCell cell, Layer owner, List<GRUTarget> targets) {
        if (cell instanceof StackedRNNCells stack) {
            stack.cells().forEach(inside -> collect(inside, inside, targets));
        } else {
            targets.add(new GRUTarget(owner, cell(cell, owner), null));
        }
    }

    private static boolean isRecurrent(Module module) {
        return module instanceof RNN || module instanceof RNNCell;
    }

    private static void checkForwards(RNN rnn, Layer owner) {
        if (rnn.goBackwards()) {
            throw error(
                    "goBackwards must be false: an nn.GRU reads forwards, and backwards only beside that",
                    name(owner) + " with goBackwards=true. Use a Bidirectional");
        }
    }

    private static GRUCell cell(RNNCell cell, Layer owner) {
        if (!(cell instanceof GRUCell gru)) {
            throw error("recurrent layers must be over GRU cells", name(owner) + " over " + name(cell));
        }
        if (!gru.resetAfter()) {
            throw error(
                    "resetAfter must be true: PyTorch's reset gate acts after the product with the state",
                    name(owner) + " with resetAfter=false");
        }
        if (!gru.activation().equals(Activations.tanh())
                || !gru.recurrentActivation().equals(Activations.sigmoid())) {
            throw error(
                    "activation must be tanh and recurrentActivation sigmoid, those of PyTorch",
                    name(owner) + " with activation=" + gru.activation() + ", recurrentActivation="
                            + gru.recurrentActivation());
        }
        return gru;
    }

    private static IllegalArgumentException error(String rule, String received) {
        return new IllegalArgumentException("PyTorchFiles: " + rule + ". Received: " + received + ".");
    }

    /** How errors name the layer. */
    String name() {
        return name(layer);
    }

    /** How errors name a layer: {@code GRU 'gru'}. */
    static String name(Layer layer) {
        return layer.className() + " '" + layer.name() + "'";
    }
}
