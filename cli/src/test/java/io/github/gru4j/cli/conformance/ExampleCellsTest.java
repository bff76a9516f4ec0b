package io.github.gru4j.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cells that golden files use and Keras has not are cells of a user's own: with a way back, and a form in configs. */
class ExampleCellsTest {

    private static RNNCell cell(String className, String arguments) {
        String json = ("{'module': null, 'class_name': '" + className
                        + "', 'config': {'name': 'cell', 'dtype': 'float64', " + arguments + "}, 'registered_name': '"
                        + className + "'}")
                .replace('\'', '"');
        KerasConfigs configs = ExampleCells.register(KerasConfigs.keras3());
        Layer layer = configs.layer(json);
        assertThat(configs.json(configs.layer(configs.json(layer)))).isEqualTo(configs.json(layer));
        assertThat(configs.json(((RNNCell) layer).toBuilder().build())).isEqualTo(configs.json(layer));
        return (RNNCell) layer;
    }

    private static Tensor random(int seed, int... dimensions) {
        Tensor tensor = Tensor.zeros(DType.FLOAT64, Shape.of(dimensions));
        Generator generator = new Generator(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, generator.nextGaussian());
        }
        return tensor;
    }

    private static void gradientsMatchDifferences(RNNCell cell, Tensor... inputs) {
        for (boolean sequences : new boolean[] {false, true}) {
            RNN rnn = RNN.builder((RNNCell) cell.toBuilder().build())
                    .returnSequences(sequences)
                    .returnState(true)
                    .build();
            assertThat(GradientChecker.check(rnn, List.of(inputs)).maxError()).isLessThan(1e-8);
        }
    }

    @Test
    void aCellWithConstants() {
        gradientsMatchDifferences(
                cell("RNNCellWithConstants", "'units': 3, 'constant_size': 2"),
                random(1, 2, 4, 3),
                random(2, 2, 3),
                random(3, 2, 2));
    }

    @Test
    void aCellOfMatrices() {
        gradientsMatchDifferences(
                cell("Minimal2DRNNCell", "'unit_a': 2, 'unit_b': 3"), random(1, 2, 3, 2, 2), random(2, 2, 2, 3));
    }

    @Test
    void aCellOfTwoInputsOutputsAndStates() {
        gradientsMatchDifferences(
                cell("NestedCell", "'unit_1': 2, 'unit_2': 3, 'unit_3': 2"),
                random(1, 2, 3, 4),
                random(2, 2, 3, 2, 2),
                random(3, 2, 2),
                random(4, 2, 3, 2));
    }

    @Test
    void aCellWhoseOutputIsNotAsWideAsItsState() {
        gradientsMatchDifferences(cell("PlusOneRNNCell", "'num_unit': 4"), random(1, 2, 3, 2), random(2, 2, 4));
    }
}
