package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way back in blocks gives what the way back step by step gives, which a mask that skips nothing takes. */
class GRUWayBackTest {

    private static GRUCell cell(int features, int units) {
        GRUCell cell = GRUCell.of(units);
        cell.build(Shape.of(Shape.UNKNOWN, features));
        Generator random = new Generator(features);
        for (Parameter weight : cell.weights()) {
            Tensor value = Tensor.zeros(DType.FLOAT32, weight.shape());
            Tensors.randomize(value, random);
            weight.assign(value);
        }
        return cell;
    }

    private static Mask nothingSkipped(int batch, int timesteps) {
        boolean[][] used = new boolean[batch][timesteps];
        for (boolean[] row : used) {
            Arrays.fill(row, true);
        }
        return Mask.of(used);
    }

    /** Input's and initial state's gradients. */
    private static List<@Nullable Tensor> back(
            GRUCell cell, RNNOptions options, Tensor x, @Nullable Mask mask, Gradients gradients, boolean inputWanted) {
        Call call = Call.training(new Generator(1)).withMask(mask);
        GRUSequence run = new GRUSequence(cell, options, x, null, call, null);
        run.forward();
        Tensor dOutput = Tensors.random(DType.FLOAT32, 7, run.output().shape().toArray());
        Tensor dState = Tensors.random(DType.FLOAT32, 8, run.state().shape().toArray());
        return run.backward(dOutput, dState, gradients, inputWanted);
    }

    private static void assertClose(Tensor found, Tensor expected) {
        double most = 0;
        for (int i = 0; i < expected.size(); i++) {
            most = Math.max(most, Math.abs(expected.getAt(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Math.abs(found.getAt(i) - expected.getAt(i))).isLessThanOrEqualTo(2e-5 * most);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 700, 5, 32, true", // several blocks, many steps together
        "3, 100, 16, 40, true", // padded units
        "32, 19, 32, 32, true", // the last block is a part of one
        "300, 3, 9, 33, true", // a step is more than a block
        "5, 60, 700, 128, true", // weights that leave a cache, in a group of steps that does not divide a block
        "40, 7, 16, 48, false"
    })
    void gradientsAreThoseOfSingleSteps(int batch, int timesteps, int features, int units, boolean sequences) {
        GRUCell cell = cell(features, units);
        for (boolean backwards : new boolean[] {false, true}) {
            RNNOptions options = new RNNOptions(sequences, false, backwards, false, false, false, false);
            Tensor x = Tensors.random(DType.FLOAT32, 3, batch, timesteps, features);
            Gradients expected = new Gradients();
            List<@Nullable Tensor> slow = back(cell, options, x, nothingSkipped(batch, timesteps), expected, true);
            Gradients gradients = new Gradients();
            List<@Nullable Tensor> fast = back(cell, options, x, null, gradients, true);
            for (int i = 0; i < 2; i++) {
                Tensor found = fast.get(i);
                Tensor wanted = slow.get(i);
                assertThat(found).isNotNull();
                assertThat(wanted).isNotNull();
                Tensors.assertSameBits(found, wanted);
            }
            for (Parameter weight : cell.weights()) {
                assertClose(gradients.of(weight), expected.of(weight));
            }
        }
    }

    @Test
    void onlyWhatIsWantedIsComputed() {
        GRUCell cell = cell(6, 40);
        Tensor x = Tensors.random(DType.FLOAT32, 3, 9, 40, 6);
        Gradients all = new Gradients();
        back(cell, RNNOptions.DEFAULTS, x, null, all, true);
        for (Parameter wanted : cell.weights()) {
            Gradients gradients = new Gradients();
            gradients.want(List.of(wanted));
            assertThat(back(cell, RNNOptions.DEFAULTS, x, null, gradients, false)
                            .get(0))
                    .isNull();
            for (Parameter weight : cell.weights()) {
                Tensor found = gradients.find(weight);
                if (weight == wanted) {
                    assertThat(found).isNotNull();
                    Tensors.assertSameBits(found, all.of(weight));
                } else {
                    assertThat(found).isNull();
                }
            }
        }
    }
}
