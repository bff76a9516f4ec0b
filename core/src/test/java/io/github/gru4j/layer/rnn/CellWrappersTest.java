package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CellWrappersTest {

    private static final Mask HOLES = Mask.of(new boolean[][] {{false, true, true, false}, {true, false, true, true}});

    /** output = 2 * input, state' = state + input: what a wrapper does to each is easy to see. */
    private static final class Plain extends RNNCell {
        Plain() {
            super(null, DType.FLOAT64);
        }

        @Override
        public List<Shape> stateShapes() {
            return List.of(outputShape());
        }

        @Override
        public Shape outputShape() {
            return Shape.of(50);
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            Tensor x = inputs.get(0);
            return Pass.of(List.of(RNNCell.sum(x, x), RNNCell.sum(x, inputs.get(1))));
        }
    }

    private static GRUCell gru(DType dtype) {
        return GRUCell.builder(3).dtype(dtype).build();
    }

    private static Call training() {
        return Call.training(new Generator(4)).recording(false);
    }

    // ---- ResidualWrapper --------------------------------------------------------------------------------------------

    @Test
    void aResidualCellAddsItsInputToItsOutputAlone() {
        ResidualWrapper wrapper = ResidualWrapper.of(gru(DType.FLOAT64));
        Tensor x = Tensors.random(DType.FLOAT64, 1, 2, 3);
        CellOutput y = wrapper.call(x, wrapper.getInitialState(2));
        CellOutput inner = wrapper.cell().call(x, wrapper.getInitialState(2));

        Tensors.assertSameBits(y.state(), inner.state());
        for (int i = 0; i < x.size(); i++) {
            assertThat(y.output().getAt(i))
                    .isEqualTo(x.getAt(i) + inner.output().getAt(i));
        }
        assertThat(wrapper.name()).isEqualTo("residual_wrapper");
        assertThat(wrapper.weights()).hasSize(3);
    }

    @Test
    void gradientsOfAResidualCellMatchDifferences() {
        RNN rnn = RNN.builder(ResidualWrapper.of(gru(DType.FLOAT64)))
                .returnSequences(true)
                .returnState(true)
                .build();
        GradientChecker.Report report = GradientChecker.check(
                rnn,
                List.of(Tensors.random(DType.FLOAT64, 1, 2, 4, 3), Tensors.random(DType.FLOAT64, 2, 2, 3)),
                () -> Call.training(new Generator(1)).withMask(HOLES));
        assertThat(report.maxError()).as("%s", report).isLessThan(1e-8);
    }

    @Test
    void whatAResidualCellCannotAddIsRefused() {
        refused(
                () -> RNN.of(ResidualWrapper.of(GRUCell.of(4))).build(Shape.of(2, 5, 3)),
                "ResidualWrapper 'residual_wrapper': input must have the shape of the cell's output, (2, 4)."
                        + " Received: shape=(2, 3).");
        refused(
                () -> ResidualWrapper.builder(GRUCell.of(4))
                        .dtype(DType.FLOAT64)
                        .build(),
                "ResidualWrapper: dtype must be that of its cell, float32. Received: dtype=float64.");
        GRUCell wide = GRUCell.of(4);
        wide.build(Shape.of(2, 4));
        ResidualWrapper built = ResidualWrapper.of(wide);
        built.build(Shape.of(2, 4));
        refused(
                () -> built.call(Tensor.zeros(2, 3), built.getInitialState(2)),
                "GRUCell 'gru_cell': input must have 4 features on its last axis, as when the layer was built."
                        + " Received: shape=(2, 3).");
    }

    // ---- DropoutWrapper ---------------------------------------------------------------------------------------------

    private static List<Tensor> outputs(DropoutWrapper.Builder wrapper, Call call) {
        Tensor ones = Tensor.full(DType.FLOAT64, Shape.of(4, 6, 50), 1);
        return RNN.builder(wrapper.build())
                .returnSequences(true)
                .returnState(true)
                .build()
                .apply(List.of(ones), call)
                .outputs();
    }

    private static List<Double> values(Tensor tensor) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < tensor.size(); i++) {
            values.add(tensor.getAt(i));
        }
        return values;
    }

    private static boolean repeats(Tensor y, int axis) {
        boolean repeats = true;
        for (int row = 0; row < 4; row++) {
            for (int time = 0; time < 6; time++) {
                for (int i = 0; i < 50; i++) {
                    repeats &= y.get(row, time, i) == (axis == 0 ? y.get(0, time, i) : y.get(row, 0, i));
                }
            }
        }
        return repeats;
    }

    @Test
    void nothingIsDroppedInInference() {
        DropoutWrapper.Builder wrapper = DropoutWrapper.builder(new Plain())
                .inputKeepProb(0.5)
                .outputKeepProb(0.5)
                .stateKeepProb(0.5);
        assertThat(values(outputs(wrapper, Call.inference()).get(0))).containsOnly(2.0);
    }

    @Test
    void theKeptShareIsScaled() {
        List<Tensor> input = outputs(DropoutWrapper.builder(new Plain()).inputKeepProb(0.25), training());
        assertThat(values(input.get(0))).containsOnly(0.0, 8.0);
        assertThat(values(input.get(0)).stream().filter(value -> value > 0).count())
                .isBetween(230L, 370L); // of 1200
        assertThat(values(input.get(1))).contains(4.0, 8.0); // the state adds up what came in

        List<Tensor> output = outputs(DropoutWrapper.builder(new Plain()).outputKeepProb(0.5), training());
        assertThat(values(output.get(0))).containsOnly(0.0, 4.0);
        assertThat(values(output.get(1))).containsOnly(6.0); // the state knows nothing of it

        List<Tensor> state = outputs(DropoutWrapper.builder(new Plain()).stateKeepProb(0.5), training());
        assertThat(values(state.get(0))).containsOnly(2.0);
        assertThat(values(state.get(1))).contains(0.0, 2.0, 2.0 + 4.0);
    }

    @Test
    void inputAndOutputHaveMasksOfTheirOwn() {
        DropoutWrapper.Builder both =
                DropoutWrapper.builder(new Plain()).inputKeepProb(0.5).outputKeepProb(0.5);
        long kept = values(outputs(both, training()).get(0)).stream()
                .filter(value -> value == 8)
                .count();
        assertThat(kept).isBetween(230L, 370L); // a quarter of 1200
    }

    @Test
    void masksChangeFromStepToStepUnlessVariational() {
        DropoutWrapper.Builder plain = DropoutWrapper.builder(new Plain()).outputKeepProb(0.5);
        Tensor each = outputs(plain, training()).get(0);
        assertThat(repeats(each, 0)).isFalse();
        assertThat(repeats(each, 1)).isFalse();
        Tensor variational =
                outputs(plain.variationalRecurrent(true), training()).get(0);
        assertThat(repeats(variational, 0)).isTrue();
        assertThat(repeats(variational, 1)).isTrue();
        assertThat(values(variational)).containsOnly(0.0, 4.0);
    }

    @Test
    void aSeedDecidesTheMasksTogetherWithTheCall() {
        DropoutWrapper.Builder wrapper = DropoutWrapper.builder(new Plain()).outputKeepProb(0.5);
        Tensor unseeded = outputs(wrapper, training()).get(0);
        Tensor seeded = outputs(wrapper.seed(9L), training()).get(0);
        Tensors.assertSameBits(outputs(wrapper, training()).get(0), seeded);
        assertThat(Tensors.sameBits(unseeded, seeded)).isFalse();
    }

    @Test
    void gradientsOfADroppingCellMatchDifferences() {
        for (boolean variational : new boolean[] {false, true}) {
            for (double keep : new double[] {0.5, 1}) {
                RNN rnn = RNN.builder(DropoutWrapper.builder(gru(DType.FLOAT64))
                                .inputKeepProb(0.6)
                                .stateKeepProb(0.7)
                                .outputKeepProb(keep)
                                .variationalRecurrent(variational)
                                .build())
                        .returnSequences(variational)
                        .returnState(true)
                        .build();
                GradientChecker.Report report = GradientChecker.check(
                        rnn,
                        List.of(Tensors.random(DType.FLOAT64, 1, 2, 4, 2), Tensors.random(DType.FLOAT64, 2, 2, 3)),
                        () -> Call.training(new Generator(1)).withMask(HOLES));
                assertThat(report.maxError()).as("%s", report).isLessThan(1e-8);
            }
        }
    }

    @Test
    void aDroppingCellBuiltAnewHasItsArguments() {
        DropoutWrapper wrapper = DropoutWrapper.builder(ResidualWrapper.of(gru(DType.FLOAT64)))
                .inputKeepProb(0.9)
                .outputKeepProb(0.8)
                .stateKeepProb(0.7)
                .variationalRecurrent(true)
                .seed(5L)
                .name("drop")
                .build()
                .toBuilder()
                .build();
        assertThat(wrapper.inputKeepProb()).isEqualTo(0.9);
        assertThat(wrapper.outputKeepProb()).isEqualTo(0.8);
        assertThat(wrapper.stateKeepProb()).isEqualTo(0.7);
        assertThat(wrapper.variationalRecurrent()).isTrue();
        assertThat(wrapper.seed()).isEqualTo(5L);
        assertThat(wrapper.name()).isEqualTo("drop");
        assertThat(((ResidualWrapper) wrapper.cell()).cell()).isInstanceOf(GRUCell.class);
        assertThat(wrapper.dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void aShareOutsideItsRangeIsRefused() {
        for (double wrong : new double[] {0, -0.1, 1.1, Double.NaN}) {
            refused(
                    () -> DropoutWrapper.builder(GRUCell.of(2))
                            .inputKeepProb(wrong)
                            .build(),
                    "DropoutWrapper: inputKeepProb must be in the range (0, 1]. Received: inputKeepProb=" + wrong
                            + ".");
        }
        refused(
                () -> DropoutWrapper.builder(GRUCell.of(2)).outputKeepProb(0).build(),
                "DropoutWrapper: outputKeepProb must be in the range (0, 1]. Received: outputKeepProb=0.0.");
        refused(
                () -> DropoutWrapper.builder(GRUCell.of(2)).stateKeepProb(2).build(),
                "DropoutWrapper: stateKeepProb must be in the range (0, 1]. Received: stateKeepProb=2.0.");
        refused(
                () -> DropoutWrapper.builder(GRUCell.of(2)).dtype(DType.FLOAT64).build(),
                "DropoutWrapper: dtype must be that of its cell, float32. Received: dtype=float64.");
    }

    // ---- both -------------------------------------------------------------------------------------------------------

    @Test
    void steppingGivesTheSequenceBitForBit() {
        RNN rnn = RNN.builder(DropoutWrapper.builder(ResidualWrapper.of(GRUCell.of(17)))
                        .inputKeepProb(0.5)
                        .build())
                .returnSequences(true)
                .build();
        Tensor x = Tensors.random(DType.FLOAT32, 1, 1, 20, 17);
        rnn.build(x.shape());
        Tensors.randomizeWeights(rnn, 3);
        Tensor expected = rnn.call(x).sequence();
        Stepper stepper = rnn.stepper();
        Tensor state = Tensor.zeros(stepper.stateSize());
        Tensor scratch = Tensor.zeros(stepper.scratchSize());
        Tensor y = Tensor.zeros(1, 20, stepper.outputSize());
        for (int time = 0; time < 20; time++) {
            stepper.step(1, x, time * stepper.inputSize(), state, 0, 0, y, time * 17, scratch, 0);
        }
        Tensors.assertSameBits(y, expected);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
