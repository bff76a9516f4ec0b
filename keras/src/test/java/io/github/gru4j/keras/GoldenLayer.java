package io.github.gru4j.keras;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNOutput;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A golden case of a single layer: makes the layer through the file mapper, calls it, and compares. */
final class GoldenLayer {

    /** The tolerance of the golden data's README, beside the noise that each case records. */
    static final double TOLERANCE = 1e-5;

    private static final List<String> KINDS = List.of("gru_cell", "gru", "rnn");

    final ObjectNode node;
    final DType dtype;
    final List<Tensor> weights = new ArrayList<>();
    ObjectNode serialized;

    GoldenLayer(ObjectNode node, DType dtype) {
        this.node = node;
        this.dtype = dtype;
        this.serialized = (ObjectNode) node.get("layer").deepCopy();
        setDType(serialized, dtype);
        cellConfig().set("implementation", node.get("implementation"));
        node.get("weights").forEach(weight -> weights.add(Golden.tensor(weight.get("value"), dtype)));
    }

    /** The cases of a file that are single recurrent layers over one GRU cell. */
    static List<ObjectNode> cases(String file) {
        return Golden.cases(file, "cases").stream()
                .filter(item -> KINDS.contains(item.get("kind").stringValue()))
                .toList();
    }

    String id() {
        return node.get("id").stringValue();
    }

    ObjectNode config() {
        return (ObjectNode) serialized.get("config");
    }

    /** The config of the cell: that of the layer, unless it is an RNN. */
    ObjectNode cellConfig() {
        return config().has("cell") ? (ObjectNode) config().get("cell").get("config") : config();
    }

    int units() {
        return cellConfig().get("units").intValue();
    }

    int features() {
        return weights.get(0).dim(0);
    }

    boolean hasBias() {
        return weights.size() == 3;
    }

    boolean resetAfter() {
        return cellConfig().get("reset_after").booleanValue();
    }

    /** The greatest number of steps that any sequence of the case uses. */
    int usedSteps() {
        int most = 0;
        for (JsonNode call : node.get("calls")) {
            JsonNode mask = call.get("mask");
            if (!config().has("go_backwards")) {
                most = 1; // a cell
            } else if (mask.isNull()) {
                most = Math.max(most, call.get("inputs").get(0).size());
            } else {
                for (boolean[] row : booleans(mask)) {
                    int used = 0;
                    for (boolean step : row) {
                        used += step ? 1 : 0;
                    }
                    most = Math.max(most, used);
                }
            }
        }
        return most;
    }

    /** Whether any step starts from a state that is not zero. */
    boolean hasMemory() {
        return usedSteps() > 1
                || (usedSteps() > 0
                        && !node.get("calls").get(0).get("initial_state").isNull());
    }

    /** The layer, built and with the weights of the case. */
    Layer layer() {
        Layer layer = KerasConfigs.keras3().codecs().read(serialized, Place.of(id()));
        layer.build(Kinds.SHAPE.read(node.get("build_shape"), Place.of(id())));
        layer.setWeights(weights);
        return layer;
    }

    static GRUCell cell(Layer layer) {
        return layer instanceof RNN rnn ? (GRUCell) rnn.cell() : (GRUCell) layer;
    }

    /** Makes all calls of the case, one after the other; the greatest distance of any result. */
    double distance() {
        Layer layer = layer();
        double noise = 4 * node.get("float64_max_abs_diff").doubleValue();
        double worst = 0;
        for (JsonNode call : node.get("calls")) {
            worst = Math.max(worst, distance(layer, call, noise));
        }
        return worst;
    }

    private double distance(Layer layer, JsonNode call, double noise) {
        Tensor inputs = Golden.tensor(call.get("inputs"), dtype);
        List<Tensor> initial = tensors(call.get("initial_state"));
        Call pass = call(layer, call);
        List<Tensor> results = new ArrayList<>();
        List<Tensor> expected = new ArrayList<>(tensors(call.get("outputs")));
        if (layer instanceof RNN rnn) {
            if (call.get("reset_state_before").booleanValue()) {
                rnn.resetState();
            }
            RNNOutput output = rnn.call(inputs, initial, pass);
            results.add(output.output());
            if (!call.get("states").isNull()) {
                results.addAll(output.states());
                expected.addAll(tensors(call.get("states")));
            }
            if (call.has("layer_states_after")) {
                results.addAll(rnn.states());
                expected.addAll(tensors(call.get("layer_states_after")));
            }
        } else {
            List<Tensor> all = new ArrayList<>(List.of(inputs));
            all.addAll(initial.isEmpty() ? cell(layer).getInitialState(inputs.dim(0)) : initial);
            results.addAll(layer.apply(all, pass).outputs());
            expected.addAll(tensors(call.get("states")));
        }
        double worst = results.size() == expected.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(results.size(), expected.size()); i++) {
            worst = Math.max(worst, Golden.distance(results.get(i), expected.get(i), TOLERANCE, noise));
        }
        return worst;
    }

    /** The call of a case: training or not, its mask, its forced dropout masks. */
    Call call(Layer layer, JsonNode call) {
        Call pass = call.get("training").booleanValue() ? Call.training(new Generator(1)) : Call.inference();
        JsonNode mask = call.get("mask");
        if (!mask.isNull()) {
            pass = pass.withMask(Mask.of(booleans(mask)));
        }
        if (call.has("forced_dropout")) {
            JsonNode forced = call.get("forced_dropout").get(0);
            pass = pass.withDropoutMasks(
                    cell(layer),
                    new DropoutMasks(tensors(forced.get("input_masks")), tensors(forced.get("recurrent_masks"))));
        }
        return pass;
    }

    /** A list of arrays; empty for null. */
    List<Tensor> tensors(JsonNode node) {
        List<Tensor> tensors = new ArrayList<>();
        if (!node.isNull()) {
            node.forEach(item -> tensors.add(Golden.tensor(item, dtype)));
        }
        return tensors;
    }

    private static boolean[][] booleans(JsonNode node) {
        boolean[][] rows = new boolean[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new boolean[node.get(i).size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = node.get(i).get(j).booleanValue();
            }
        }
        return rows;
    }

    private static void setDType(ObjectNode serialized, DType dtype) {
        ObjectNode config = (ObjectNode) serialized.get("config");
        config.put("dtype", dtype.kerasName());
        if (config.has("cell")) {
            setDType((ObjectNode) config.get("cell"), dtype);
        }
    }
}
