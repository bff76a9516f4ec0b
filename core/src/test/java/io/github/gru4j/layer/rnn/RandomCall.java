package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer and what it is called with, drawn at random from everything that calls may differ in: the cell's
 * arguments, sizes, time order, masks, initial states, dropout masks.
 */
final class RandomCall {

    final GRUCell gru;
    final RNN layer;
    final Tensor x;
    final @Nullable Mask mask;
    final List<Tensor> initial;
    final DropoutMasks dropout;
    final boolean training;

    private RandomCall(
            GRUCell gru,
            RNN layer,
            Tensor x,
            @Nullable Mask mask,
            List<Tensor> initial,
            DropoutMasks dropout,
            boolean training) {
        this.gru = gru;
        this.layer = layer;
        this.x = x;
        this.mask = mask;
        this.initial = initial;
        this.dropout = dropout;
        this.training = training;
    }

    /** The call of a seed; its layer returns sequences, is built and has random weights. */
    static RandomCall of(long seed) {
        Generator random = new Generator(seed);
        DType dtype = random.nextInt(4) == 0 ? DType.FLOAT64 : DType.FLOAT32;
        int batch = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 6);
        int timesteps = 1 + random.nextInt(random.nextInt(4) == 0 ? 70 : 12); // beyond the chunks of inference, too
        int features = 1 + random.nextInt(20);
        int units = 1 + random.nextInt(40);
        boolean training = random.nextInt(2) == 0;
        double inputRate = random.nextInt(2) * 0.4;
        double recurrentRate = random.nextInt(2) * 0.3;
        boolean unfused = random.nextInt(3) == 0;
        GRUCell gru = GRUCell.builder(units)
                .resetAfter(random.nextInt(3) > 0)
                .implementation(1 + random.nextInt(2))
                .useBias(random.nextInt(4) > 0)
                .activation(unfused ? "gelu" : "tanh")
                .recurrentActivation(unfused ? "hard_sigmoid" : "sigmoid")
                .dropout(inputRate)
                .recurrentDropout(recurrentRate)
                .dtype(dtype)
                .build();
        RNN layer = RNN.builder(random.nextInt(3) == 0 ? new RecurrentGradientTest.Disguised(gru) : gru)
                .returnSequences(true)
                .goBackwards(random.nextInt(2) == 0)
                .zeroOutputForMask(random.nextInt(2) == 0)
                .unroll(random.nextInt(2) == 0)
                .build();
        layer.build(Shape.of(batch, timesteps, features));
        Tensors.randomizeWeights(layer, random.nextLong());
        return new RandomCall(
                gru,
                layer,
                Tensors.random(dtype, random.nextLong(), batch, timesteps, features),
                random.nextInt(2) == 0 ? null : mask(batch, timesteps, random),
                random.nextInt(2) == 0 ? List.of() : List.of(Tensors.random(dtype, random.nextLong(), batch, units)),
                new DropoutMasks(
                        factors(inputRate == 0 ? 0 : gru.implementation() == 1 ? 3 : 1, dtype, batch, features, random),
                        factors(recurrentRate == 0 ? 0 : 3, dtype, batch, units, random)),
                training);
    }

    /** Any pattern; about one row in four is masked throughout. */
    private static Mask mask(int batch, int timesteps, Generator random) {
        boolean[][] used = new boolean[batch][timesteps];
        for (boolean[] row : used) {
            boolean none = random.nextInt(4) == 0;
            for (int t = 0; t < timesteps; t++) {
                row[t] = !none && random.nextInt(3) > 0;
            }
        }
        return Mask.of(used);
    }

    private static List<Tensor> factors(int count, DType dtype, int batch, int width, Generator random) {
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tensor mask = Tensor.zeros(dtype, Shape.of(batch, width));
            for (int j = 0; j < mask.size(); j++) {
                mask.setAt(j, random.nextInt(3) == 0 ? 0 : random.nextUniform(1, 2));
            }
            masks.add(mask);
        }
        return masks;
    }

    int batch() {
        return x.dim(0);
    }

    int timesteps() {
        return x.dim(1);
    }

    /** The same call of a new layer of equal arguments, which is not built. */
    RandomCall unbuilt() {
        GRUCell cell = gru.toBuilder().build();
        RNN copy = RNN.builder(layer.cell() == gru ? cell : new RecurrentGradientTest.Disguised(cell))
                .returnSequences(true)
                .goBackwards(layer.goBackwards())
                .zeroOutputForMask(layer.zeroOutputForMask())
                .unroll(layer.unroll())
                .build();
        return new RandomCall(cell, copy, x, mask, initial, dropout, training);
    }

    /** The same layer called with these rows alone, in this order. */
    RandomCall rows(int... rows) {
        return new RandomCall(
                gru,
                layer,
                rows(x, rows),
                mask == null ? null : Mask.of(rows(tensor(mask), rows)),
                rows(initial, rows),
                new DropoutMasks(rows(dropout.inputs(), rows), rows(dropout.recurrent(), rows)),
                training);
    }

    /** The same layer called with the processing steps from one (inclusive) to another (exclusive), from given states. */
    RandomCall steps(int from, int to, List<Tensor> states) {
        int[] times = IntStream.range(from, to)
                .map(s -> layer.goBackwards() ? timesteps() - 1 - s : s)
                .sorted()
                .toArray();
        return new RandomCall(
                gru,
                layer,
                times(x, times),
                mask == null ? null : Mask.of(times(tensor(mask), times)),
                states,
                dropout,
                training);
    }

    /** The steps of an output with the time axis second. */
    static Tensor times(Tensor tensor, int... times) {
        return TimeMajor.swap(rows(TimeMajor.swap(tensor), times));
    }

    /** The rows of a tensor, in this order. */
    static Tensor rows(Tensor tensor, int... rows) {
        Tensor picked = Tensor.zeros(tensor.dtype(), tensor.shape().with(0, rows.length));
        int size = tensor.size() / tensor.dim(0);
        for (int i = 0; i < rows.length; i++) {
            Tensor.copyRange(tensor, rows[i] * size, picked, i * size, size);
        }
        return picked;
    }

    private static List<Tensor> rows(List<Tensor> tensors, int... rows) {
        return tensors.stream().map(tensor -> rows(tensor, rows)).toList();
    }

    private static Tensor tensor(Mask mask) {
        Tensor tensor = Tensor.zeros(mask.batch(), mask.timesteps());
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setAt(i, mask.usedAt(i) ? 1 : 0);
        }
        return tensor;
    }

    /** A call of its own, as calls are for one use. */
    Call call() {
        Call call = training ? Call.training(new Generator(1)).recording(false) : Call.inference();
        return call.withMask(mask).withDropoutMasks(gru, dropout);
    }

    RNNOutput run() {
        return run(layer);
    }

    RNNOutput run(RNN other) {
        return other.call(x, initial, call());
    }

    @Override
    public String toString() {
        return (layer.cell() == gru ? "GRU" : "any cell") + " " + x.dtype() + " " + x.shape() + " units=" + gru.units()
                + " resetAfter=" + gru.resetAfter() + " backwards=" + layer.goBackwards() + " mask=" + (mask != null)
                + " initial=" + !initial.isEmpty() + " dropout="
                + Arrays.asList(dropout.inputs().size(), dropout.recurrent().size()) + " training=" + training;
    }
}
