package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.initializer.RandomNormal;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CellsOfAnyShapeTest {

    private static final Mask HOLES = Mask.of(new boolean[][] {{false, true, true, false}, {true, false, true, true}});

    /**
     * Two inputs (vector a, matrix b), two outputs and two states of other shapes than the inputs, one constant c, one
     * weight w: o1 = a + c, o2 = b * w, s1' = s1 * w + a, s2' = s2 + b.
     */
    private static final class Nested extends RNNCell {
        private @Nullable Parameter w;

        Nested() {
            super("nested", DType.FLOAT64);
        }

        @Override
        public int inputCount() {
            return 2;
        }

        @Override
        public int constantCount() {
            return 1;
        }

        @Override
        public List<Shape> stateShapes() {
            return List.of(Shape.of(3), Shape.of(2, 2));
        }

        @Override
        public Shape outputShape() {
            return Shape.of(3);
        }

        @Override
        public List<Shape> outputShapes() {
            return List.of(outputShape(), Shape.of(2, 2));
        }

        @Override
        protected void create(List<Shape> shapes, Generator generator) {
            assertThat(shapes).containsExactly(Shape.of(2, 3), Shape.of(2, 2, 2));
            w = addWeight("w", Shape.of(1), WeightSpec.of(RandomNormal.of(0, 1)), true, generator);
        }

        @Override
        protected Pass forward(List<Tensor> in, Call call) {
            Parameter weight = Objects.requireNonNull(w);
            double factor = weight.value().getAt(0);
            Tensor a = in.get(0);
            Tensor b = in.get(1);
            Tensor s1 = in.get(2);
            Tensor s2 = in.get(3);
            return Pass.of(
                    List.of(sum(a, in.get(4), 1), sum(b, b, factor - 1), sum(a, s1, factor), sum(s2, b, 1)),
                    (d, gradients) -> {
                        Tensor d1 = Objects.requireNonNull(d.get(0));
                        Tensor d2 = Objects.requireNonNull(d.get(1));
                        Tensor e1 = Objects.requireNonNull(d.get(2));
                        Tensor e2 = Objects.requireNonNull(d.get(3));
                        double dw = dot(d2, b) + dot(e1, s1);
                        Tensor total = gradients.of(weight);
                        total.setAt(0, total.getAt(0) + dw);
                        Tensor zero = Tensor.zeros(DType.FLOAT64, s1.shape());
                        return List.of(sum(d1, e1, 1), sum(e2, d2, factor), sum(zero, e1, factor), e2, d1);
                    });
        }

        private static Tensor sum(Tensor a, Tensor b, double factor) {
            Tensor sum = Tensor.zeros(DType.FLOAT64, a.shape());
            for (int i = 0; i < sum.size(); i++) {
                sum.setAt(i, a.getAt(i) + factor * b.getAt(i));
            }
            return sum;
        }

        private static double dot(Tensor a, Tensor b) {
            double dot = 0;
            for (int i = 0; i < a.size(); i++) {
                dot += a.getAt(i) * b.getAt(i);
            }
            return dot;
        }
    }

    private static Tensor random(int seed, int... dimensions) {
        return Tensors.random(DType.FLOAT64, seed, dimensions);
    }

    private final Tensor a = random(1, 2, 4, 3);
    private final Tensor b = random(2, 2, 4, 2, 2);
    private final Tensor s1 = random(3, 2, 3);
    private final Tensor s2 = random(4, 2, 2, 2);
    private final Tensor c = random(5, 2, 3);

    @Test
    void severalInputsOutputsStatesAndAConstantRunOverTime() {
        Nested cell = new Nested();
        RNN rnn = RNN.builder(cell).returnSequences(true).build();
        RNNOutput y = rnn.call(List.of(a, b), List.of(s1, s2), List.of(c), Call.inference());

        double w = cell.getWeights().get(0).getAt(0);
        assertThat(y.outputs()).hasSize(2);
        assertThat(y.outputs().get(1).shape()).isEqualTo(Shape.of(2, 4, 2, 2));
        assertThat(y.output().get(1, 2, 0)).isEqualTo(a.get(1, 2, 0) + c.get(1, 0));
        double expected = s1.get(1, 2);
        for (int time = 0; time < 4; time++) {
            expected = a.get(1, time, 2) + w * expected;
        }
        assertThat(y.state().get(1, 2)).isEqualTo(expected);
        assertThat(rnn.computeOutputShapes(List.of(a.shape(), b.shape())))
                .containsExactly(Shape.of(2, 4, 3), Shape.of(2, 4, 2, 2));
    }

    @Test
    void gradientsReachInputsStatesConstantsAndWeights() {
        for (boolean sequences : new boolean[] {false, true}) {
            for (Mask mask : new Mask[] {null, HOLES}) {
                for (boolean timeMajor : new boolean[] {false, true}) {
                    RNN rnn = RNN.builder(new Nested())
                            .returnSequences(sequences)
                            .returnState(sequences)
                            .goBackwards(!timeMajor)
                            .timeMajor(timeMajor)
                            .build();
                    Tensor first = timeMajor ? TimeMajor.swap(a) : a;
                    Tensor second = timeMajor ? TimeMajor.swap(b) : b;
                    Mask given = mask != null && timeMajor ? mask.transpose() : mask;
                    GradientChecker.Report report = GradientChecker.check(
                            rnn,
                            List.of(first, second, s1, s2, c),
                            () -> Call.training(new Generator(1)).withMask(given));
                    assertThat(report.maxError()).isLessThan(1e-8);
                    assertThat(report.compared()).isEqualTo(24 + 32 + 6 + 8 + 6 + 1);
                }
            }
        }
    }

    @Test
    void whatAMaskSkipsMayBeAnything() {
        RNN rnn = RNN.builder(new Nested()).returnSequences(true).build();
        Pass clean = rnn.apply(List.of(a, b, c), Call.training(new Generator(1)).withMask(HOLES));
        Tensor broken = a.copy();
        Tensor brokenMatrix = b.copy();
        broken.set(Double.NaN, 0, 0, 1); // row 0 skips step 0, row 1 step 1
        brokenMatrix.set(Double.NaN, 1, 1, 0, 1);
        Pass pass = rnn.apply(
                List.of(broken, brokenMatrix, c),
                Call.training(new Generator(1)).withMask(HOLES));
        Tensors.assertSameBits(pass.output(), clean.output());

        Gradients gradients = new Gradients();
        Tensor ones = Tensor.full(DType.FLOAT64, pass.outputs().get(1).shape(), 1);
        pass.backward(Arrays.asList(null, ones), gradients);
        Tensor found = gradients.of(rnn.trainableWeights().get(0));
        assertThat(found.getAt(0)).isFinite().isNotZero();
    }

    @Test
    void constantsAloneAreNotTakenForStates() {
        RNN rnn = RNN.builder(new Nested()).returnState(true).build();
        Pass pass = rnn.apply(List.of(a, b, c), Call.training(new Generator(1)));
        assertThat(pass.outputs()).hasSize(4);
        Tensor one = Tensor.full(DType.FLOAT64, Shape.of(2, 3), 1);
        List<@Nullable Tensor> back = pass.backward(one, new Gradients());
        assertThat(back).hasSize(3);
        assertThat(Objects.requireNonNull(back.get(2)).getAt(0)).isEqualTo(1.0);
    }

    @Test
    void wrongCountsAreRefused() {
        RNN rnn = RNN.of(new Nested());
        assertThatThrownBy(() -> rnn.call(List.of(a), List.of(), List.of(c), Call.inference()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RNN 'rnn': inputs must be a list of 2 tensors. Received: 1 tensors.");
        assertThatThrownBy(() -> rnn.call(List.of(a, b), List.of(), List.of(), Call.inference()))
                .hasMessage("RNN 'rnn': constants must be a list of 1 tensors. Received: 0 tensors.");
        assertThatThrownBy(() -> rnn.apply(List.of(a, b, s1, c), Call.inference()))
                .hasMessage("RNN 'rnn': inputs must be 2 sequences, none or 2 initial states and 1 constants."
                        + " Received: 4 tensors.");
        assertThatThrownBy(() -> rnn.apply(List.of(a, random(1, 2, 5, 2, 2), c), Call.inference()))
                .hasMessage("RNN 'rnn': all inputs must have the batch size and the time steps of the first, (2, 4)."
                        + " Received: shape=(2, 5, 2, 2).");
    }

    @Test
    void timeMajorIsTheSameWithTheFirstTwoAxesExchanged() {
        GRU batchMajor = GRU.builder(GRUCell.builder(5).dtype(DType.FLOAT64).build())
                .returnSequences(true)
                .build();
        RNNOutput expected = batchMajor.call(a, HOLES, List.of());
        GRU timeMajor = batchMajor.toBuilder().timeMajor(true).build();
        timeMajor.build(TimeMajor.swap(a).shape());
        timeMajor.setWeights(batchMajor.getWeights());

        RNNOutput y = timeMajor.call(TimeMajor.swap(a), HOLES.transpose(), List.of());

        Tensors.assertSameBits(TimeMajor.swap(y.sequence()), expected.sequence());
        Tensors.assertSameBits(y.state(), expected.state());
        assertThat(timeMajor.computeOutputShape(Shape.of(4, 2, 3))).isEqualTo(Shape.of(4, 2, 5));
    }

    @Test
    void oneRowOfAStatefulLayerIsReset() {
        GRU gru = GRU.builder(3).stateful(true).build();
        Tensor x = Tensors.random(DType.FLOAT32, 1, 2, 4, 2);
        gru.resetState(1); // before the first call there is nothing to forget
        Tensor fresh = gru.call(x).output();
        Tensor before = gru.states().get(0);
        Tensor kept = before.copy();
        gru.resetState(1);
        Tensors.assertSameBits(before, kept); // what was handed out does not change
        Tensor second = gru.call(x).output();

        assertThat(second.get(1, 0)).isEqualTo(fresh.get(1, 0));
        assertThat(second.get(0, 0)).isNotEqualTo(fresh.get(0, 0));
        assertThatThrownBy(() -> gru.resetState(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRU 'gru': row must be in the range [0, 2). Received: row=2.");
        assertThatThrownBy(() -> GRU.of(2).resetState(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("GRU 'gru': only a stateful layer keeps states. Make it with stateful(true).");
    }

    @Test
    void aStatefulLayerWantsItsBatchSize() {
        assertThatThrownBy(() -> GRU.builder(3).stateful(true).build().build(Shape.of(Shape.UNKNOWN, 4, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRU 'gru': the batch size of a stateful layer must be known. Received:"
                        + " shape=(None, 4, 2). Start the model with"
                        + " Input.builder(Shape.of(batch, timesteps, features)).");
    }

    @Test
    void aGruMakesItsCellOfTheLayersElementType() {
        GRU gru = GRU.builder(3, cell -> cell.resetAfter(false).dropout(0.25))
                .dtype(DType.FLOAT64)
                .returnSequences(true)
                .build();
        assertThat(gru.cell().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(gru.cell().resetAfter()).isFalse();
        assertThat(gru.cell().dropout()).isEqualTo(0.25);
        assertThat(gru.returnSequences()).isTrue();
        assertThat(GRU.of(3).cell().resetAfter()).isTrue();
        assertThatThrownBy(() -> GRU.builder(GRUCell.of(3)).dtype(DType.FLOAT64).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRU: dtype must be that of its cell, float32. Received: dtype=float64.");
    }
}
