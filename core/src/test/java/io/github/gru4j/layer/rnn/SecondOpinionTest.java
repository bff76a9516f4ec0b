package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another implementation of the equations, ONNX Runtime's, gives the same numbers: for both reset modes and directions, on
 * random shapes, with right-padded sequences and initial states; and for {@link Bidirectional}.
 */
class SecondOpinionTest {

    /** Both compute in float32, with sums in another order. */
    private static final double TOLERANCE = 1e-5;

    private static final int SHAPES = 4;

    record Case(String direction, boolean resetAfter, boolean useBias, boolean padded, boolean initial) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String direction : List.of("forward", "reverse", "bidirectional")) {
            for (int options = 0; options < 16; options++) {
                cases.add(new Case(
                        direction, (options & 1) == 0, (options & 2) == 0, (options & 4) != 0, (options & 8) != 0));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onnxRuntimeGivesTheSameNumbers(Case c) throws Exception {
        for (int shape = 0; shape < SHAPES; shape++) {
            Generator random = new Generator(31L * c.hashCode() + shape);
            int batch = 1 + random.nextInt(9);
            int timesteps = 1 + random.nextInt(20);
            int features = 1 + random.nextInt(40);
            int units = 1 + random.nextInt(70);
            boolean softsign = shape % 2 == 1; // a candidate that the fused gates do not compute
            compare(c, batch, timesteps, features, units, softsign, random);
        }
    }

    private static void compare(
            Case c, int batch, int timesteps, int features, int units, boolean softsign, Generator random)
            throws Exception {
        Tensor x = Tensor.zeros(batch, timesteps, features);
        Tensors.randomize(x, random);
        int[] lengths = lengths(batch, timesteps, random);
        List<GRUCell> cells = new ArrayList<>();
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < (c.direction.equals("bidirectional") ? 2 : 1); i++) {
            GRUCell cell = GRUCell.builder(units)
                    .resetAfter(c.resetAfter)
                    .useBias(c.useBias)
                    .activation(softsign ? "softsign" : "tanh")
                    .build();
            cell.build(Shape.of(batch, features));
            Tensors.randomizeWeights(cell, random.nextLong());
            cell.weights().forEach(SecondOpinionTest::scale);
            cells.add(cell);
            states.add(Tensors.random(DType.FLOAT32, random.nextLong(), batch, units));
        }

        OnnxGru.Result theirs;
        try (OnnxGru onnx =
                new OnnxGru(units, c.direction, c.resetAfter, softsign ? "Softsign" : "Tanh", c.padded, c.initial)) {
            theirs = onnx.run(
                    x,
                    cells.stream().map(SecondOpinionTest::weights).toList(),
                    c.padded ? lengths : null,
                    c.initial ? states : null);
        }

        RNNOutput ours =
                run(c.direction, cells, x, c.padded ? mask(lengths, timesteps) : null, c.initial ? states : List.of());
        for (int i = 0; i < cells.size(); i++) {
            for (int b = 0; b < batch; b++) {
                for (int u = 0; u < units; u++) {
                    for (int t = 0; t < timesteps; t++) {
                        int position = c.direction.equals("reverse") ? timesteps - 1 - t : t; // ONNX keeps the order
                        int at = ((t * cells.size() + i) * batch + b) * units + u;
                        assertClose(ours.sequence().get(b, position, i * units + u), theirs.sequence()[at]);
                    }
                    assertClose(ours.states().get(i).get(b, u), theirs.state()[(i * batch + b) * units + u]);
                }
            }
        }
    }

    private static RNNOutput run(
            String direction, List<GRUCell> cells, Tensor x, @Nullable Mask mask, List<Tensor> states) {
        RNN layer = RNN.builder(cells.get(0))
                .returnSequences(true)
                .goBackwards(direction.equals("reverse"))
                .zeroOutputForMask(true) // what ONNX does after the end of a sequence
                .build();
        if (!direction.equals("bidirectional")) {
            return layer.call(x, mask, states);
        }
        Bidirectional both = Bidirectional.of(layer);
        both.build(x.shape());
        both.setWeights(
                cells.stream().flatMap(cell -> cell.getWeights().stream()).toList());
        return both.call(x, mask, states);
    }

    private static void assertClose(double ours, double theirs) {
        // Not AssertJ: these are many numbers.
        if (!(Math.abs(ours - theirs) <= TOLERANCE)) {
            assertThat(ours).isCloseTo(theirs, Offset.offset(TOLERANCE));
        }
    }

    /** To sums of about 1 whatever the size: beyond that a GRU is chaotic, and the last digits of both would part. */
    private static void scale(Parameter weight) {
        Tensor value = weight.value();
        for (int i = 0; i < value.size(); i++) {
            value.setAt(i, value.getAt(i) / Math.sqrt(value.dim(0)));
        }
        weight.changed();
    }

    private static OnnxGru.Weights weights(GRUCell cell) {
        return new OnnxGru.Weights(
                cell.kernel().value(),
                cell.recurrentKernel().value(),
                cell.bias() == null ? null : cell.bias().value());
    }

    /** From 1 to all steps; the first row uses all. */
    private static int[] lengths(int batch, int timesteps, Generator random) {
        int[] lengths = new int[batch];
        for (int b = 0; b < batch; b++) {
            lengths[b] = b == 0 ? timesteps : 1 + random.nextInt(timesteps);
        }
        return lengths;
    }

    private static Mask mask(int[] lengths, int timesteps) {
        boolean[][] rows = new boolean[lengths.length][timesteps];
        for (int b = 0; b < lengths.length; b++) {
            Arrays.fill(rows[b], 0, lengths[b], true);
        }
        return Mask.of(rows);
    }
}
