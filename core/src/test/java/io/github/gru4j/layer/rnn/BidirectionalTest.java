package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BidirectionalTest {

    private static final Mask HOLES = Mask.of(new boolean[][] {{false, true, true, false}, {true, false, true, true}});

    private static final Tensor X = Tensors.random(DType.FLOAT64, 1, 2, 4, 3);

    private static RNN.Builder<GRU> gru(int units) {
        return GRU.builder(GRUCell.builder(units).dtype(DType.FLOAT64).build());
    }

    @Test
    void bothLayersAreMadeAnewFromTheOneGiven() {
        GRU layer = gru(5).returnSequences(true).name("g").build();
        layer.build(X.shape());
        Bidirectional both = Bidirectional.of(layer);

        assertThat(both.name()).isEqualTo("bidirectional");
        assertThat(both.mergeMode()).isEqualTo(MergeMode.CONCAT);
        assertThat(both.built()).isFalse();
        assertThat(both.forwardLayer()).isInstanceOf(GRU.class).isNotSameAs(layer);
        assertThat(both.forwardLayer().name()).isEqualTo("forward_g");
        assertThat(both.backwardLayer().name()).isEqualTo("backward_g");
        assertThat(both.forwardLayer().goBackwards()).isFalse();
        assertThat(both.backwardLayer().goBackwards()).isTrue();
        assertThat(both.forwardLayer().zeroOutputForMask()).isTrue();
        assertThat(Bidirectional.of(GRU.of(2)).backwardLayer().zeroOutputForMask())
                .isFalse();
        assertThat(Bidirectional.of(gru(2).goBackwards(true).build())
                        .backwardLayer()
                        .goBackwards())
                .isFalse();
        both.build(X.shape());
        assertThat(both.weights())
                .extracting(Parameter::value)
                .containsExactlyElementsOf(Stream.of(both.forwardLayer(), both.backwardLayer())
                        .flatMap(each -> each.weights().stream().map(Parameter::value))
                        .toList());
        assertThat(Tensors.sameBits(both.getWeights().get(0), both.getWeights().get(3)))
                .isFalse();
    }

    @Test
    void aLayerBuiltAnewHasTheSameLayers() {
        Bidirectional both = Bidirectional.builder(gru(5).build())
                .mergeMode("ave")
                .backwardLayer(gru(5).goBackwards(true).name("back").build())
                .name("b")
                .build()
                .toBuilder()
                .build();
        assertThat(List.of(both, both.forwardLayer(), both.backwardLayer()))
                .extracting(Module::name)
                .containsExactly("b", "forward_gru", "back");
        assertThat(both.mergeMode()).isEqualTo(MergeMode.AVE);
    }

    /** The definition, with the two layers run by hand. */
    @ParameterizedTest
    @EnumSource(MergeMode.class)
    void outputsAreMergedInTheOrderOfTime(MergeMode mode) {
        for (boolean sequences : new boolean[] {false, true}) {
            Bidirectional both = Bidirectional.builder(
                            gru(5).returnSequences(sequences).returnState(true).build())
                    .mergeMode(mode)
                    .build();
            List<Tensor> initial =
                    List.of(Tensors.random(DType.FLOAT64, 2, 2, 5), Tensors.random(DType.FLOAT64, 3, 2, 5));
            RNNOutput y = both.call(X, HOLES, initial);
            RNNOutput forward = both.forwardLayer().call(X, HOLES, initial.subList(0, 1));
            RNNOutput backward = both.backwardLayer().call(X, HOLES, initial.subList(1, 2));

            Tensors.assertSameBits(y.states().get(0), forward.state());
            Tensors.assertSameBits(y.states().get(1), backward.state());
            int steps = sequences ? 4 : 1;
            for (int row = 0; row < 2; row++) {
                for (int step = 0; step < steps; step++) {
                    for (int i = 0; i < 5; i++) {
                        double a = forward.output().getAt((row * steps + step) * 5 + i);
                        double b = backward.output().getAt((row * steps + steps - 1 - step) * 5 + i);
                        int at = (row * steps + step) * (mode == MergeMode.CONCAT ? 10 : 5) + i;
                        double merged = y.output().getAt(at);
                        switch (mode) {
                            case CONCAT -> {
                                assertThat(merged).isEqualTo(a);
                                assertThat(y.output().getAt(at + 5)).isEqualTo(b);
                            }
                            case SUM -> assertThat(merged).isEqualTo(a + b);
                            case MUL -> assertThat(merged).isEqualTo(a * b);
                            case AVE -> assertThat(merged).isEqualTo((a + b) / 2);
                            case NONE -> {
                                assertThat(merged).isEqualTo(a);
                                assertThat(y.outputs().get(1).getAt(at)).isEqualTo(b);
                            }
                        }
                    }
                }
            }
            List<Tensor> inputs = new ArrayList<>(List.of(X));
            inputs.addAll(initial);
            Pass pass = both.apply(inputs, Call.inference().withMask(HOLES));
            List<Tensor> all = new ArrayList<>(y.outputs());
            all.addAll(y.states());
            assertThat(pass.outputs()).hasSameSizeAs(all);
            for (int i = 0; i < all.size(); i++) {
                Tensors.assertSameBits(pass.outputs().get(i), all.get(i));
                boolean merged = i < y.outputs().size();
                assertThat(pass.masks().get(i)).isSameAs(sequences && merged ? HOLES : null);
            }
            assertThat(both.computeOutputShapes(List.of(X.shape())))
                    .isEqualTo(all.stream().map(Tensor::shape).toList());
        }
    }

    @ParameterizedTest
    @EnumSource(MergeMode.class)
    void gradientsMatchDifferences(MergeMode mode) {
        for (boolean sequences : new boolean[] {false, true}) {
            for (boolean timeMajor : new boolean[] {false, true}) {
                for (Mask mask : new Mask[] {null, HOLES}) {
                    Bidirectional both = Bidirectional.builder(gru(3).returnSequences(sequences)
                                    .returnState(sequences == timeMajor)
                                    .timeMajor(timeMajor)
                                    .build())
                            .mergeMode(mode)
                            .activityRegularizer(timeMajor ? L2.of(0.1) : null)
                            .build();
                    List<Tensor> inputs = new ArrayList<>(List.of(timeMajor ? TimeMajor.swap(X) : X));
                    if (timeMajor || mask != null) {
                        inputs.add(Tensors.random(DType.FLOAT64, 2, 2, 3));
                        inputs.add(Tensors.random(DType.FLOAT64, 3, 2, 3));
                    }
                    Mask given = mask != null && timeMajor ? mask.transpose() : mask;
                    GradientChecker.Report report = GradientChecker.check(
                            both, inputs, () -> Call.training(new Generator(1)).withMask(given));
                    assertThat(report.maxError()).as("%s", report).isLessThan(1e-8);
                }
            }
        }
    }

    @Test
    void timeMajorIsTheSameWithTheFirstTwoAxesExchanged() {
        Bidirectional batchMajor = Bidirectional.of(gru(5).returnSequences(true).build());
        Tensor expected = batchMajor.call(X, HOLES, List.of()).sequence();
        Bidirectional timeMajor =
                Bidirectional.of(gru(5).returnSequences(true).timeMajor(true).build());
        timeMajor.build(TimeMajor.swap(X).shape());
        timeMajor.setWeights(batchMajor.getWeights());
        Tensor y =
                timeMajor.call(TimeMajor.swap(X), HOLES.transpose(), List.of()).sequence();
        Tensors.assertSameBits(TimeMajor.swap(y), expected);
    }

    @Test
    void aBackwardLayerMayDiffer() {
        Bidirectional both = Bidirectional.builder(gru(5).returnSequences(true).build())
                .backwardLayer(RNN.builder(List.of(
                                GRUCell.builder(4).dtype(DType.FLOAT64).build(),
                                GRUCell.builder(2).dtype(DType.FLOAT64).build()))
                        .returnSequences(true)
                        .goBackwards(true)
                        .build())
                .build();
        RNNOutput y = both.call(X);
        assertThat(y.sequence().shape()).isEqualTo(Shape.of(2, 4, 7));
        assertThat(both.computeOutputShape(Shape.of(Shape.UNKNOWN, 4, 3))).isEqualTo(Shape.of(Shape.UNKNOWN, 4, 7));
        assertThat(y.states())
                .extracting(Tensor::shape)
                .containsExactly(Shape.of(2, 5), Shape.of(2, 4), Shape.of(2, 2));
        List<Tensor> inputs = new ArrayList<>(List.of(X));
        y.states().forEach(state -> inputs.add(state.copy()));
        GradientChecker.Report report = GradientChecker.check(
                both, inputs, () -> Call.training(new Generator(1)).withMask(HOLES));
        assertThat(report.maxError()).isLessThan(1e-8);
    }

    @Test
    void statesAndMaskMayBeGivenAlone() {
        Bidirectional both = Bidirectional.of(gru(5).returnSequences(true).build());
        List<Tensor> states = List.of(Tensors.random(DType.FLOAT64, 2, 2, 5), Tensors.random(DType.FLOAT64, 3, 2, 5));
        Tensors.assertSameBits(
                both.call(X, states).output(), both.call(X, null, states).output());
        Tensors.assertSameBits(
                both.call(X, HOLES).output(), both.call(X, HOLES, List.of()).output());
        assertThat(Tensors.sameBits(
                        both.call(X, states).output(), both.call(X, HOLES).output()))
                .isFalse();
    }

    @Test
    void aModelGoesOnFromBatchToBatchUntilItIsReset() {
        Sequential model = Sequential.of(
                Input.builder(Shape.of(2, 4, 3)).dtype(DType.FLOAT64).build(),
                Bidirectional.of(gru(5).stateful(true).build()));
        Bidirectional both = (Bidirectional) model.layers().get(1);
        Tensor twice = Tensor.zeros(DType.FLOAT64, Shape.of(4, 4, 3));
        Tensor.copyRange(X, 0, twice, 0, X.size());
        Tensor.copyRange(X, 0, twice, X.size(), X.size());
        Tensor y = model.predict(twice, 2);
        assertThat(Tensors.sameBits(y.rows(0, 2), y.rows(2, 4))).isFalse();
        model.resetState();
        assertThat(both.states()).isEmpty();
        Tensors.assertSameBits(both.call(X).output(), y.rows(0, 2));
        Tensors.assertSameBits(both.call(X).output(), y.rows(2, 4));
        refused(
                () -> model.predict(twice.rows(0, 3), 2),
                "GRU 'forward_gru': a stateful layer must be called with the batch size of its states, 2. Received: batch=1."
                        + " Call resetState() first.");
    }

    @Test
    void aStatefulLayerGoesOnUntilItIsReset() {
        Bidirectional both =
                Bidirectional.of(gru(5).stateful(true).returnSequences(true).build());
        assertThat(both.states()).isEmpty();
        Tensor first = both.call(X).sequence();
        assertThat(both.states()).extracting(Tensor::shape).containsExactly(Shape.of(2, 5), Shape.of(2, 5));
        Tensor second = both.call(X).sequence();
        assertThat(Tensors.sameBits(first, second)).isFalse();
        both.resetState();
        Tensors.assertSameBits(both.call(X).sequence(), first);
        assertThatThrownBy(() -> Bidirectional.of(gru(5).build()).resetState())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Bidirectional 'bidirectional': only a stateful layer keeps states."
                        + " Make it of a layer with stateful(true).");
    }

    @Test
    void aRowDoesNotDependOnTheOtherRows() {
        Bidirectional both =
                Bidirectional.of(GRU.builder(18).returnSequences(true).build());
        Tensor x = Tensors.random(DType.FLOAT32, 4, 23, 11, 6);
        Tensor together = both.call(x).sequence();
        for (int from = 0; from < 23; from += 5) {
            int to = Math.min(23, from + 5);
            Tensors.assertSameBits(both.call(x.rows(from, to)).sequence(), together.rows(from, to));
        }
    }

    @Test
    void aStreamIsRefused() {
        assertThatThrownBy(() -> Bidirectional.of(gru(5).build()).stepper())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "Bidirectional 'bidirectional': a layer that reads a sequence both ways needs the last event"
                                + " first, so it cannot stream.");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(
                () -> Bidirectional.builder(gru(3).build()).mergeMode("x"),
                "MergeMode: identifier must be concat, sum, mul, ave or null. Received: identifier='x'.");
        refused(
                () -> with(gru(3).build()),
                "Bidirectional: layer and backwardLayer must differ in goBackwards."
                        + " Received: goBackwards=false for both.");
        refused(
                () -> with(gru(3).goBackwards(true).returnSequences(true).build()),
                "Bidirectional: layer and backwardLayer must have the same returnSequences."
                        + " Received: returnSequences=false and returnSequences=true.");
        refused(
                () -> with(gru(3).goBackwards(true).returnState(true).build()),
                "Bidirectional: layer and backwardLayer must have the same returnState."
                        + " Received: returnState=false and returnState=true.");
        refused(
                () -> with(gru(3).goBackwards(true).stateful(true).build()),
                "Bidirectional: layer and backwardLayer must have the same stateful."
                        + " Received: stateful=false and stateful=true.");
        refused(
                () -> with(gru(3).goBackwards(true).timeMajor(true).build()),
                "Bidirectional: layer and backwardLayer must have the same timeMajor."
                        + " Received: timeMajor=false and timeMajor=true.");
        refused(
                () -> with(GRU.builder(3).goBackwards(true).build()),
                "Bidirectional: layer and backwardLayer must have the same dtype."
                        + " Received: dtype=float64 and dtype=float32.");
        refused(
                () -> Bidirectional.builder(gru(3).build())
                        .backwardLayer(gru(4).goBackwards(true).build())
                        .mergeMode(MergeMode.SUM)
                        .build(),
                "Bidirectional: layer and backwardLayer must give outputs of one shape to be merged with mergeMode=sum."
                        + " Received: shapes=(3,) and (4,).");
        refused(
                () -> Bidirectional.builder(gru(3).build()).dtype(DType.FLOAT32).build(),
                "Bidirectional: dtype must be that of its layer, float64. Received: dtype=float32.");
        refused(
                () -> Bidirectional.of(gru(3).build()).call(X, null, List.of(Tensor.zeros(2, 3))),
                "Bidirectional 'bidirectional': inputs must be 1 sequences, none or 2 initial states and 0 constants."
                        + " Received: 2 tensors.");
    }

    private static Bidirectional with(RNN backwardLayer) {
        return Bidirectional.builder(gru(3).build())
                .backwardLayer(backwardLayer)
                .build();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
