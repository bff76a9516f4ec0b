package io.github.gru4j.layer.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.model.Functional;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recurrent layer that is used more than once in one call. */
class SequencesOfACallTest {

    private static final Tensor X = Tensors.random(DType.FLOAT64, 4, 2, 6, 4);

    private static GRUCell dropping(int units) {
        return GRUCell.builder(units)
                .dropout(0.5)
                .recurrentDropout(0.5)
                .dtype(DType.FLOAT64)
                .build();
    }

    @Test
    void everyUseDrawsDropoutMasksOfItsOwn() {
        RNNCell variational = DropoutWrapper.builder(
                        GRUCell.builder(8).dtype(DType.FLOAT64).build())
                .outputKeepProb(0.5)
                .variationalRecurrent(true)
                .build();
        List<RNN> layers = List.of(
                RNN.of(dropping(8)),
                RNN.builder(dropping(8)).timeMajor(true).build(),
                RNN.of(new RecurrentGradientTest.Disguised(dropping(8))),
                RNN.of(List.of(GRUCell.builder(8).dtype(DType.FLOAT64).build(), dropping(8))),
                RNN.of(variational));
        for (RNN layer : layers) {
            Call call = Call.training(new Generator(1));
            Tensor first = layer.call(X, List.of(), call).output();
            Tensor second = layer.call(X, List.of(), call).output();
            assertThat(Tensors.sameBits(first, second)).as("%s", layer.cell()).isFalse();
        }
    }

    @Test
    void masksThatWereGivenServeEveryUse() {
        GRUCell cell = dropping(3);
        cell.build(Shape.of(Shape.UNKNOWN, 4));
        Tensor input = Tensors.random(DType.FLOAT64, 5, 2, 4);
        Tensor state = Tensors.random(DType.FLOAT64, 6, 2, 3);
        Call call = Call.training(new Generator(1))
                .withDropoutMasks(cell, new DropoutMasks(List.of(input), List.of(state, state, state)));
        RNN layer = RNN.of(cell);
        Tensor first = layer.call(X, List.of(), call).output();
        Tensors.assertSameBits(layer.call(X, List.of(), call).output(), first);
        assertThat(Tensors.sameBits(
                        layer.call(X, List.of(), Call.training(new Generator(1)))
                                .output(),
                        first))
                .isFalse();
    }

    @Test
    void ofThreeMasksForTheInputsTheSecondImplementationTakesTheFirst() {
        GRUCell cell = GRUCell.builder(3).dropout(0.5).dtype(DType.FLOAT64).build();
        List<Tensor> three = List.of(
                Tensors.random(DType.FLOAT64, 5, 2, 4),
                Tensors.random(DType.FLOAT64, 6, 2, 4),
                Tensors.random(DType.FLOAT64, 7, 2, 4));
        RNN layer = RNN.of(cell);
        Call all = Call.training(new Generator(1)).withDropoutMasks(cell, new DropoutMasks(three, List.of()));
        Call first = Call.training(new Generator(1))
                .withDropoutMasks(cell, new DropoutMasks(three.subList(0, 1), List.of()));
        Tensors.assertSameBits(
                layer.call(X, List.of(), all).output(),
                layer.call(X, List.of(), first).output());
    }

    @Test
    void aStepTakenWithinACallKeepsItsMasksFromStepToStep() {
        GRUCell cell = dropping(8);
        Tensor x = Tensors.random(DType.FLOAT64, 5, 2, 4);
        Call call = Call.training(new Generator(1));
        Tensor first =
                cell.call(List.of(x), cell.getInitialState(2), List.of(), call).output();
        Tensor second = cell.call(List.of(x), cell.getInitialState(2), List.of(), call.withMask(null))
                .output();
        Tensors.assertSameBits(second, first);
    }

    @Test
    void gradientsOfALayerUsedTwiceUnderDropoutMatchDifferences() {
        GRU gru = GRU.builder(dropping(4)).returnSequences(true).build();
        KerasTensor input = Input.builder(Shape.of(Shape.UNKNOWN, 6, 4))
                .dtype(DType.FLOAT64)
                .build()
                .tensor();
        Layer model = Functional.of(input, gru.connect(gru.connect(input)));
        Tensors.randomizeWeights(model, 3);
        GradientChecker.Report report = GradientChecker.check(model, List.of(X));
        assertThat(report.maxError()).as("%s", report).isLessThan(1e-7);
    }

    @Test
    void givenMasksMustHaveTheElementTypeOfTheCell() {
        GRUCell cell = dropping(3);
        Call call = Call.training(new Generator(1))
                .withDropoutMasks(cell, new DropoutMasks(List.of(Tensor.zeros(2, 4)), List.of()));
        assertThatThrownBy(() -> RNN.of(cell).call(X, List.of(), call))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GRUCell 'gru_cell': dropout masks of the inputs must be none, one or three of shape (2, 4)"
                        + " and dtype float64. Received: [float32 (2, 4)]. Cached masks are dropped by"
                        + " resetDropoutMask() and resetRecurrentDropoutMask().");
    }

    @Test
    void aSeedMayBeAnyKindOfWholeNumberOrNone() {
        assertThat(GRUCell.builder(2).seed(7).build().seed()).isEqualTo(7L);
        assertThat(GRUCell.builder(2).seed(7L).build().seed()).isEqualTo(7L);
        assertThat(GRUCell.builder(2).seed(Integer.valueOf(7)).build().seed()).isEqualTo(7L);
        assertThat(GRUCell.builder(2).seed(7).seed(null).build().seed()).isNull();
        assertThat(DropoutWrapper.builder(GRUCell.of(2)).seed(7).build().seed()).isEqualTo(7L);
    }
}
