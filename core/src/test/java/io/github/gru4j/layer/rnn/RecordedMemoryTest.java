package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory that a recorded pass leaves to the next never shows in a gradient. The oracle is a layer that has none yet. */
class RecordedMemoryTest {

    private static final int[][] SIZES = {{9, 5}, {1, 40}, {20, 12}, {2, 3}, {8, 33}, {1, 1}, {7, 140}};

    private final GRUCell.Builder builder = GRUCell.builder(20);

    private RNN layer(GRUCell.Builder cells, int features, long seed) {
        GRUCell cell = cells.build();
        RNN layer = RNN.builder(cell).returnSequences(true).returnState(true).build();
        layer.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, features));
        Tensors.randomizeWeights(layer, seed);
        return layer;
    }

    /** Outputs, gradients of the inputs and of the weights. */
    private static List<Tensor> results(RNN layer, Pass pass, long seed) {
        Gradients gradients = new Gradients();
        List<@Nullable Tensor> given = new ArrayList<>();
        for (Tensor output : pass.outputs()) {
            given.add(Tensors.random(
                    output.dtype(), seed + given.size(), output.shape().toArray()));
        }
        List<Tensor> all = new ArrayList<>(pass.outputs());
        for (Tensor back : pass.backward(given, gradients)) {
            all.add(Objects.requireNonNull(back));
        }
        for (Parameter weight : layer.weights()) {
            all.add(gradients.of(weight));
        }
        return all;
    }

    private static Pass pass(RNN layer, List<Tensor> inputs, @Nullable Mask mask) {
        return layer.apply(inputs, Call.training(new Generator(3)).withMask(mask));
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            Tensors.assertSameBits(actual.get(i), expected.get(i));
        }
    }

    private static List<Tensor> inputs(DType dtype, int batch, int timesteps, int features, int units) {
        return List.of(
                Tensors.random(dtype, batch, batch, timesteps, features),
                Tensors.random(dtype, timesteps, batch, units));
    }

    private static @Nullable Mask mask(int kind, int batch, int timesteps) {
        if (kind == 0) {
            return null;
        }
        boolean[][] used = new boolean[batch][timesteps];
        for (int i = 0; i < batch * timesteps; i++) {
            used[i % batch][i / batch] = i % 3 != kind - 1;
        }
        return Mask.of(used);
    }

    @ParameterizedTest
    @CsvSource({
        "20, 6, true, tanh, 0, FLOAT32",
        "16, 3, true, tanh, 0, FLOAT32",
        "16, 16, true, gelu, 0.5, FLOAT32",
        "33, 20, false, tanh, 0, FLOAT32",
        "6, 4, false, relu, 0.5, FLOAT32",
        "5, 2, true, tanh, 0.5, FLOAT64"
    })
    void nothingOfAPassShowsInTheNext(
            int units, int features, boolean resetAfter, String activation, double dropout, DType dtype) {
        GRUCell.Builder cells = GRUCell.builder(units)
                .resetAfter(resetAfter)
                .activation(activation)
                .dropout(dropout)
                .recurrentDropout(dropout)
                .dtype(dtype);
        RNN layer = layer(cells, features, units);
        for (int[] size : SIZES) {
            for (int kind = 0; kind < 3; kind++) {
                int batch = size[0];
                int timesteps = size[1];
                Tensor poison = Tensor.full(dtype, Shape.of(batch + 3, timesteps + 2, features), Double.NaN);
                Tensor poisonedState = Tensor.full(dtype, Shape.of(batch + 3, units), Double.NaN);
                results(layer, pass(layer, List.of(poison, poisonedState), null), 1);

                List<Tensor> inputs = inputs(dtype, batch, timesteps, features, units);
                Mask mask = mask(kind, batch, timesteps);
                List<Tensor> actual = results(layer, pass(layer, inputs, mask), 5);
                RNN fresh = layer(cells, features, units);
                assertSame(actual, results(fresh, pass(fresh, inputs, mask), 5));
            }
        }
    }

    @Test
    void passesThatAreAliveAtOnceDoNotShareMemory() {
        RNN layer = layer(builder, 6, 1);
        RNN fresh = layer(builder, 6, 1);
        List<Tensor> one = inputs(DType.FLOAT32, 9, 12, 6, 20);
        List<Tensor> two = inputs(DType.FLOAT32, 8, 13, 6, 20);
        List<Tensor> three = inputs(DType.FLOAT32, 7, 14, 6, 20);
        results(layer, pass(layer, two, null), 1); // leaves its memory

        Pass first = pass(layer, one, null);
        Pass second = pass(layer, two, null);
        pass(layer, three, null); // never walked back
        List<Tensor> ofFirst = results(layer, first, 1);
        Pass third = pass(layer, three, null); // in the memory of the first
        List<Tensor> ofSecond = results(layer, second, 2);
        List<Tensor> ofThird = results(layer, third, 3);

        assertSame(ofFirst, results(fresh, pass(fresh, one, null), 1));
        assertSame(ofSecond, results(fresh, pass(fresh, two, null), 2));
        assertSame(ofThird, results(fresh, pass(fresh, three, null), 3));
    }

    @Test
    void threadsThatTrainOnOneLayerDoNotMeet() throws Exception {
        RNN layer = layer(builder, 6, 1);
        List<List<Tensor>> expected = new ArrayList<>();
        for (int[] size : SIZES) {
            expected.add(results(layer, pass(layer, inputs(DType.FLOAT32, size[0], size[1], 6, 20), null), 4));
        }
        List<Callable<List<Tensor>>> calls = new ArrayList<>();
        for (int i = 0; i < 20 * SIZES.length; i++) {
            int[] size = SIZES[i % SIZES.length];
            calls.add(() -> results(layer, pass(layer, inputs(DType.FLOAT32, size[0], size[1], 6, 20), null), 4));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Tensor>>> found = threads.invokeAll(calls);
            for (int i = 0; i < found.size(); i++) {
                assertSame(found.get(i).get(), expected.get(i % SIZES.length));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aStepAfterTheFirstAllocatesItsResultsAndLittleElse() {
        RNN layer = layer(builder, 6, 1);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 16, 50, 6);
        Tensor dOutput = Tensors.random(DType.FLOAT32, 2, 16, 50, 20);
        Gradients gradients = new Gradients();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long least = Long.MAX_VALUE; // until the compiler is done, vectors are objects
        for (int step = 0; step < 3_000 && least > 100_000; step++) {
            long before = threads.getThreadAllocatedBytes(self);
            gradients.clear();
            layer.weights().forEach(Parameter::changed);
            pass(layer, List.of(x), null).backward(List.of(dOutput), gradients, input -> false);
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        // The outputs take 64,000 bytes, what the pass keeps and works with more than 500,000.
        assertThat(least).isBetween(64_000L, 100_000L);
    }

    @Test
    void newWeightsInTheMemoryOfTheOldGiveWhatTheyGiveAnywhere() {
        RNN layer = layer(builder, 70, 1);
        RNN fresh = layer(builder, 70, 2);
        List<Tensor> inputs = inputs(DType.FLOAT32, 3, 5, 70, 20);
        results(layer, pass(layer, inputs, null), 1);
        Tensors.randomizeWeights(layer, 2);
        assertSame(results(layer, pass(layer, inputs, null), 1), results(fresh, pass(fresh, inputs, null), 1));
    }

    @Test
    void aStepperGoesOnWithTheWeightsThatItWasMadeOf() {
        RNN layer = layer(builder, 6, 1);
        Stepper stepper = layer.stepper();
        Tensor expected = step(stepper);
        Tensors.randomizeWeights(layer, 2);
        pass(layer, inputs(DType.FLOAT32, 3, 5, 6, 20), null);
        Tensors.assertSameBits(step(stepper), expected);
        assertThat(Tensors.sameBits(step(layer.stepper()), expected)).isFalse();
    }

    private static Tensor step(Stepper stepper) {
        Tensor y = Tensor.zeros(20);
        stepper.step(
                1,
                Tensors.random(DType.FLOAT32, 1, 6),
                0,
                Tensor.zeros(20),
                0,
                20,
                y,
                0,
                Tensor.zeros(stepper.scratchSize()),
                0);
        return y;
    }
}
