package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.GradientChecker.CallFactory;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One combination of everything that the backward pass of a recurrent layer depends on, on a tiny layer. */
final class GradientCase {

    /** What varies, and how many values each has. The last two are not Keras's or take no part in the walk through time. */
    enum Option {
        RESET_AFTER(2),
        IMPLEMENTATION(2),
        RETURN_SEQUENCES(2),
        RETURN_STATE(2),
        GO_BACKWARDS(2),
        ZERO_OUTPUT_FOR_MASK(2),
        UNROLL(2),
        MASK(MASKS.length),
        INITIAL_STATE(2),
        DROPOUT(Drop.values().length),
        ACTIVATIONS(PAIRS.length),
        USE_BIAS(2),
        GENERAL_LOOP(2);

        final int values;

        Option(int values) {
            this.values = values;
        }
    }

    /** Which dropout masks are given. */
    private enum Drop {
        NONE,
        INPUT_FOR_ALL_GATES,
        INPUT_PER_GATE,
        RECURRENT,
        BOTH
    }

    static final int BATCH = 3;
    static final int TIMESTEPS = 4;
    static final int FEATURES = 2;
    static final int UNITS = 2;

    /** None, right, left, holes, a row of nothing. */
    private static final @Nullable Mask[] MASKS = {
        null,
        mask("1110", "1111", "1100"),
        mask("0011", "1111", "0111"),
        mask("0101", "1011", "1101"),
        mask("1101", "0000", "1111"),
    };

    /**
     * Of the candidate and the gates: the fused pair, then pairs whose derivatives read the output, then some that read
     * the input. A case takes one of its kind.
     */
    private static final String[][][] PAIRS = {
        {{"tanh", "sigmoid"}},
        {{"sigmoid", "tanh"}, {"softmax", "sigmoid"}, {"linear", "softmax"}},
        {{"silu", "softplus"}, {"gelu", "softsign"}, {"tanh", "mish"}, {"log_sigmoid", "silu"}},
    };

    private final int[] values; // of each option, in order

    private GradientCase(int[] values) {
        this.values = values;
    }

    /** How many cases there are. */
    static int count() {
        int count = 1;
        for (Option option : Option.values()) {
            count *= option.values;
        }
        return count;
    }

    /** How many cases there are, without counting whether there is a bias and which loop runs. */
    static int combinations() {
        return count() / Option.USE_BIAS.values / Option.GENERAL_LOOP.values;
    }

    /** The combination of a number; whether there is a bias and which loop runs is drawn. */
    static GradientCase combination(int number) {
        int drawn = (int) (Generator.mix(number) & 3);
        return of(number + drawn * combinations());
    }

    /** The cases, counted through: option values are the digits of the number. */
    static GradientCase of(int number) {
        Option[] options = Option.values();
        int[] values = new int[options.length];
        int rest = number;
        for (int i = 0; i < options.length; i++) {
            values[i] = rest % options[i].values;
            rest /= options[i].values;
        }
        return new GradientCase(values);
    }

    int value(Option option) {
        return values[option.ordinal()];
    }

    private boolean on(Option option) {
        return value(option) != 0;
    }

    /** The layer, built, with random weights. */
    RNN layer() {
        Drop drop = drop();
        String[][] kind = PAIRS[value(Option.ACTIVATIONS)];
        String[] pair = kind[Math.floorMod(Arrays.hashCode(values), kind.length)];
        GRUCell gru = GRUCell.builder(UNITS)
                .resetAfter(on(Option.RESET_AFTER))
                .implementation(1 + value(Option.IMPLEMENTATION))
                .activation(pair[0])
                .recurrentActivation(pair[1])
                .useBias(on(Option.USE_BIAS))
                .dropout(drop == Drop.NONE || drop == Drop.RECURRENT ? 0 : 0.5)
                .recurrentDropout(drop == Drop.RECURRENT || drop == Drop.BOTH ? 0.5 : 0)
                .dtype(DType.FLOAT64)
                .build();
        RNN layer = RNN.builder(on(Option.GENERAL_LOOP) ? new RecurrentGradientTest.Disguised(gru) : gru)
                .returnSequences(on(Option.RETURN_SEQUENCES))
                .returnState(on(Option.RETURN_STATE))
                .goBackwards(on(Option.GO_BACKWARDS))
                .zeroOutputForMask(on(Option.ZERO_OUTPUT_FOR_MASK))
                .unroll(on(Option.UNROLL))
                .build();
        layer.build(Shape.of(BATCH, TIMESTEPS, FEATURES));
        Tensors.randomizeWeights(layer, 5);
        // Unbounded activations explode over time with weights of size 1; differences then lose all their digits.
        layer.weights().forEach(weight -> {
            for (int i = 0; i < weight.value().size(); i++) {
                weight.value().setAt(i, weight.value().getAt(i) / 2);
            }
            weight.changed();
        });
        return layer;
    }

    /** The sequence and, if the case has one, the initial state. */
    List<Tensor> inputs() {
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(Tensors.random(DType.FLOAT64, 1, BATCH, TIMESTEPS, FEATURES));
        if (on(Option.INITIAL_STATE)) {
            inputs.add(Tensors.random(DType.FLOAT64, 2, BATCH, UNITS));
        }
        return inputs;
    }

    /** Calls with the mask and the dropout masks of the case. */
    CallFactory calls(RNN layer) {
        RNNCell cell = layer.cell();
        RNNCell gru = cell instanceof RecurrentGradientTest.Disguised disguised ? disguised.inner() : cell;
        DropoutMasks masks = dropoutMasks();
        return () -> Call.training(new Generator(3))
                .withMask(MASKS[value(Option.MASK)])
                .withDropoutMasks(gru, masks);
    }

    private Drop drop() {
        return Drop.values()[value(Option.DROPOUT)];
    }

    /** Any factors will do, so that no two of them are alike; some are zero. */
    private DropoutMasks dropoutMasks() {
        int forInput = switch (drop()) {
            case NONE, RECURRENT -> 0;
            case INPUT_FOR_ALL_GATES -> 1;
            case INPUT_PER_GATE, BOTH -> 3;
        };
        boolean forState = drop() == Drop.RECURRENT || drop() == Drop.BOTH;
        return new DropoutMasks(factors(forInput, 7, FEATURES), factors(forState ? 3 : 0, 17, UNITS));
    }

    private static List<Tensor> factors(int count, int seed, int width) {
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tensor mask = Tensors.random(DType.FLOAT64, seed + i, BATCH, width);
            for (int j = 0; j < mask.size(); j++) {
                mask.setAt(j, (j + i) % 3 == 0 ? 0 : 1.5 + mask.getAt(j));
            }
            masks.add(mask);
        }
        return masks;
    }

    private static Mask mask(String... rows) {
        boolean[][] used = new boolean[rows.length][TIMESTEPS];
        for (int row = 0; row < rows.length; row++) {
            for (int t = 0; t < TIMESTEPS; t++) {
                used[row][t] = rows[row].charAt(t) == '1';
            }
        }
        return Mask.of(used);
    }

    @Override
    public String toString() {
        return Arrays.stream(Option.values())
                .map(option -> option + "=" + value(option))
                .collect(Collectors.joining(" "));
    }
}
