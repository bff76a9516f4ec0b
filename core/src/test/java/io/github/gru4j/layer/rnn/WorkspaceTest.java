package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Memory that one pass leaves to the next never shows in a number. The oracle is a recorded pass, which has memory of its
 * own and copies its inputs into the order of processing.
 */
class WorkspaceTest {

    /** (batch, timesteps): growing and shrinking, in one chunk and in several, multiplied where they lie and copied. */
    private static final int[][] SIZES = {
        {9, 5}, {1, 200}, {40, 30}, {2, 3}, {8, 33}, {1, 1}, {13, 140}, {7, 40}, {1, 9}
    };

    private static GRUCell cell(int units, int features, boolean resetAfter, String activation, DType dtype) {
        GRUCell cell = GRUCell.builder(units)
                .resetAfter(resetAfter)
                .activation(activation)
                .dtype(dtype)
                .build();
        cell.build(Shape.of(Shape.UNKNOWN, features));
        Tensors.randomizeWeights(cell, units);
        return cell;
    }

    private static RNN layer(RNNCell cell, boolean backwards) {
        return RNN.builder(cell)
                .returnSequences(true)
                .returnState(true)
                .goBackwards(backwards)
                .build();
    }

    private static Tensor nans(DType dtype, int... dimensions) {
        return Tensor.full(dtype, Shape.of(dimensions), Double.NaN);
    }

    /** Calls the layer, and again with recording; the outputs have the same bits. */
    private static void check(RNN layer, Tensor x, @Nullable Mask mask, List<Tensor> initial) {
        check(layer, x, initial, () -> Call.inference().withMask(mask));
    }

    private static void check(RNN layer, Tensor x, List<Tensor> initial, Supplier<Call> calls) {
        RNNOutput actual = layer.call(x, initial, calls.get()); // never recorded
        List<Tensor> inputs = new ArrayList<>(initial);
        inputs.add(0, x);
        List<Tensor> expected = layer.apply(inputs, calls.get().recording(true)).outputs();
        Tensors.assertSameBits(actual.sequence(), expected.get(0));
        Tensors.assertSameBits(actual.state(), expected.get(1));
    }

    @ParameterizedTest
    @CsvSource({
        "20, 6, true, tanh, FLOAT32",
        "16, 3, true, gelu, FLOAT32",
        "33, 20, false, tanh, FLOAT32",
        "5, 2, false, relu, FLOAT64",
        "20, 6, true, tanh, FLOAT64"
    })
    void nothingOfACallShowsInTheNext(int units, int features, boolean resetAfter, String activation, DType dtype) {
        GRUCell cell = cell(units, features, resetAfter, activation, dtype);
        for (boolean backwards : new boolean[] {false, true}) {
            RNN layer = layer(cell, backwards);
            for (int[] size : SIZES) {
                int batch = size[0];
                int timesteps = size[1];
                Tensor x = Tensors.random(dtype, batch, batch, timesteps, features);
                Tensor state = Tensors.random(dtype, timesteps, batch, units);
                Mask mask = Mask.of(
                        Tensors.random(DType.FLOAT32, 8, batch, timesteps, 1).reshape(batch, timesteps));
                Mask often = Mask.of(everyOther(batch, timesteps));
                check(layer, x, null, List.of());
                layer.call(nans(dtype, batch + 3, timesteps, features), null, List.of(nans(dtype, batch + 3, units)));
                check(layer, x, null, List.of());
                layer.call(nans(dtype, 1, timesteps + 50, features));
                check(layer, x, null, List.of(state));
                layer.call(nans(dtype, batch, timesteps, features), often, List.of());
                check(layer, x, mask, List.of());
                check(layer, x, often, List.of(state));
                check(layer, x, null, List.of());
            }
        }
    }

    private static boolean[][] everyOther(int batch, int timesteps) {
        boolean[][] used = new boolean[batch][timesteps];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < timesteps; t++) {
                used[b][t] = (b + t) % 2 == 0;
            }
        }
        return used;
    }

    /** Large weights are copied into the order of processing again, except for one row. */
    @ParameterizedTest
    @CsvSource({"4, 1", "33, 20", "64, 7", "17, 600", "200, 240"})
    void inputsMultipliedWhereTheyLieGiveTheSameBits(int units, int features) {
        GRUCell cell = cell(units, features, true, "tanh", DType.FLOAT32);
        for (int batch : new int[] {1, 2, 7, 8, 9, 17}) {
            for (int timesteps : new int[] {1, 2, 16, 130}) {
                if (units * features * batch * timesteps > 20_000_000) {
                    continue;
                }
                Tensor x = Tensors.random(DType.FLOAT32, 5, batch, timesteps, features);
                check(layer(cell, false), x, null, List.of());
                check(layer(cell, true), x, null, List.of());
            }
        }
    }

    @Test
    void passesUnderDropoutLeaveNothingBehindEither() {
        GRUCell cell = GRUCell.builder(6)
                .dropout(0.4)
                .recurrentDropout(0.3)
                .implementation(1)
                .build();
        cell.build(Shape.of(Shape.UNKNOWN, 4));
        Tensors.randomizeWeights(cell, 3);
        RNN layer = layer(cell, false);
        for (int batch : new int[] {9, 1, 20, 2}) {
            Tensor x = Tensors.random(DType.FLOAT32, 5, batch, 20, 4);
            layer.call(nans(DType.FLOAT32, batch + 1, 20, 4), List.of(), Call.training(new Generator(1)));
            check(layer, x, List.of(), () -> Call.training(new Generator(1)));
            check(layer, x, null, List.of());
        }
    }

    @Test
    void resultsBelongToTheCaller() {
        RNN layer = layer(cell(16, 3, true, "tanh", DType.FLOAT32), false);
        Tensor x = Tensors.random(DType.FLOAT32, 5, 9, 20, 3);
        Tensor given = x.copy();
        RNNOutput first = layer.call(x);
        Tensor sequence = first.sequence().copy();
        Tensor state = first.state().copy();
        layer.call(Tensors.random(DType.FLOAT32, 6, 9, 20, 3));
        layer.call(x, List.of(state));
        Tensors.assertSameBits(first.sequence(), sequence);
        Tensors.assertSameBits(first.state(), state);
        Tensors.assertSameBits(x, given);
    }

    /** Does something of its own before it halves a row. */
    private static final class Meddling extends Activation {

        private IntConsumer action = width -> {};

        Meddling() {
            super("meddling");
        }

        @Override
        public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
            action.accept(width);
            for (int i = 0; i < width; i++) {
                y.setAt(yOffset + i, x.getAt(xOffset + i) / 2);
            }
        }

        @Override
        public void gradient(
                Tensor x,
                int xOffset,
                Tensor y,
                int yOffset,
                Tensor dy,
                int dyOffset,
                Tensor dx,
                int dxOffset,
                int width) {
            for (int i = 0; i < width; i++) {
                dx.setAt(dxOffset + i, dy.getAt(dyOffset + i) / 2);
            }
        }
    }

    private static GRUCell meddled(Meddling activation) {
        GRUCell cell = GRUCell.builder(6).activation(activation).build();
        cell.build(Shape.of(Shape.UNKNOWN, 3));
        Tensors.randomizeWeights(cell, 4);
        return cell;
    }

    @Test
    void callWithinACallOfTheSameLayerDisturbsNeither() {
        Meddling activation = new Meddling();
        RNN layer = layer(meddled(activation), false);
        Tensor x = Tensors.random(DType.FLOAT32, 5, 3, 20, 3);
        Tensor inner = Tensors.random(DType.FLOAT32, 6, 9, 70, 3);
        RNNOutput expected = layer.call(x);
        Tensor expectedInner = layer.call(inner).sequence();

        int[] depth = {0};
        int[] count = {0};
        activation.action = width -> {
            if (depth[0] < 2) {
                depth[0]++;
                if (count[0]++ % 20 == 0) {
                    Tensors.assertSameBits(layer.call(inner).sequence(), expectedInner);
                }
                depth[0]--;
            }
        };
        RNNOutput actual = layer.call(x);
        activation.action = width -> {};
        assertThat(count[0]).isGreaterThan(60);
        Tensors.assertSameBits(actual.sequence(), expected.sequence());
        Tensors.assertSameBits(actual.state(), expected.state());
        Tensors.assertSameBits(layer.call(x).sequence(), expected.sequence());
    }

    @Test
    void callThatFailsDoesNotHarmTheNext() {
        Meddling activation = new Meddling();
        RNN layer = layer(meddled(activation), false);
        Tensor x = Tensors.random(DType.FLOAT32, 5, 3, 20, 3);
        Tensor expected = layer.call(x).sequence();
        int[] left = {10};
        activation.action = width -> {
            if (left[0]-- == 0) {
                throw new ArithmeticException("no more");
            }
        };
        assertThatThrownBy(() -> layer.call(x)).isInstanceOf(ArithmeticException.class);
        Tensors.assertSameBits(layer.call(x).sequence(), expected);
        Tensors.assertSameBits(layer.call(x).sequence(), expected);
    }

    @Test
    void threadsWithBatchesOfDifferentSizesDoNotMeet() throws Exception {
        RNN layer = layer(cell(20, 6, true, "tanh", DType.FLOAT32), false);
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> expected = new ArrayList<>();
        for (int[] size : SIZES) {
            Tensor x = Tensors.random(DType.FLOAT32, 5, size[0], size[1], 6);
            inputs.add(x);
            expected.add(layer.call(x).sequence());
        }
        List<Callable<Tensor>> calls = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            Tensor x = inputs.get(i % SIZES.length);
            calls.add(() -> layer.call(x).sequence());
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Tensor>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                Tensors.assertSameBits(results.get(i).get(), expected.get(i % SIZES.length));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
