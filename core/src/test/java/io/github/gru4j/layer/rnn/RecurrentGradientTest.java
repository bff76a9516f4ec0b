package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backward pass of recurrence against central differences in double precision. */
class RecurrentGradientTest {

    /** Central differences with a step of 1e-5 are good to about 1e-10 here; a wrong gradient is off by 1e-3 or more. */
    private static final double TOLERANCE = 2e-8;

    private static final int BATCH = 3;
    private static final int TIMESTEPS = 5;
    private static final int FEATURES = 2;
    private static final int UNITS = 4;

    /** Left, right and inner gaps, and a row of nothing. */
    private static final Mask MASK = Mask.of(new boolean[][] {
        {false, true, false, true, true},
        {true, true, true, false, false},
        {false, false, false, false, false}
    });

    record Case(
            boolean resetAfter,
            boolean useBias,
            Activation activation,
            Activation recurrentActivation,
            double dropout,
            double recurrentDropout,
            int implementation,
            boolean returnSequences,
            boolean goBackwards,
            boolean zeroOutputForMask,
            boolean masked,
            boolean genericLoop) {

        GRUCell cell() {
            return GRUCell.builder(UNITS)
                    .resetAfter(resetAfter)
                    .useBias(useBias)
                    .activation(activation)
                    .recurrentActivation(recurrentActivation)
                    .dropout(dropout)
                    .recurrentDropout(recurrentDropout)
                    .implementation(implementation)
                    .dtype(DType.FLOAT64)
                    .build();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Generator choice = new Generator(11);
        List<Activation> smooth = Stream.of(
                        "tanh", "sigmoid", "softplus", "softsign", "silu", "gelu", "mish", "selu", "softmax", "linear")
                .map(Activations::get)
                .toList();
        for (int i = 0; i < 64; i++) {
            boolean builtIn = i % 2 == 0;
            cases.add(new Case(
                    (i & 2) == 0,
                    (i & 12) != 12,
                    builtIn ? Activations.tanh() : smooth.get(choice.nextInt(smooth.size())),
                    builtIn ? Activations.sigmoid() : smooth.get(choice.nextInt(smooth.size())),
                    (i & 4) == 0 ? 0 : 0.4,
                    (i & 8) == 0 ? 0 : 0.3,
                    1 + choice.nextInt(2),
                    choice.nextInt(2) == 0,
                    choice.nextInt(2) == 0,
                    choice.nextInt(2) == 0,
                    (i & 16) != 0,
                    (i & 32) != 0));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsOfInputStateAndWeightsMatchDifferences(Case c) {
        GRUCell gru = c.cell();
        RNNCell cell = c.genericLoop ? new Disguised(gru) : gru;
        RNN layer = RNN.builder(cell)
                .returnSequences(c.returnSequences)
                .returnState(true)
                .goBackwards(c.goBackwards)
                .zeroOutputForMask(c.zeroOutputForMask)
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
        Tensor x = Tensors.random(DType.FLOAT64, 1, BATCH, TIMESTEPS, FEATURES);
        Tensor h = Tensors.random(DType.FLOAT64, 2, BATCH, UNITS);

        GradientChecker.Report report = GradientChecker.check(
                layer, List.of(x, h), () -> Call.training(new Generator(3)).withMask(c.masked ? MASK : null));

        assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
        assertThat(report.compared()).isGreaterThan(100);
    }

    @Test
    void checkerFindsAWrongGradient() {
        RNNCell wrong =
                new Disguised(GRUCell.builder(UNITS).dtype(DType.FLOAT64).build()) {
                    @Override
                    protected io.github.gru4j.layer.Pass forward(List<Tensor> inputs, Call call) {
                        io.github.gru4j.layer.Pass pass = super.forward(inputs, call);
                        return io.github.gru4j.layer.Pass.of(pass.outputs(), (dOutputs, gradients) -> {
                            List<@Nullable Tensor> found = pass.backward(dOutputs, gradients);
                            Tensor dx = found.get(0);
                            if (dx != null) {
                                dx.setAt(0, dx.getAt(0) * 1.01);
                            }
                            return found;
                        });
                    }
                };
        Tensor x = Tensors.random(DType.FLOAT64, 1, BATCH, TIMESTEPS, FEATURES);

        GradientChecker.Report report =
                GradientChecker.check(RNN.of(wrong), List.of(x), () -> Call.training(new Generator(3)));

        assertThat(report.maxError()).isGreaterThan(TOLERANCE);
        assertThat(report.where()).startsWith("input 0");
    }

    /** A cell that the layer does not recognise, so that the general loop runs it step by step. */
    static class Disguised extends RNNCell {
        private final RNNCell inner;

        Disguised(RNNCell inner) {
            super(null, inner.dtype());
            this.inner = inner;
        }

        @Override
        protected List<io.github.gru4j.layer.Layer> sublayers() {
            return List.of(inner);
        }

        @Override
        protected void create(Shape shape, Generator generator) {
            inner.build(shape, generator);
        }

        @Override
        public List<Shape> stateShapes() {
            return inner.stateShapes();
        }

        @Override
        public Shape outputShape() {
            return inner.outputShape();
        }

        @Override
        protected io.github.gru4j.layer.Pass forward(List<Tensor> inputs, Call call) {
            return inner.apply(inputs, call);
        }
    }
}
