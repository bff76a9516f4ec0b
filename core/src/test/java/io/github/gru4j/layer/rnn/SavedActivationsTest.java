package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.internal.kernel.KernelSet;
import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a recorded pass keeps is what docs/architecture.md says: 5 numbers per unit, or 8, and features if it
 * goes step by step.
 */
class SavedActivationsTest {

    private static final int BUFFERS = 15;

    /** All numbers in the memory that a pass has left, that of the way back among them. */
    private static long numbers(GRU gru, int batch, int timesteps, int features) {
        Tensor x = Tensor.full(gru.dtype(), Shape.of(batch, timesteps, features), 0.25);
        Pass pass = gru.apply(List.of(x), Call.training(new Generator(1)));
        pass.backward(pass.output(), new Gradients());
        Workspace left = gru.cell().recordings().take();
        long sum = 0;
        for (int i = 0; i < BUFFERS; i++) {
            sum += left.buffer(i, gru.dtype(), 0).size();
        }
        return sum;
    }

    /** Whether the way back goes through blocks of steps, which read the input where it lies. */
    private static boolean blockwise(GRU gru, int batch) {
        Tensor x = Tensor.zeros(
                gru.dtype(), Shape.of(batch, 300, gru.cell().kernel().shape().dim(0)));
        boolean columns = GRUColumns.fits(gru.cell(), RNNOptions.DEFAULTS, x, Call.training(new Generator(1)));
        return !columns && GRUWayBack.fits(gru.cell().packed());
    }

    private static GRU gru(int features, int units, String activation, DType dtype) {
        GRU gru = GRU.builder(units, cell -> cell.activation(activation).dtype(dtype))
                .dtype(dtype)
                .build();
        gru.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, features));
        return gru;
    }

    @ParameterizedTest
    @CsvSource({
        "8, 16, 32, tanh, FLOAT32, 5",
        "32, 7, 70, tanh, FLOAT32, 5",
        "9, 7, 20, gelu, FLOAT32, 8",
        "9, 7, 20, tanh, FLOAT64, 5"
    })
    void aStepOfASampleTakesFiveNumbersPerUnitAndPerhapsTheFeatures(
            int batch, int features, int units, String activation, DType dtype, int perUnit) {
        KernelSet kernels = Kernels.of(dtype);
        long shorter = numbers(gru(features, units, activation, dtype), batch, 300, features);
        long longer = numbers(gru(features, units, activation, dtype), batch, 500, features);
        long each = perUnit * kernels.pad(units)
                + (blockwise(gru(features, units, activation, dtype), batch) ? 0 : features);
        assertThat(longer - shorter).isEqualTo(200L * batch * each); // what does not grow with the steps is the same
    }
}
