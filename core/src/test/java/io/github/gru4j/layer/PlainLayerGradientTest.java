package io.github.gru4j.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.activation.Activations;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backward pass of the plain layers is that of its forward pass. */
class PlainLayerGradientTest {

    private static final double TOLERANCE = 2e-8;
    private static final Mask FIRST = Mask.of(new boolean[][] {{true, false, true, true}, {false, false, true, true}});
    private static final Mask SECOND =
            Mask.of(new boolean[][] {{false, false, true, true}, {true, false, true, false}});

    /** A layer, the shapes of its inputs and their masks; training if it is to run as in training. */
    private record Case(Layer.Builder<?> builder, boolean training, List<@Nullable Mask> masks, int[]... shapes) {
        @Override
        public String toString() {
            Layer layer = builder.build();
            return layer.className()
                    + (training ? " in training" : "")
                    + (masks.isEmpty() ? "" : " masked")
                    + Arrays.deepToString(shapes);
        }
    }

    private static Case of(Layer.Builder<?> builder, int[]... shapes) {
        return new Case(builder, false, List.of(), shapes);
    }

    private static Case masked(Layer.Builder<?> builder, List<@Nullable Mask> masks, int[]... shapes) {
        return new Case(builder, false, masks, shapes);
    }

    private static Case training(Layer.Builder<?> builder, List<@Nullable Mask> masks, int[]... shapes) {
        return new Case(builder, true, masks, shapes);
    }

    static Stream<Case> cases() {
        int[] x = {2, 4, 3};
        List<Case> cases = new ArrayList<>(List.of(
                of(ActivationLayer.builder(Activations.tanh()), x),
                of(ActivationLayer.builder(Activations.softmax()), x),
                of(ReLU.builder().negativeSlope(0.25).maxValue(0.5).threshold(0.125), x),
                of(LeakyReLU.builder(0.3), x),
                of(ELU.builder(0.5), x),
                of(PReLU.builder(), x),
                of(PReLU.builder().sharedAxes(List.of(1)), x),
                of(Softmax.builder(-1), x),
                of(Softmax.builder(1), x),
                masked(Softmax.builder(-1), List.of(FIRST), new int[] {2, 4}),
                masked(Softmax.builder(0), List.of(FIRST), new int[] {2, 4}),
                of(LayerNormalization.builder(), x),
                of(LayerNormalization.builder().axis(1), x),
                of(LayerNormalization.builder().axis(-1, 1).center(false), x),
                of(LayerNormalization.builder().scale(false), x),
                of(LayerNormalization.builder().rmsScaling(true), x),
                of(BatchNormalization.builder(), x),
                training(BatchNormalization.builder(), List.of(), x),
                training(BatchNormalization.builder().axis(1).scale(false), List.of(), x),
                training(BatchNormalization.builder().center(false), List.of(FIRST), x),
                training(BatchNormalization.builder().axis(1), List.of(FIRST), x),
                of(Conv1D.builder(2, 3), x),
                of(Conv1D.builder(2, 2).activation("tanh").padding(Padding.SAME), x),
                of(Conv1D.builder(2, 3).padding(Padding.SAME).strides(2).useBias(false), x),
                of(Conv1D.builder(2, 2).padding(Padding.CAUSAL).dilationRate(2), x),
                of(Conv1D.builder(3, 2).groups(3), x),
                of(MaxPooling1D.builder().poolSize(2), x),
                of(MaxPooling1D.builder().poolSize(3).strides(1).padding(Padding.SAME), x),
                of(AveragePooling1D.builder().poolSize(3).strides(2).padding(Padding.SAME), x),
                of(GlobalMaxPooling1D.builder(false), x),
                of(GlobalAveragePooling1D.builder(true), x),
                masked(GlobalAveragePooling1D.builder(false), List.of(FIRST), x),
                of(Flatten.builder(), x),
                of(Reshape.builder(Shape.of(3, Shape.UNKNOWN)), x),
                of(Permute.builder(List.of(2, 1)), x),
                of(RepeatVector.builder(3), new int[] {2, 3}),
                of(ZeroPadding1D.builder(1, 2), x),
                of(Cropping1D.builder(1, 2), x),
                of(UpSampling1D.builder(2), x),
                training(SpatialDropout1D.builder(0.5), List.of(), x),
                training(GaussianNoise.builder(0.5), List.of(), x),
                of(Rescaling.builder(new double[] {1, -2, 3}, new double[] {4}), x),
                masked(Masking.builder(5), List.of(), x),
                of(Concatenate.builder(-1), x, new int[] {2, 4, 2}),
                of(Concatenate.builder(1), x, new int[] {2, 1, 3}, x)));
        for (Layer.Builder<?> merge : List.<Layer.Builder<?>>of(
                Add.builder(), Multiply.builder(), Average.builder(), Maximum.builder(), Minimum.builder())) {
            cases.add(of(merge, x, x, x));
            cases.add(of(merge, x, new int[] {2, 1, 3}, new int[] {2, 3}));
            cases.add(masked(merge, List.of(FIRST, SECOND), x, x));
            cases.add(masked(merge, Arrays.asList(FIRST, null, SECOND), x, x, x));
        }
        cases.add(of(Subtract.builder(), x, new int[] {2, 3}));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsMatchDifferences(Case item) {
        Layer layer = item.builder.dtype(DType.FLOAT64).build();
        List<Tensor> inputs = new ArrayList<>();
        for (int[] shape : item.shapes) {
            inputs.add(Tensors.random(DType.FLOAT64, 7 + inputs.size(), shape));
        }
        layer.build(inputs.stream().map(Tensor::shape).toList());
        Tensors.randomizeWeights(layer, 3);
        if (layer instanceof BatchNormalization norm) {
            norm.movingVariance().value().fill(0.75);
        }
        GradientChecker.Report report = GradientChecker.check(
                layer,
                inputs,
                () -> (item.training
                                ? Call.training(new Generator(5))
                                : Call.inference().recording(true))
                        .withMasks(item.masks));
        assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
        int numbers = inputs.stream().mapToInt(Tensor::size).sum()
                + layer.trainableWeights().stream()
                        .mapToInt(weight -> weight.value().size())
                        .sum();
        assertThat(report.compared()).isEqualTo(numbers);
    }

    /** Keras divides by the number of used steps and 1e-7 more, so far from zero the mean of one step is not that step. */
    @Test
    void theGradientKnowsThatAMaskedMeanIsALittleOff() {
        BatchNormalization layer =
                BatchNormalization.builder().dtype(DType.FLOAT64).build();
        Tensor x = Tensor.of(new double[] {300, 2, 3}, 1, 3, 1);
        Mask one = Mask.of(new boolean[][] {{true, false, false}});
        GradientChecker.Report report = GradientChecker.check(
                layer, List.of(x), () -> Call.training(new Generator(5)).withMask(one));
        assertThat(report.maxError()).as("%s", report).isLessThan(1e-6);
    }

    @Test
    void ofEqualNumbersTheFirstGetsTheGradientOfAWindowAndAllOfAWholeSequence() {
        Tensor x = Tensor.of(new double[] {2, 2, 1, 2}, 1, 4, 1);
        Call call = Call.inference().recording(true);
        MaxPooling1D window = MaxPooling1D.builder().dtype(DType.FLOAT64).build();
        assertThat(back(window.apply(List.of(x), call), 1, 2, 1).doubles()).containsExactly(1, 0, 0, 1);
        GlobalMaxPooling1D whole =
                GlobalMaxPooling1D.builder(false).dtype(DType.FLOAT64).build();
        assertThat(back(whole.apply(List.of(x), call), 1, 1).doubles()).containsExactly(1.0 / 3, 1.0 / 3, 0, 1.0 / 3);
    }

    private static Tensor back(Pass pass, int... shape) {
        return pass.backward(Tensor.full(DType.FLOAT64, Shape.of(shape), 1), new Gradients())
                .get(0);
    }
}
