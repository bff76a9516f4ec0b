package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.CustomLayer;
import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.keras.LayerConfig;
import io.github.gru4j.layer.rnn.RNNCell;
import java.util.function.Function;

/** Makes the cells known that golden files use and Keras has not: each is a cell as a user writes it. Stateless. */
final class ExampleCells {

    private ExampleCells() {}

    /** A reader of configs that also knows these cells. */
    static KerasConfigs register(KerasConfigs configs) {
        return configs.with(CustomLayer.of(
                        "RNNCellWithConstants",
                        RNNCellWithConstants.class,
                        config -> {
                            int units = config.integer("units");
                            int constantSize = config.integer("constant_size");
                            return read(config, builder -> new RNNCellWithConstants(builder, units, constantSize));
                        },
                        (cell, out) -> out.put("units", cell.units()).put("constant_size", cell.constantSize())))
                .with(CustomLayer.of(
                        "Minimal2DRNNCell",
                        Minimal2DRNNCell.class,
                        config -> {
                            int unitA = config.integer("unit_a");
                            int unitB = config.integer("unit_b");
                            return read(config, builder -> new Minimal2DRNNCell(builder, unitA, unitB));
                        },
                        (cell, out) -> out.put("unit_a", cell.unitA()).put("unit_b", cell.unitB())))
                .with(CustomLayer.of(
                        "NestedCell",
                        NestedCell.class,
                        config -> {
                            int unit1 = config.integer("unit_1");
                            int unit2 = config.integer("unit_2");
                            int unit3 = config.integer("unit_3");
                            return read(config, builder -> new NestedCell(builder, unit1, unit2, unit3));
                        },
                        (cell, out) -> out.put("unit_1", cell.units().get(0))
                                .put("unit_2", cell.units().get(1))
                                .put("unit_3", cell.units().get(2))))
                .with(CustomLayer.of(
                        "PlusOneRNNCell",
                        PlusOneRNNCell.class,
                        config -> {
                            int numUnit = config.integer("num_unit");
                            return read(config, builder -> new PlusOneRNNCell(builder, numUnit));
                        },
                        (cell, out) -> out.put("num_unit", cell.numUnit())));
    }

    private static <C extends RNNCell> C read(LayerConfig config, Function<ExampleCell.Builder, C> constructor) {
        ExampleCell.Builder builder = new ExampleCell.Builder(constructor);
        return constructor.apply(config.common(builder));
    }
}
