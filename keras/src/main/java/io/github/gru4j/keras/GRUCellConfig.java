package io.github.gru4j.keras;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** {@code keras.layers.GRUCell} in files. */
final class GRUCellConfig extends LayerCodec<GRUCell, GRUCell.Builder> {

    /** The arguments of the step, in Keras's order; a GRU lists them too. */
    static final List<Field<GRUCell, GRUCell.Builder>> FIELDS = List.of(
            Field.written("units", cell -> IntNode.valueOf(cell.units())),
            ActivationConfigs.field("activation", GRUCell.Builder::activation, GRUCell::activation),
            ActivationConfigs.field(
                    "recurrent_activation", GRUCell.Builder::recurrentActivation, GRUCell::recurrentActivation),
            Field.of("use_bias", Kinds.BOOLEAN, GRUCell.Builder::useBias, GRUCell::useBias),
            InitializerConfigs.field(
                    "kernel_initializer",
                    GRUCell.Builder::kernelInitializer,
                    cell -> cell.kernelSpec().initializer()),
            InitializerConfigs.field(
                    "recurrent_initializer",
                    GRUCell.Builder::recurrentInitializer,
                    cell -> cell.recurrentSpec().initializer()),
            InitializerConfigs.field(
                    "bias_initializer",
                    GRUCell.Builder::biasInitializer,
                    cell -> cell.biasSpec().initializer()),
            Field.nullable(
                    "kernel_regularizer",
                    RegularizerConfigs.FAMILY,
                    GRUCell.Builder::kernelRegularizer,
                    cell -> cell.kernelSpec().regularizer()),
            Field.nullable(
                    "recurrent_regularizer",
                    RegularizerConfigs.FAMILY,
                    GRUCell.Builder::recurrentRegularizer,
                    cell -> cell.recurrentSpec().regularizer()),
            Field.nullable(
                    "bias_regularizer",
                    RegularizerConfigs.FAMILY,
                    GRUCell.Builder::biasRegularizer,
                    cell -> cell.biasSpec().regularizer()),
            Field.nullable(
                    "kernel_constraint",
                    ConstraintConfigs.FAMILY,
                    GRUCell.Builder::kernelConstraint,
                    cell -> cell.kernelSpec().constraint()),
            Field.nullable(
                    "recurrent_constraint",
                    ConstraintConfigs.FAMILY,
                    GRUCell.Builder::recurrentConstraint,
                    cell -> cell.recurrentSpec().constraint()),
            Field.nullable(
                    "bias_constraint",
                    ConstraintConfigs.FAMILY,
                    GRUCell.Builder::biasConstraint,
                    cell -> cell.biasSpec().constraint()),
            Field.of("dropout", Kinds.NUMBER, GRUCell.Builder::dropout, GRUCell::dropout),
            Field.of("recurrent_dropout", Kinds.NUMBER, GRUCell.Builder::recurrentDropout, GRUCell::recurrentDropout),
            Field.of("reset_after", Kinds.BOOLEAN, GRUCell.Builder::resetAfter, GRUCell::resetAfter),
            Field.nullable("seed", Kinds.SEED, GRUCell.Builder::seed, GRUCell::seed),
            // Keras reads this key but never writes it, and so forgets the argument; a second save would, too.
            new Field<>("implementation", GRUCellConfig::readImplementation, GRUCellConfig::writeImplementation));

    GRUCellConfig() {
        super("GRUCell", "keras.layers", GRUCell.class, FIELDS);
    }

    @Override
    GRUCell.Builder builder(Config config, Layers layers) {
        return newBuilder(config);
    }

    /** A builder with the units of a config, of a cell or of a GRU. */
    static GRUCell.Builder newBuilder(Config config) {
        return GRUCell.builder(
                Kinds.INTEGER.read(config.required("units"), config.place().down("units")));
    }

    private static void readImplementation(Config config, GRUCell.Builder builder) {
        builder.implementation(config.integer("implementation", 2));
    }

    private static @Nullable JsonNode writeImplementation(GRUCell cell) {
        boolean chosen = cell.recurrentDropout() == 0 && cell.implementation() != 2;
        return chosen ? IntNode.valueOf(cell.implementation()) : null;
    }

    @Override
    GRUCell build(GRUCell.Builder builder) {
        return builder.build();
    }

    @Override
    long weightCount(GRUCell cell, Shape input, Layers layers) {
        long gates = 3L * cell.units();
        long rows = size(input, -1) + cell.units() + (cell.useBias() ? cell.resetAfter() ? 2 : 1 : 0);
        return Math.multiplyExact(rows, gates);
    }

    @Override
    String shapeRule(GRUCell cell, Parameter weight) {
        String shape = " = " + weight.shape();
        return switch (weight.name()) {
            case "kernel" -> "(features, 3 * units)" + shape;
            case "recurrent_kernel" -> "(units, 3 * units)" + shape;
            default ->
                (cell.resetAfter() ? "(2, 3 * units)" : "(3 * units,)") + shape + " because reset_after="
                        + cell.resetAfter();
        };
    }
}
