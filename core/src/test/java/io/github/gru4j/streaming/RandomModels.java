package io.github.gru4j.streaming;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.ActivationLayer;
import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.Average;
import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.ELU;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Flatten;
import io.github.gru4j.layer.GaussianNoise;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.LeakyReLU;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Maximum;
import io.github.gru4j.layer.Minimum;
import io.github.gru4j.layer.Multiply;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.PReLU;
import io.github.gru4j.layer.Padding;
import io.github.gru4j.layer.ReLU;
import io.github.gru4j.layer.Rescaling;
import io.github.gru4j.layer.Softmax;
import io.github.gru4j.layer.SpatialDropout1D;
import io.github.gru4j.layer.Subtract;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.rnn.DropoutWrapper;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Causal models drawn at random: one to three inputs, any of the layers that can stream with random options, branches that
 * meet again, models inside models, masks, and heads for all steps or for the last. A seed makes the same model every time.
 */
final class RandomModels {

    /** What an input of a model takes. */
    enum Kind {
        FEATURES,
        MASKED_FEATURES,
        IDS,
        SAMPLE
    }

    /**
     * A model with what it takes.
     *
     * @param model whose weights are random
     * @param kinds of its inputs
     */
    record Drawn(Functional model, List<Kind> kinds) {}

    static final int IDS = 5;

    private final Generator random;
    private boolean masked; // whether a mask may have come in
    private final boolean ownCells;

    private RandomModels(long seed, boolean ownCells) {
        this.random = new Generator(seed);
        this.ownCells = ownCells;
    }

    /** A model; the same for the same arguments. */
    static Drawn draw(long seed, boolean ownCells) {
        return new RandomModels(seed, ownCells).draw(seed);
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From 1 to {@code most}. */
    private int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    private Drawn draw(long seed) {
        List<KerasTensor> inputs = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        KerasTensor sequence = null;
        int count = chance(0.7) ? 1 : 2;
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.values()[random.nextInt(3)];
            KerasTensor input = kind == Kind.IDS
                    ? Input.of(Shape.UNKNOWN).tensor()
                    : Input.of(Shape.UNKNOWN, upTo(6)).tensor();
            inputs.add(input);
            kinds.add(kind);
            KerasTensor entered = enter(kind, input);
            sequence = sequence == null ? entered : Concatenate.of().connect(sequence, entered);
        }
        KerasTensor current = sequence;
        for (int depth = upTo(5); depth > 0; depth--) {
            current = further(current, 2);
        }
        List<KerasTensor> outputs = new ArrayList<>();
        if (chance(0.4)) {
            outputs.add(current);
        }
        if (outputs.isEmpty() || chance(0.5)) {
            outputs.add(head(current, inputs, kinds));
        }
        Functional model = Functional.of(inputs, outputs);
        Tensors.randomizeWeights(model, seed + 1);
        positiveVariances(model);
        return new Drawn(model, kinds);
    }

    private static void positiveVariances(Layer model) {
        model.weights().stream()
                .filter(weight -> weight.name().endsWith("variance"))
                .forEach(weight -> {
                    for (int i = 0; i < weight.value().size(); i++) {
                        weight.value().setAt(i, 0.5 + Math.abs(weight.value().getAt(i)));
                    }
                });
    }

    private KerasTensor enter(Kind kind, KerasTensor input) {
        masked |= kind == Kind.MASKED_FEATURES;
        if (kind == Kind.IDS) {
            boolean maskZero = chance(0.6);
            masked |= maskZero;
            return Embedding.builder(IDS, upTo(4)).maskZero(maskZero).build().connect(input);
        }
        return kind == Kind.MASKED_FEATURES ? Masking.of(0.5).connect(input) : input;
    }

    /** What a model shows of the last step: the state so far, perhaps with a sample that has no time. */
    private KerasTensor head(KerasTensor sequence, List<KerasTensor> inputs, List<Kind> kinds) {
        if (chance(0.3)) {
            return TimeDistributed.of(Dense.of(upTo(3))).connect(sequence);
        }
        KerasTensor last = chance(0.3) ? shown(sequence) : recurrent(sequence, false);
        if (chance(0.3)) {
            KerasTensor sample = Input.of(upTo(3)).tensor();
            inputs.add(sample);
            kinds.add(Kind.SAMPLE);
            last = Concatenate.of().connect(last, Dense.of(2).connect(sample));
        }
        return Dense.builder(upTo(3))
                .activation(chance(0.5) ? "softmax" : "linear")
                .build()
                .connect(chance(0.3) ? Flatten.of().connect(last) : last);
    }

    /** The states of two cells beside the last output. */
    private KerasTensor shown(KerasTensor sequence) {
        RNN layer = RNN.builder(StackedRNNCells.of(gru(3), chance(0.5) ? gru(4) : ResidualWrapper.of(gru(3))))
                .returnState(true)
                .build();
        return Concatenate.of().connect(layer.connect(List.of(sequence)).toArray(new KerasTensor[0]));
    }

    private KerasTensor further(KerasTensor x, int depth) {
        int width = x.shape().dim(-1);
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0, 1, 2 -> recurrent(x, true);
            case 3 -> convolution(width).connect(x);
            case 4, 5 -> plain(width).connect(x);
            case 6 -> merged(x, depth);
            case 7 -> Concatenate.of().connect(x, further(x, depth - 1));
            default -> inside(width).connect(x);
        };
    }

    private KerasTensor merged(KerasTensor x, int depth) {
        KerasTensor other = further(x, depth - 1);
        int width = x.shape().dim(-1);
        if (other.shape().dim(-1) != width) {
            other = Dense.of(chance(0.2) ? 1 : width).connect(other);
        }
        return switch (random.nextInt(7)) {
            case 0, 1 -> Add.of().connect(x, other);
            case 2 -> Add.of().connect(x, other, Dense.of(width).connect(x));
            case 3 ->
                chance(0.5) ? Subtract.of().connect(x, other) : Average.of().connect(x, other);
            case 4 -> Multiply.of().connect(x, other);
            case 5 -> Maximum.of().connect(x, other);
            default -> Minimum.of().connect(other, x);
        };
    }

    private KerasTensor recurrent(KerasTensor x, boolean sequences) {
        RNN.Builder<?> layer = chance(0.5)
                ? GRU.builder(gru(upTo(20)))
                : RNN.builder(cell(x.shape().dim(-1)));
        return layer.returnSequences(sequences)
                .zeroOutputForMask(chance(0.3))
                .build()
                .connect(x);
    }

    private RNNCell cell(int width) {
        return switch (random.nextInt(ownCells ? 6 : 4)) {
            case 0 -> StackedRNNCells.of(gru(upTo(6)), gru(upTo(9)));
            case 1 -> ResidualWrapper.of(gru(width));
            case 2 -> DropoutWrapper.builder(gru(upTo(6))).inputKeepProb(0.5).build();
            case 3 -> StackedRNNCells.of(ResidualWrapper.of(gru(width)), gru(3));
            case 4 -> new OwnCell(upTo(4), chance(0.5));
            default -> StackedRNNCells.of(gru(3), new OwnCell(2, true));
        };
    }

    private GRUCell gru(int units) {
        String[] activations = {"tanh", "tanh", "relu", "softsign", "gelu"};
        return GRUCell.builder(units)
                .resetAfter(chance(0.6))
                .useBias(chance(0.8))
                .activation(activations[random.nextInt(activations.length)])
                .recurrentActivation(chance(0.8) ? "sigmoid" : "hard_sigmoid")
                .dropout(0.1)
                .build();
    }

    private Layer convolution(int width) {
        boolean grouped = width % 2 == 0 && chance(0.4);
        return Conv1D.builder(grouped ? 2 * upTo(3) : upTo(5), upTo(4))
                .padding(Padding.CAUSAL)
                .dilationRate(upTo(3))
                .groups(grouped ? 2 : 1)
                .useBias(chance(0.7))
                .activation(chance(0.5) ? "relu" : "linear")
                .build();
    }

    private Layer plain(int width) {
        return switch (random.nextInt(masked ? 15 : 16)) {
            case 0, 1 ->
                Dense.builder(upTo(9))
                        .activation(chance(0.5) ? "tanh" : "softmax")
                        .build();
            case 2 -> ActivationLayer.of(chance(0.5) ? "selu" : "sigmoid");
            case 3 -> LayerNormalization.builder().rmsScaling(chance(0.3)).build();
            case 4 -> BatchNormalization.builder().scale(chance(0.5)).build();
            case 5 ->
                chance(0.5)
                        ? Normalization.of()
                        : Normalization.builder()
                                .mean(0.25)
                                .variance(2)
                                .invert(chance(0.5))
                                .build();
            case 6 -> chance(0.5) ? Dropout.of(0.5) : TimeDistributed.of(Flatten.of()); // drops masks
            case 7 -> SpatialDropout1D.of(0.5);
            case 8 -> GaussianNoise.of(0.5);
            case 9 -> Rescaling.of(0.5, 0.1);
            case 10 -> PReLU.builder().sharedAxes(List.of(1)).build();
            case 11 -> ReLU.builder().negativeSlope(0.1).maxValue(2.0).build();
            case 12 -> chance(0.5) ? LeakyReLU.of() : ELU.of();
            case 13 -> TimeDistributed.of(chance(0.5) ? LayerNormalization.of() : Dense.of(upTo(4)));
            case 14 ->
                TimeDistributed.of(
                        Sequential.of(Input.of(width), Dense.of(3), ActivationLayer.of(Activations.leakyRelu(0.05))));
            default -> Softmax.of();
        };
    }

    /** A model inside a model. */
    private Layer inside(int width) {
        if (chance(0.5)) {
            return Sequential.of(
                    Input.of(Shape.UNKNOWN, width),
                    Dense.of(3),
                    Dropout.of(0.1),
                    GRU.builder(gru(4)).returnSequences(true).build());
        }
        KerasTensor input = Input.of(Shape.UNKNOWN, width).tensor();
        KerasTensor entered = chance(0.3) ? Masking.of(0.5).connect(input) : input;
        masked |= entered != input;
        KerasTensor inner =
                GRU.builder(gru(width)).returnSequences(true).build().connect(entered);
        return Functional.of(input, Add.of().connect(entered, inner));
    }

    // ---- inputs -----------------------------------------------------------------------------------------------------

    /** One sequence for each input, (1, timesteps, …) or the same sample (1, features); masked steps come in runs. */
    static List<Tensor> inputs(Drawn drawn, int timesteps, long seed) {
        Generator random = new Generator(seed);
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < drawn.kinds.size(); i++) {
            Shape shape = drawn.model.inputs().get(i).shape();
            switch (drawn.kinds.get(i)) {
                case SAMPLE -> all.add(Tensors.random(DType.FLOAT32, seed, 1, shape.dim(-1)));
                case IDS -> {
                    Tensor ids = Tensor.zeros(1, timesteps);
                    for (int t = 0; t < timesteps; t++) {
                        ids.setAt(t, random.nextInt(3) == 0 ? 0 : random.nextInt(IDS));
                    }
                    all.add(ids);
                }
                default -> {
                    Tensor x = Tensors.random(DType.FLOAT32, random.nextLong(), 1, timesteps, shape.dim(-1));
                    int width = shape.dim(-1);
                    for (int t = 0; t < timesteps * width; t++) {
                        boolean gap = (t / width) % 7 < 2 || (t / width) % 5 == 3;
                        x.setAt(t, gap && drawn.kinds.get(i) == Kind.MASKED_FEATURES ? 0.5 : x.getAt(t));
                    }
                    all.add(x);
                }
            }
        }
        return all;
    }
}
