package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackedRNNCellsTest {

    /** output = input + constant, no state. */
    private static final class PlusConstant extends RNNCell {
        private final int constants;

        PlusConstant(int constants) {
            super(null, DType.FLOAT64);
            this.constants = constants;
        }

        @Override
        public int constantCount() {
            return constants;
        }

        @Override
        public List<Shape> stateShapes() {
            return List.of();
        }

        @Override
        public Shape outputShape() {
            return Shape.of(3);
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            return Pass.of(
                    List.of(RNNCell.sum(inputs.get(0), inputs.get(1))), (d, gradients) -> List.of(d.get(0), d.get(0)));
        }
    }

    private static StackedRNNCells stack(DType dtype, double dropout, double recurrentDropout, int... units) {
        return StackedRNNCells.builder(IntStream.range(0, units.length)
                        .mapToObj(i -> GRUCell.builder(units[i])
                                .resetAfter(i % 2 == 0)
                                .dropout(dropout)
                                .recurrentDropout(recurrentDropout)
                                .dtype(dtype)
                                .build())
                        .toList())
                .build();
    }

    @Test
    void statesAndNamesFollowTheOrderOfTheCells() {
        RNN rnn = RNN.builder(
                        List.of(GRUCell.of(4), GRUCell.builder(5).name("top").build(), GRUCell.of(3)))
                .returnSequences(true)
                .returnState(true)
                .build();
        RNNOutput y = rnn.call(Tensors.random(DType.FLOAT32, 1, 2, 6, 7));

        assertThat(rnn.cell().name()).isEqualTo("stacked_rnn_cells");
        assertThat(((StackedRNNCells) rnn.cell()).cells())
                .extracting(Module::name)
                .containsExactly("gru_cell", "top", "gru_cell_1");
        assertThat(y.sequence().shape()).isEqualTo(Shape.of(2, 6, 3));
        assertThat(y.states())
                .extracting(Tensor::shape)
                .containsExactly(Shape.of(2, 4), Shape.of(2, 5), Shape.of(2, 3));
        assertThat(rnn.computeOutputShapes(List.of(Shape.of(2, 6, 7))))
                .containsExactly(Shape.of(2, 6, 3), Shape.of(2, 4), Shape.of(2, 5), Shape.of(2, 3));
        assertThat(rnn.weights())
                .extracting(Parameter::shape)
                .startsWith(Shape.of(7, 12))
                .hasSize(9);
        assertThat(RNN.of(List.of(GRUCell.of(4))).cell()).isInstanceOf(StackedRNNCells.class);
    }

    @Test
    void theOutputOfACellIsTheInputOfTheNext() {
        StackedRNNCells stack = stack(DType.FLOAT32, 0, 0, 4, 3);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 5, 2);
        CellOutput y = stack.call(x, stack.getInitialState(5));

        RNNCell first = stack.cells().get(0);
        CellOutput below = first.call(x, first.getInitialState(5));
        CellOutput above =
                stack.cells().get(1).call(below.output(), stack.cells().get(1).getInitialState(5));
        Tensors.assertSameBits(y.output(), above.output());
        Tensors.assertSameBits(y.states().get(0), below.state());
        Tensors.assertSameBits(y.states().get(1), above.state());
    }

    /** What cell by cell may not change: anything. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void cellByCellIsStepByStepBitForBit(DType dtype) {
        Generator choice = new Generator(5);
        int fast = 0;
        for (int round = 0; round < 150; round++) {
            int batch = 1 + choice.nextInt(4);
            int timesteps = 1 + choice.nextInt(round % 10 == 0 ? 150 : 7); // more than one chunk at times
            boolean drops = choice.nextInt(3) == 0;
            StackedRNNCells stack = stack(
                    dtype,
                    drops ? 0.4 : 0,
                    drops && choice.nextInt(2) == 0 ? 0.3 : 0,
                    choice.nextInt(2) == 0 ? new int[] {5, 3} : new int[] {2, 17, 4});
            RNN.Builder<RNN> builder = RNN.builder(stack)
                    .returnSequences(choice.nextInt(2) == 0)
                    .returnState(true)
                    .goBackwards(choice.nextInt(2) == 0)
                    .unroll(choice.nextInt(2) == 0)
                    .stateful(choice.nextInt(3) == 0)
                    .zeroOutputForMask(choice.nextInt(2) == 0);
            RNN cellByCell = builder.build();
            RNN stepByStep = builder(cellByCell, new RecurrentGradientTest.Disguised(stack));
            Tensor x = Tensors.random(dtype, round, batch, timesteps, 3);
            cellByCell.build(x.shape());
            Tensors.randomizeWeights(stack, round);
            fast += GRUStack.fits(stack, options(cellByCell)) ? 1 : 0;

            List<Tensor> inputs = new ArrayList<>(List.of(x));
            if (choice.nextInt(2) == 0) {
                stack.stateShapes().forEach(shape -> inputs.add(Tensors.random(dtype, 9, batch, shape.dim(0))));
            }
            Mask mask = choice.nextInt(2) == 0
                    ? Mask.of(rounded(Tensors.random(dtype, 100 + round, batch, timesteps)))
                    : null;
            boolean recording = choice.nextInt(2) == 0;
            for (int call = 0; call < 2; call++) { // a stateful layer goes on
                Pass actual = cellByCell.apply(inputs, newCall(drops, recording, mask));
                Pass expected = stepByStep.apply(inputs, newCall(drops, recording, mask));
                for (int i = 0; i < expected.outputs().size(); i++) {
                    Tensors.assertSameBits(
                            actual.outputs().get(i), expected.outputs().get(i));
                }
                if (recording && dtype == DType.FLOAT64) {
                    assertSameGradients(stack, inputs.size(), actual, expected);
                }
            }
        }
        assertThat(fast).isBetween(100, 149);
    }

    private static Tensor rounded(Tensor values) {
        for (int i = 0; i < values.size(); i++) {
            values.setAt(i, values.getAt(i) > -0.3 ? 1 : 0);
        }
        return values;
    }

    private static Call newCall(boolean training, boolean recording, @Nullable Mask mask) {
        Call call = training ? Call.training(new Generator(3)) : Call.inference();
        return call.recording(recording).withMask(mask);
    }

    private static RNNOptions options(RNN rnn) {
        return new RNNOptions(
                rnn.returnSequences(),
                rnn.returnState(),
                rnn.goBackwards(),
                rnn.stateful(),
                rnn.timeMajor(),
                rnn.unroll(),
                rnn.zeroOutputForMask());
    }

    private static RNN builder(RNN like, RNNCell cell) {
        return RNN.builder(cell)
                .returnSequences(like.returnSequences())
                .returnState(true)
                .goBackwards(like.goBackwards())
                .unroll(like.unroll())
                .stateful(like.stateful())
                .zeroOutputForMask(like.zeroOutputForMask())
                .build();
    }

    /** Sums over time are taken in another order, so the last digits differ. */
    private static void assertSameGradients(Layer layer, int inputs, Pass actual, Pass expected) {
        Gradients a = new Gradients();
        Gradients b = new Gradients();
        Generator generator = new Generator(2);
        List<@Nullable Tensor> dOutputs = new ArrayList<>();
        for (Tensor output : expected.outputs()) {
            Tensor d = Tensor.zeros(output.dtype(), output.shape());
            Tensors.randomize(d, generator);
            dOutputs.add(generator.nextInt(3) == 0 ? null : d);
        }
        List<@Nullable Tensor> found = actual.backward(dOutputs, a);
        List<@Nullable Tensor> wanted = expected.backward(dOutputs, b);
        assertThat(found).hasSize(inputs);
        for (int i = 0; i < inputs; i++) {
            assertClose(found.get(i), wanted.get(i));
        }
        for (Parameter weight : layer.weights()) {
            assertClose(a.of(weight), b.of(weight));
        }
    }

    private static void assertClose(Tensor a, Tensor b) {
        assertThat(a.shape()).isEqualTo(b.shape());
        for (int i = 0; i < a.size(); i++) {
            assertThat(Math.abs(a.getAt(i) - b.getAt(i)))
                    .isLessThanOrEqualTo(1e-12 * Math.max(1, Math.abs(b.getAt(i))));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsMatchDifferences(boolean masked) {
        Mask mask = Mask.of(new boolean[][] {{false, true, false, true}, {true, true, false, false}});
        for (boolean sequences : new boolean[] {false, true}) {
            for (boolean mixed : new boolean[] {false, true}) { // mixed: step by step
                StackedRNNCells cell = mixed
                        ? StackedRNNCells.of(
                                GRUCell.builder(2).dtype(DType.FLOAT64).build(),
                                ResidualWrapper.of(
                                        GRUCell.builder(2).dtype(DType.FLOAT64).build()))
                        : stack(DType.FLOAT64, 0.3, 0.2, 4, 2);
                RNN rnn = RNN.builder(cell)
                        .returnSequences(sequences)
                        .returnState(true)
                        .goBackwards(sequences)
                        .build();
                List<Tensor> inputs = new ArrayList<>(List.of(Tensors.random(DType.FLOAT64, 1, 2, 4, 3)));
                cell.stateShapes().forEach(shape -> inputs.add(Tensors.random(DType.FLOAT64, 2, 2, shape.dim(0))));
                GradientChecker.Report report = GradientChecker.check(
                        rnn, inputs, () -> Call.training(new Generator(1)).withMask(masked ? mask : null));
                assertThat(report.maxError()).as("%s", report).isLessThan(1e-8);
            }
        }
    }

    @Test
    void constantsGoToTheCellsThatDeclareSome() {
        StackedRNNCells cell = StackedRNNCells.of(
                new PlusConstant(1), GRUCell.builder(3).dtype(DType.FLOAT64).build(), new PlusConstant(1));
        RNN rnn = RNN.builder(cell).returnSequences(true).build();
        Tensor x = Tensors.random(DType.FLOAT64, 1, 2, 4, 3);
        Tensor c = Tensors.random(DType.FLOAT64, 2, 2, 3);
        RNNOutput y = rnn.call(List.of(x), List.of(), List.of(c), Call.inference());

        assertThat(cell.constantCount()).isEqualTo(1);
        assertThat(y.sequence().get(1, 3, 2)).isEqualTo(y.state().get(1, 2) + c.get(1, 2));
        GradientChecker.Report report =
                GradientChecker.check(rnn, List.of(x, c), () -> Call.training(new Generator(1)));
        assertThat(report.maxError()).isLessThan(1e-8);
    }

    @Test
    void aPenaltyOfACellIsAddedAtEveryStepForOutputAndState() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 2, 4, 3);
        for (boolean stacked : new boolean[] {false, true}) {
            RNNCell cell = GRUCell.builder(3).activityRegularizer(L2.of(0.1)).build();
            Call call = Call.evaluation();
            (stacked ? RNN.of(List.of(GRUCell.of(2), cell)) : RNN.of(cell)).apply(List.of(x), call);
            assertThat(call.losses(cell)).hasSize(2 * 4);
        }
    }

    @Test
    void steppingGivesTheSequenceBitForBit() {
        for (boolean residual : new boolean[] {false, true}) {
            StackedRNNCells cell = residual
                    ? StackedRNNCells.of(GRUCell.of(17), ResidualWrapper.of(GRUCell.of(17)))
                    : stack(DType.FLOAT32, 0, 0, 17, 6, 9);
            RNN rnn = RNN.builder(cell).returnSequences(true).build();
            Tensor x = Tensors.random(DType.FLOAT32, 1, 3, 60, 5);
            rnn.build(x.shape());
            Tensors.randomizeWeights(rnn, 7);
            Tensor expected = rnn.call(x).sequence();
            int units = expected.dim(2);
            Stepper stepper = rnn.stepper();
            assertThat(stepper.inputSize()).isEqualTo(5);
            assertThat(stepper.outputSize()).isEqualTo(units);
            for (int row = 0; row < 3; row++) {
                Tensor state = Tensor.zeros(stepper.stateSize());
                Tensor scratch = Tensor.zeros(stepper.scratchSize());
                Tensor y = Tensor.zeros(60, units);
                for (int time = 0; time < 60; time++) {
                    stepper.step(1, x, (row * 60 + time) * 5, state, 0, 0, y, time * units, scratch, 0);
                }
                Tensors.assertSameBits(y, expected.rows(row, row + 1).reshape(60, units));
            }
        }
    }

    @Test
    void aRowDoesNotDependOnTheOtherRows() {
        RNN rnn = RNN.builder(stack(DType.FLOAT32, 0, 0, 18, 7))
                .returnSequences(true)
                .build();
        Tensor x = Tensors.random(DType.FLOAT32, 4, 23, 11, 6);
        Tensor together = rnn.call(x).sequence();
        for (int from = 0; from < 23; from += 5) {
            int to = Math.min(23, from + 5);
            Tensors.assertSameBits(rnn.call(x.rows(from, to)).sequence(), together.rows(from, to));
        }
    }

    @Test
    void aLayerBuiltAnewHasTheSameCells() {
        RNN rnn = RNN.builder(stack(DType.FLOAT64, 0.1, 0, 4, 3)).stateful(true).build();
        RNN copy = rnn.toBuilder().build();
        StackedRNNCells cell = (StackedRNNCells) copy.cell();
        assertThat(copy.stateful()).isTrue();
        assertThat(cell).isNotSameAs(rnn.cell());
        assertThat(cell.cells()).extracting(Module::name).containsExactly("gru_cell", "gru_cell_1");
        assertThat(((GRUCell) cell.cells().get(1)).dropout()).isEqualTo(0.1);
        assertThat(cell.dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        GRUCell cell = GRUCell.of(3);
        refused(() -> StackedRNNCells.of(), "StackedRNNCells: cells must hold at least one cell. Received: none.");
        refused(() -> RNN.of(List.of()), "StackedRNNCells: cells must hold at least one cell. Received: none.");
        refused(
                () -> StackedRNNCells.of(cell, cell),
                "StackedRNNCells: every cell may be added once. Received: GRUCell(name=gru_cell) twice.");
        refused(
                () -> StackedRNNCells.of(
                        cell, GRUCell.builder(2).dtype(DType.FLOAT64).build()),
                "StackedRNNCells: all cells must have dtype float32. Received: GRUCell(name=gru_cell) with"
                        + " dtype=float64.");
        refused(
                () -> StackedRNNCells.of(new PlusConstant(1), new PlusConstant(2)),
                "StackedRNNCells: cells with constants must take the same ones, 1. Received:"
                        + " PlusConstant(name=plus_constant) with constantCount=2.");
        StackedRNNCells stack = stack(DType.FLOAT32, 0, 0, 4, 3);
        Tensor x = Tensor.zeros(1, 2);
        refused(
                () -> stack.call(x, List.of(Tensor.zeros(1, 4))),
                "StackedRNNCells 'stacked_rnn_cells': inputs must be 1 inputs, 2 states and 0 constants. Received: 2"
                        + " tensors.");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
