package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GradientCase.Option;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backward pass of recurrence against central differences in double precision. */
class RecurrentGradientTest {

    /** Central differences with a step of 1e-5 are good to about 1e-10 here; a wrong gradient is off by 1e-3 or more. */
    private static final double TOLERANCE = 2e-8;

    /** How many of the combinations are compared element by element. */
    private static final int SAMPLES = 300;

    /** Combinations are tested in groups of this many, so that a report is short and says where to look. */
    private static final int GROUP = 64 * 5 * 5;

    static IntStream groups() {
        return IntStream.range(0, GradientCase.combinations() / GROUP);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everyCombinationOfOptionsHasItsGradients(int group) {
        Map<GradientCase, Double> wrong = new LinkedHashMap<>();
        for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
            GradientCase c = GradientCase.combination(i);
            RNN layer = c.layer();
            double error = DirectionalDifference.maxError(layer, c.inputs(), c.calls(layer));
            if (!(error < TOLERANCE)) {
                wrong.put(c, error);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<GradientCase> samples() {
        Generator choice = new Generator(11);
        return Stream.generate(() -> GradientCase.of(choice.nextInt(GradientCase.count())))
                .limit(SAMPLES)
                .toList();
    }

    @Test
    void everyElementOfInputStateAndWeightsMatchesItsDifference() {
        Map<GradientCase, GradientChecker.Report> wrong = new LinkedHashMap<>();
        for (GradientCase c : samples()) {
            RNN layer = c.layer();
            GradientChecker.Report report = GradientChecker.check(layer, c.inputs(), c.calls(layer));
            assertThat(report.compared()).isGreaterThanOrEqualTo(24 + 12 + 12);
            if (!(report.maxError() < TOLERANCE)) {
                wrong.put(c, report);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theGroupsMakeUpAllCombinations() {
        assertThat(groups().count() * GROUP).isEqualTo(GradientCase.combinations());
        assertThat(IntStream.range(0, GradientCase.combinations())
                        .mapToObj(i -> GradientCase.combination(i).toString().replaceAll(" USE_BIAS.*", ""))
                        .distinct())
                .hasSize(2 * 2 * 2 * 2 * 2 * 2 * 2 * 5 * 2 * 5 * 3);
    }

    @Test
    void everyPairOfOptionValuesOccursAmongTheSamples() {
        Set<List<Object>> met = new HashSet<>();
        for (GradientCase c : samples()) {
            for (Option a : Option.values()) {
                for (Option b : Option.values()) {
                    met.add(List.of(a, c.value(a), b, c.value(b)));
                }
            }
        }
        for (Option a : Option.values()) {
            for (Option b : Option.values()) {
                for (int i = 0; a != b && i < a.values * b.values; i++) {
                    assertThat(met).contains(List.of(a, i % a.values, b, i / a.values));
                }
            }
        }
    }

    @Test
    void checkerFindsAWrongGradient() {
        RNNCell wrong = new Disguised(GRUCell.builder(4).dtype(DType.FLOAT64).build()) {
            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                Pass pass = super.forward(inputs, call);
                return Pass.of(pass.outputs(), (dOutputs, gradients) -> {
                    List<@Nullable Tensor> found = pass.backward(dOutputs, gradients);
                    Tensor dx = found.get(0);
                    if (dx != null) {
                        dx.setAt(0, dx.getAt(0) * 1.01);
                    }
                    return found;
                });
            }
        };
        Tensor x = Tensors.random(DType.FLOAT64, 1, 3, 5, 2);

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

        RNNCell inner() {
            return inner;
        }

        @Override
        protected List<Layer> sublayers() {
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
        protected Pass forward(List<Tensor> inputs, Call call) {
            return inner.apply(inputs, call);
        }
    }
}
