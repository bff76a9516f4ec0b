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
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer and what it is called with, drawn at random from everything that calls may differ in: the cells and
 * their arguments, sizes, time order, masks, initial states, dropout masks.
 */
final class RandomCall {

    /** What runs over time. */
    enum Kind {
        GRU,
        USERS_CELL,
        STACK_OF_GRUS,
        STACK_WITH_USERS_CELL
    }

    final Kind kind;
    final List<GRUCell> grus;
    final RNN layer;
    final Tensor x;
    final @Nullable Mask mask;
    final List<Tensor> initial;
    final List<DropoutMasks> dropout; // of each cell
    final boolean training;

    private RandomCall(
            Kind kind,
            List<GRUCell> grus,
            RNN layer,
            Tensor x,
            @Nullable Mask mask,
            List<Tensor> initial,
            List<DropoutMasks> dropout,
            boolean training) {
        this.kind = kind;
        this.grus = grus;
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
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        DType dtype = random.nextInt(4) == 0 ? DType.FLOAT64 : DType.FLOAT32;
        int batch = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 6);
        int timesteps = 1 + random.nextInt(random.nextInt(4) == 0 ? 70 : 12); // beyond the chunks of inference, too
        int features = 1 + random.nextInt(20);
        boolean stacked = kind == Kind.STACK_OF_GRUS || kind == Kind.STACK_WITH_USERS_CELL;
        boolean initial = random.nextInt(2) == 0;
        List<GRUCell> grus = new ArrayList<>();
        List<Tensor> states = new ArrayList<>();
        List<DropoutMasks> dropout = new ArrayList<>();
        int width = features;
        for (int i = 0; i < (stacked ? 2 + random.nextInt(2) : 1); i++) {
            GRUCell gru = gru(dtype, random);
            int masks = gru.dropout() == 0 ? 0 : gru.implementation() == 1 ? 3 : 1;
            int recurrentMasks = gru.recurrentDropout() == 0 ? 0 : 3;
            dropout.add(new DropoutMasks(
                    factors(masks, dtype, batch, width, random),
                    factors(recurrentMasks, dtype, batch, gru.units(), random)));
            width = gru.units();
            grus.add(gru);
            if (initial) {
                states.add(Tensors.random(dtype, random.nextLong(), batch, width));
            }
        }
        RNN layer = RNN.builder(cell(kind, grus))
                .returnSequences(true)
                .goBackwards(random.nextInt(2) == 0)
                .zeroOutputForMask(random.nextInt(2) == 0)
                .unroll(random.nextInt(2) == 0)
                .build();
        layer.build(Shape.of(batch, timesteps, features));
        Tensors.randomizeWeights(layer, random.nextLong());
        return new RandomCall(
                kind,
                grus,
                layer,
                Tensors.random(dtype, random.nextLong(), batch, timesteps, features),
                random.nextInt(2) == 0 ? null : mask(batch, timesteps, random),
                states,
                dropout,
                random.nextInt(2) == 0);
    }

    private static GRUCell gru(DType dtype, Generator random) {
        boolean unfused = random.nextInt(3) == 0;
        return GRUCell.builder(1 + random.nextInt(40))
                .resetAfter(random.nextInt(3) > 0)
                .implementation(1 + random.nextInt(2))
                .useBias(random.nextInt(4) > 0)
                .activation(unfused ? "gelu" : "tanh")
                .recurrentActivation(unfused ? "hard_sigmoid" : "sigmoid")
                .dropout(random.nextInt(2) * 0.4)
                .recurrentDropout(random.nextInt(2) * 0.3)
                .dtype(dtype)
                .build();
    }

    private static RNNCell cell(Kind kind, List<GRUCell> grus) {
        return switch (kind) {
            case GRU -> grus.get(0);
            case USERS_CELL -> new RecurrentGradientTest.Disguised(grus.get(0));
            case STACK_OF_GRUS -> StackedRNNCells.builder(grus).build();
            case STACK_WITH_USERS_CELL -> {
                List<RNNCell> cells = new ArrayList<>(grus);
                cells.set(0, new RecurrentGradientTest.Disguised(grus.get(0)));
                yield StackedRNNCells.builder(cells).build();
            }
        };
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

    /** The size of the output. */
    int units() {
        return layer.cell().outputShape().dim(-1);
    }

    /** The states before the first step. */
    List<Tensor> firstStates() {
        return initial.isEmpty() ? layer.getInitialState(batch()) : initial;
    }

    /** The same call of a new layer of equal arguments, which is not built. */
    RandomCall unbuilt() {
        List<GRUCell> cells = grus.stream().map(gru -> gru.toBuilder().build()).toList();
        RNN copy = RNN.builder(cell(kind, cells))
                .returnSequences(true)
                .goBackwards(layer.goBackwards())
                .zeroOutputForMask(layer.zeroOutputForMask())
                .unroll(layer.unroll())
                .build();
        return new RandomCall(kind, cells, copy, x, mask, initial, dropout, training);
    }

    /** The same layer called with these rows alone, in this order. */
    RandomCall rows(int... rows) {
        UnaryOperator<List<Tensor>> pick =
                tensors -> tensors.stream().map(tensor -> rows(tensor, rows)).toList();
        return new RandomCall(
                kind,
                grus,
                layer,
                rows(x, rows),
                mask == null ? null : Mask.of(rows(tensor(mask), rows)),
                pick.apply(initial),
                dropout.stream()
                        .map(masks -> new DropoutMasks(pick.apply(masks.inputs()), pick.apply(masks.recurrent())))
                        .toList(),
                training);
    }

    /** The same layer called with the processing steps from one (inclusive) to another (exclusive), from given states. */
    RandomCall steps(int from, int to, List<Tensor> states) {
        int[] times = IntStream.range(from, to)
                .map(s -> layer.goBackwards() ? timesteps() - 1 - s : s)
                .sorted()
                .toArray();
        return new RandomCall(
                kind,
                grus,
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
        call = call.withMask(mask);
        for (int i = 0; i < grus.size(); i++) {
            call = call.withDropoutMasks(grus.get(i), dropout.get(i));
        }
        return call;
    }

    RNNOutput run() {
        return run(layer);
    }

    RNNOutput run(RNN other) {
        return other.call(x, initial, call());
    }

    /** Whether any cell drops inputs, or its state. */
    boolean drops(boolean recurrent) {
        return training
                && dropout.stream().anyMatch(masks -> !(recurrent ? masks.recurrent() : masks.inputs()).isEmpty());
    }

    @Override
    public String toString() {
        return kind + " " + x.dtype() + " " + x.shape() + " units="
                + grus.stream().map(GRUCell::units).toList() + " backwards=" + layer.goBackwards() + " mask="
                + (mask != null) + " initial=" + !initial.isEmpty() + " training=" + training;
    }
}
