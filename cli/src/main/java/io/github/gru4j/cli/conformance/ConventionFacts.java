package io.github.gru4j.cli.conformance;

import static io.github.gru4j.cli.conformance.Facts.DIFFERENCES;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.cli.conformance.ErrorCases.Counterpart;
import io.github.gru4j.cli.conformance.ErrorCases.Decision;
import io.github.gru4j.cli.conformance.Facts.Table;
import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.CellOutput;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Facts about states, arguments, configs and names. Stateless. */
final class ConventionFacts {

    private static final int UNITS = 6;

    /** Keras's names of the methods, by ours. */
    private static final Map<String, String> MASK_METHODS = Map.of(
            "getDropoutMaskForCell", "get_dropout_mask_for_cell",
            "getRecurrentDropoutMaskForCell", "get_recurrent_dropout_mask_for_cell",
            "resetDropoutMask", "reset_dropout_mask",
            "resetRecurrentDropoutMask", "reset_recurrent_dropout_mask");

    private ConventionFacts() {}

    /** Keras's names of the mask methods that a class has, sorted. */
    static List<String> maskMethods(Class<? extends Layer> type) {
        TreeSet<String> names = new TreeSet<>();
        for (Method method : type.getMethods()) {
            String name = MASK_METHODS.get(method.getName());
            if (name != null) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    static void add(Table table) {
        maskApi(table);
        states(table);
        arguments(table);
        for (double x : new double[] {-4, -2.6, -1, 0, 1, 2.4, 2.6, 4}) {
            table.same(
                    "hard_sigmoid_" + x,
                    () -> Activations.hardSigmoidKeras2()
                            .call(Tensor.of(new float[] {(float) x}, 1))
                            .getAt(0));
        }
    }

    private static void maskApi(Table table) {
        table.decided(
                DIFFERENCES,
                "has_mask_api_GRU",
                "[get_dropout_mask_for_cell, get_recurrent_dropout_mask_for_cell, reset_dropout_mask,"
                        + " reset_recurrent_dropout_mask]",
                "the methods are the cell's; ask gru.cell()",
                () -> maskMethods(GRU.class).isEmpty()
                        && maskMethods(GRUCell.class).size() == 4);
        table.same("has_mask_api_v1_GRU", () -> maskMethods(GRU.class));
        table.same("has_mask_api_RNN", () -> maskMethods(RNN.class));
        table.same("has_mask_api_GRUCell", () -> maskMethods(GRUCell.class));
        table.same(
                "has_mask_api_StackedRNNCells", () -> maskMethods(stackedCells().getClass()));
    }

    private static RNNCell stackedCells() {
        return (RNNCell)
                Serialized.layer("StackedRNNCells", "'cells': [" + Serialized.json("GRUCell", "'units': 2") + "]");
    }

    private static CellOutput step() {
        return GRUCell.of(UNITS).call(Facts.normal(8, 16), List.of(Facts.normal(8, UNITS)));
    }

    private static void states(Table table) {
        table.decided(
                DIFFERENCES,
                "bare_state",
                "tensor",
                "states are always a list",
                () -> step().states().size() == 1);
        table.same("list_state", () -> "list of " + step().states().size() + " tensors");
        table.same("tuple_state", () -> step().states().size() == 1 ? "list" : "");
        table.same(
                "output_is_state",
                () -> Facts.equal(step().output(), step().states().get(0)));
        table.same("initial_state", () -> {
            List<Tensor> states = GRUCell.of(UNITS).getInitialState(2);
            return Map.of("is", Facts.kind(states), "shape", Facts.shape(states.get(0)));
        });
        table.same(
                "initial_state_from_inputs",
                () -> Map.of(
                        "shape",
                        Facts.shape(GRUCell.of(UNITS)
                                .getInitialState(Facts.normal(8, 16).dim(0))
                                .get(0))));
        // A call without a batch size does not compile; the nearest thing to none is one below 0.
        table.same("get_initial_state_no_arguments", () -> GRUCell.of(UNITS).getInitialState(-1));
        table.same("state_and_output_size", () -> {
            GRUCell cell = GRUCell.of(UNITS);
            return List.<Object>of((double) cell.stateShapes().get(0).dim(0), (double)
                    cell.outputShape().dim(0));
        });
    }

    private static void arguments(Table table) {
        table.decided(
                "0004",
                "rate_clamped",
                "[1.0, 0.0, 1.0]",
                "rates outside 0 to 1 are rejected, not clamped",
                () -> ErrorCases.rejects(() -> GRUCell.builder(2).dropout(1.5).build())
                        && ErrorCases.rejects(
                                () -> GRUCell.builder(2).dropout(-1).build())
                        && ErrorCases.rejects(
                                () -> GRUCell.builder(2).recurrentDropout(2).build()));
        table.same(
                "implementation",
                () -> Stream.of(
                                GRUCell.of(2),
                                GRUCell.builder(2).recurrentDropout(0.1).build(),
                                GRUCell.builder(2).implementation(1).build(),
                                v1Cell())
                        .<Object>map(cell -> (double) cell.implementation())
                        .toList());
        table.same("units_zero", () -> GRUCell.of(0));
        table.same("units_negative", () -> GRUCell.of(-1));
        table.same(
                "gru_implementation_0",
                () -> (double) GRU.builder(GRUCell.builder(3).implementation(0).build())
                        .build()
                        .cell()
                        .implementation());
        table.same(
                "gru_unknown_argument",
                () -> KerasConfigs.keras2().layer(Serialized.json("GRU", "'units': 3, 'nope': 1")));
    }

    /** {@code tf.compat.v1.keras.layers.GRUCell(2)}, which is a GRUCell of other arguments. */
    private static GRUCell v1Cell() {
        return (GRUCell)
                KerasConfigs.keras2()
                        .layer(
                                Serialized.json(
                                        "GRUCell",
                                        "'units': 2, 'recurrent_activation': 'hard_sigmoid', 'reset_after': false, 'implementation': 1"));
    }

    /** The names of weights without what stands before them, which we count per model; their shapes in full. */
    static Counterpart weightNames(JsonNode recorded) {
        StringBuilder expected = new StringBuilder();
        for (JsonNode layer : recorded) {
            for (JsonNode weight : layer) {
                String name = weight.path(0).asString("");
                expected.append(name.substring(name.lastIndexOf('/') + 1).replace(":0", ""))
                        .append(GoldenArrays.shape(weight.path(1)))
                        .append(' ');
            }
        }
        String gru = Serialized.json("GRU", "'units': 2");
        String cell = Serialized.json("GRUCell", "'units': 2");
        String cells = Serialized.json("StackedRNNCells", "'cells': [" + cell + ", " + cell + "]");
        return new Counterpart(
                () -> expected.toString()
                        .equals(weights(Serialized.layer("GRU", "'units': 2"))
                                + weights(Serialized.layer("RNN", "'cell': " + cells))
                                + weights(Serialized.layer("Bidirectional", "'layer': " + gru))
                                + weights(Serialized.layer("GRU", "'units': 2, 'reset_after': false"))),
                new Decision(
                        "0005",
                        String.valueOf(Facts.value(recorded)),
                        "the same names and shapes of weights; what stands before them is counted per model"));
    }

    private static String weights(Layer layer) {
        layer.build(Shape.of(1, 4, 3));
        StringBuilder names = new StringBuilder();
        for (Parameter weight : layer.weights()) {
            names.append(weight.name()).append(weight.shape()).append(' ');
        }
        return names.toString();
    }

    /** A config of Keras 2 must make the same layer as our own builder with the arguments that it stands for. */
    static @Nullable Counterpart config(String id, JsonNode config) {
        String json = "{'module': 'keras.layers', 'class_name': 'X', 'config': Y, 'registered_name': null}"
                .replace('\'', '"')
                .replace("X", id.equals("config_grucell") ? "GRUCell" : "GRU")
                .replace("Y", config.toString());
        GRUCell.Builder v1 = GRUCell.builder(2)
                .recurrentActivation(Activations.hardSigmoidKeras2())
                .resetAfter(false)
                .implementation(1);
        return switch (id) {
            case "config_gru" -> counterpart(json, GRU.of(2), config);
            case "config_grucell" -> counterpart(json, GRUCell.of(2), config);
            case "config_gru_v1" -> counterpart(json, GRU.builder(v1.build()).build(), config);
            default -> null;
        };
    }

    private static Counterpart counterpart(String json, Layer expected, JsonNode config) {
        return new Counterpart(
                () -> describe(KerasConfigs.keras2().layer(json)).equals(describe(expected))
                        ? Facts.value(config)
                        : describe(KerasConfigs.keras2().layer(json)),
                null);
    }

    /** Everything that a config of a GRU says, whatever form the activations have in files. */
    private static String describe(Layer layer) {
        GRUCell cell = layer instanceof GRU gru ? gru.cell() : (GRUCell) layer;
        String walk = layer instanceof GRU gru
                ? gru.returnSequences() + " " + gru.returnState() + " " + gru.goBackwards() + " " + gru.stateful() + " "
                        + gru.unroll() + " " + gru.timeMajor() + " " + gru.zeroOutputForMask() + " "
                : "";
        return layer.name() + " " + layer.activityRegularizer() + " " + layer.trainable() + " " + layer.dtype() + " "
                + walk + cell.units() + " "
                + cell.activation() + " " + cell.recurrentActivation() + " " + cell.useBias() + " " + cell.kernelSpec()
                + " " + cell.recurrentSpec() + " " + cell.biasSpec() + " " + cell.dropout() + " "
                + cell.recurrentDropout() + " " + cell.implementation() + " " + cell.resetAfter();
    }
}
