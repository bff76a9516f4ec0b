package io.github.gru4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the plain layers do beside giving Keras's numbers: state, streams, random numbers, errors. */
class PlainLayersTest {

    // ---- windows ----------------------------------------------------------------------------------------------------

    @Test
    void aWindowMayBeLongerThanAnySequence() {
        Tensor x = Tensor.of(new float[] {1, 2, 6}, 1, 3, 1);
        AveragePooling1D layer = AveragePooling1D.builder()
                .poolSize(Integer.MAX_VALUE)
                .strides(1)
                .padding(Padding.SAME)
                .build();
        assertThat(layer.call(x).floats()).containsExactly(3, 3, 3);
    }

    @Test
    void aConvolutionThatEndsInProbabilitiesSaysItsLogits() {
        Tensor x = Tensors.random(DType.FLOAT64, 1, 2, 5, 3);
        for (String activation : List.of("softmax", "sigmoid", "tanh")) {
            Conv1D layer = Conv1D.builder(4, 2)
                    .activation(activation)
                    .dtype(DType.FLOAT64)
                    .build();
            Pass pass = layer.apply(List.of(x), Call.training(new Generator(1)));
            if (activation.equals("tanh")) {
                assertThat(pass.logits()).isEmpty();
            } else {
                Tensors.assertSameBits(layer.activation().call(pass.logits(0).values()), pass.output());
                Conv1D linear = layer.toBuilder().activation("linear").build();
                linear.build(x.shape());
                linear.setWeights(layer.getWeights());
                Gradients gradients = new Gradients();
                Gradients expected = new Gradients();
                Tensor dLogits = pass.output();
                Tensor back =
                        pass.backward(Arrays.asList(null, dLogits), gradients).get(0);
                Tensors.assertSameBits(
                        back,
                        linear.apply(List.of(x), Call.training(new Generator(1)))
                                .backward(dLogits, expected)
                                .get(0));
                Tensors.assertSameBits(gradients.of(layer.kernel()), expected.of(linear.kernel()));
            }
        }
    }

    // ---- batch normalization ----------------------------------------------------------------------------------------

    @Test
    void onlyARecordedTrainingCallMovesTheStatistics() {
        BatchNormalization layer = BatchNormalization.builder().momentum(0.5).build();
        Tensor x = Tensor.of(new float[][] {{1}, {3}}); // mean 2, variance 1
        layer.call(x);
        layer.call(x, new Generator(1));
        layer.apply(List.of(x), Call.evaluation());
        assertThat(layer.movingMean().value().getAt(0)).isZero();
        assertThat(layer.movingVariance().value().getAt(0)).isEqualTo(1);
        long version = layer.movingMean().version();
        layer.apply(List.of(x), Call.training(new Generator(1)));
        assertThat(layer.movingMean().value().getAt(0)).isEqualTo(1);
        assertThat(layer.movingVariance().value().getAt(0)).isEqualTo(1);
        assertThat(layer.movingMean().version()).isGreaterThan(version);
    }

    @Test
    void aFrozenLayerInfersInTraining() {
        BatchNormalization layer = BatchNormalization.of();
        Tensor x = Tensor.of(new float[][] {{1}, {3}});
        layer.build(x.shape());
        layer.setTrainable(false);
        Pass pass = layer.apply(List.of(x), Call.training(new Generator(1)));
        Tensors.assertSameBits(pass.output(), layer.call(x));
        assertThat(layer.movingMean().value().getAt(0)).isZero();
    }

    @Test
    void movingStatisticsAreNoOptimizersConcern() {
        BatchNormalization layer = BatchNormalization.of();
        layer.build(Shape.of(2, 3));
        assertThat(layer.trainableWeights()).extracting(Parameter::name).containsExactly("gamma", "beta");
        assertThat(layer.nonTrainableWeights())
                .extracting(Parameter::name)
                .containsExactly("moving_mean", "moving_variance");
    }

    // ---- random numbers ---------------------------------------------------------------------------------------------

    @Test
    void whatDropoutLeavesOutIsZeroWhateverItWas() {
        for (double left : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Tensor x = Tensor.full(DType.FLOAT32, Shape.of(2, 3, 4), left);
            for (UnaryLayer layer : List.of(Dropout.of(1), SpatialDropout1D.of(1))) {
                Pass pass = layer.apply(List.of(x), Call.training(new Generator(1)));
                Tensor back = pass.backward(x, new Gradients()).get(0);
                Tensors.assertSameBits(pass.output(), Tensor.zeros(2, 3, 4));
                Tensors.assertSameBits(back, Tensor.zeros(2, 3, 4));
            }
        }
    }

    @Test
    void spatialDropoutSetsWholeChannelsToZero() {
        SpatialDropout1D layer = SpatialDropout1D.of(0.25);
        Tensor x = Tensor.full(DType.FLOAT32, Shape.of(50, 4, 20), 3);
        assertThat(layer.call(x)).isSameAs(x);
        Tensor y = layer.call(x, new Generator(1));
        int dropped = 0;
        for (int b = 0; b < 50; b++) {
            for (int c = 0; c < 20; c++) {
                assertThat(y.get(b, 0, c)).isIn(0.0, 4.0);
                dropped += y.get(b, 0, c) == 0 ? 1 : 0;
                for (int t = 1; t < 4; t++) {
                    assertThat(y.get(b, t, c)).isEqualTo(y.get(b, 0, c));
                }
            }
        }
        assertThat(dropped).isBetween(150, 350); // 250 ± 7 standard deviations
    }

    @Test
    void gaussianNoiseHasItsStandardDeviationInTrainingOnly() {
        GaussianNoise layer = GaussianNoise.of(0.5);
        Tensor x = Tensor.zeros(100, 100);
        assertThat(layer.call(x)).isSameAs(x);
        Tensor y = layer.call(x, new Generator(1));
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < y.size(); i++) {
            sum += y.getAt(i);
            squares += y.getAt(i) * y.getAt(i);
        }
        assertThat(sum / y.size()).isBetween(-0.03, 0.03); // 6 standard deviations
        assertThat(Math.sqrt(squares / y.size())).isBetween(0.475, 0.525);
    }

    // ---- streams ----------------------------------------------------------------------------------------------------

    @Test
    void steppingGivesTheSequenceBitForBit() {
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN, 3),
                Rescaling.of(2, -1),
                LayerNormalization.of(),
                GaussianNoise.of(0.5),
                GRU.builder(4).returnSequences(true).build(),
                SpatialDropout1D.of(0.5),
                BatchNormalization.of(),
                PReLU.builder().sharedAxes(List.of(1)).build(),
                LeakyReLU.of(),
                ActivationLayer.of("tanh"),
                ReLU.builder().negativeSlope(0.5).build(),
                ELU.of(),
                Softmax.of(),
                GRU.of(3),
                Flatten.of());
        Tensors.randomizeWeights(model, 5);
        BatchNormalization norm = (BatchNormalization) model.layer("batch_normalization");
        norm.movingVariance().value().fill(0.5);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 1, 6, 3);
        StreamingModel stream = StreamingModel.of(model);
        StreamingState state = stream.newState();
        float[] out = new float[3];
        for (int t = 0; t < 6; t++) {
            float[] in = new float[3];
            for (int f = 0; f < 3; f++) {
                in[f] = (float) x.get(0, t, f);
            }
            stream.step(state, in, out);
        }
        assertThat(out).containsExactly(model.predict(x).floats());
    }

    static Stream<Layer> layersThatNeedMoreThanAnEvent() {
        return Stream.of(
                Conv1D.of(1, 2),
                MaxPooling1D.of(2),
                AveragePooling1D.of(2),
                GlobalMaxPooling1D.of(),
                GlobalAveragePooling1D.of(),
                Flatten.of(),
                Reshape.of(6),
                Permute.of(2, 1),
                ZeroPadding1D.of(1),
                Cropping1D.of(1),
                UpSampling1D.of(2),
                Softmax.of(1),
                LayerNormalization.builder().axis(1).build(),
                BatchNormalization.builder().axis(1).build(),
                PReLU.of());
    }

    @ParameterizedTest
    @MethodSource("layersThatNeedMoreThanAnEvent")
    void layersThatNeedMoreThanAnEventRefuseToStepByName(Layer layer) {
        layer.build(Shape.of(2, 3, 2));
        assertThatThrownBy(layer::stepper)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith(layer.className() + " '" + layer.name() + "': ")
                .hasMessageContaining("step by step");
    }

    @Test
    void aMergingLayerCannotStepAlone() {
        assertThatThrownBy(() -> Add.of().stepper())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("Add 'add': this layer cannot run step by step.");
    }

    // ---- shapes and numbers -----------------------------------------------------------------------------------------

    @Test
    void unknownAxesStayUnknown() {
        Shape sequences = Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 4);
        assertThat(Conv1D.of(3, 2).computeOutputShape(sequences)).isEqualTo(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 3));
        assertThat(MaxPooling1D.of(2).computeOutputShape(sequences)).isEqualTo(sequences);
        assertThat(Flatten.of().computeOutputShape(sequences)).isEqualTo(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN));
        assertThat(Reshape.of(Shape.UNKNOWN, 2).computeOutputShape(sequences))
                .isEqualTo(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 2));
        assertThat(UpSampling1D.of(2).computeOutputShape(sequences)).isEqualTo(sequences);
        assertThat(Add.of().computeOutputShapes(List.of(sequences, Shape.of(Shape.UNKNOWN, 5, 4))))
                .containsExactly(Shape.of(Shape.UNKNOWN, 5, 4));
        assertThat(Concatenate.of().computeOutputShapes(List.of(sequences, sequences)))
                .containsExactly(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 8));
    }

    @Test
    void aSequenceWithoutAUsedStepHasNoMean() {
        Call masked = Call.inference().withMask(Mask.of(new boolean[][] {{false, false}}));
        Tensor y = GlobalAveragePooling1D.of()
                .apply(List.of(Tensor.zeros(1, 2, 1)), masked)
                .output();
        assertThat(y.getAt(0)).isNaN();
    }

    @Test
    void aNumberThatIsNoneWinsAMaximum() {
        Tensor nan = Tensor.of(new float[] {Float.NaN}, 1, 1);
        assertThat(Maximum.of().call(nan, Tensor.zeros(1, 1)).getAt(0)).isNaN();
        assertThat(Minimum.of().call(Tensor.zeros(1, 1), nan).getAt(0)).isNaN();
    }

    @Test
    void crossEntropyStartsFromTheLogitsOfASoftmaxOrSigmoidLayer() {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 2, 3);
        for (Layer layer : List.of(Softmax.of(), ActivationLayer.of("softmax"), ActivationLayer.of("sigmoid"))) {
            Pass pass = layer.apply(List.of(x), Call.evaluation());
            assertThat(pass.logits(0)).isNotNull();
            assertThat(pass.logits(0).values()).isSameAs(x);
        }
        assertThat(Softmax.of(1)
                        .apply(List.of(Tensor.zeros(1, 2, 2)), Call.evaluation())
                        .logits())
                .isEmpty();
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    @Test
    void argumentsThatAreWrongAreNamed() {
        refused(
                () -> ReLU.builder().maxValue(-1.0).build(),
                "ReLU: maxValue, negativeSlope and threshold must be 0 or more. Received: maxValue=-1.0,"
                        + " negativeSlope=0.0, threshold=0.0.");
        refused(() -> LeakyReLU.of(-1), "LeakyReLU: negativeSlope must be 0 or more. Received: negativeSlope=-1.0.");
        refused(
                () -> LayerNormalization.builder().axis().build(),
                "LayerNormalization: axis must name an axis. Received: axis=[].");
        refused(
                () -> BatchNormalization.builder().momentum(Double.NaN).build(),
                "BatchNormalization: momentum must be a finite number. Received: momentum=NaN.");
        refused(() -> Conv1D.of(0, 2), "Conv1D: filters must be a positive integer. Received: filters=0.");
        refused(
                () -> Conv1D.builder(3, 2).groups(2).build(),
                "Conv1D: filters must be a multiple of groups. Received: filters=3, groups=2.");
        refused(
                () -> Conv1D.builder(3, 2).strides(2).dilationRate(2).build(),
                "Conv1D: strides and dilationRate must not both be above 1. Received: strides=2, dilationRate=2.");
        refused(
                () -> Conv1D.builder(3, 3).dilationRate(1 << 30).build(),
                "Conv1D: a window must reach over less than 2^31 steps. Received: kernelSize=3, dilationRate=1073741824.");
        refused(
                () -> MaxPooling1D.of(0),
                "MaxPooling1D: poolSize and strides must be positive integers. Received: poolSize=0, strides=0.");
        refused(
                () -> AveragePooling1D.builder().padding(Padding.CAUSAL).build(),
                "AveragePooling1D: padding must be VALID or SAME. Received: padding=CAUSAL.");
        refused(
                () -> Reshape.of(Shape.UNKNOWN, Shape.UNKNOWN),
                "Reshape: targetShape must leave at most one axis open. Received: targetShape=(None, None).");
        refused(
                () -> Permute.of(1, 3),
                "Permute: dims must hold every axis from 1 on, each once. Received: dims=[1, 3].");
        refused(() -> RepeatVector.of(0), "RepeatVector: n must be a positive integer. Received: n=0.");
        refused(
                () -> ZeroPadding1D.of(-1),
                "ZeroPadding1D: left and right must be 0 or more. Received: left=-1, right=-1.");
        refused(
                () -> Cropping1D.of(0, -1),
                "Cropping1D: left and right must be 0 or more. Received: left=0, right=-1.");
        refused(() -> UpSampling1D.of(0), "UpSampling1D: size must be a positive integer. Received: size=0.");
        refused(
                () -> SpatialDropout1D.of(1.5),
                "SpatialDropout1D: rate must be in the range [0, 1]. Received: rate=1.5.");
        refused(
                () -> GaussianNoise.of(-1),
                "GaussianNoise: stddev must be in the range [0, 1]. Received: stddev=-1.0.");
        refused(
                () -> Rescaling.builder(new double[0], new double[1]).build(),
                "Rescaling: scale and offset must each hold a number. Received: 0 and 1 numbers.");
    }

    @Test
    void inputsThatDoNotFitAreNamed() {
        Tensor x = Tensor.zeros(2, 3, 4);
        Tensor rows = Tensor.zeros(2, 4);
        refused(
                () -> Softmax.of(3).call(x),
                "Softmax 'softmax': axis must be an axis of the input. Received: axis=3, shape=(2, 3, 4).");
        Call masked = Call.inference().withMask(Mask.of(new boolean[2][3]));
        refused(
                () -> Softmax.of().apply(List.of(x), masked),
                "Softmax 'softmax': mask must stretch over the input, aligned at the last axes. Received: mask of shape"
                        + " (2, 3), input of shape (2, 3, 4).");
        refused(
                () -> PReLU.builder().sharedAxes(List.of(3)).build().call(x),
                "PReLU 'p_re_lu': sharedAxes must be axes of the input from 1 on. Received: sharedAxes=[3],"
                        + " shape=(2, 3, 4).");
        refused(
                () -> PReLU.of().build(Shape.of(2, Shape.UNKNOWN, 4)),
                "PReLU 'p_re_lu': every axis that is not shared must be known. Received: sharedAxes=[],"
                        + " shape=(2, None, 4).");
        PReLU slopes = PReLU.of();
        slopes.call(x);
        refused(
                () -> slopes.call(rows),
                "PReLU 'p_re_lu': input must fit the slopes, (batch, ...) with ... = (3, 4) or more where that is 1."
                        + " Received: shape=(2, 4).");
        refused(
                () -> LayerNormalization.builder().axis(1, -2).build().call(x),
                "LayerNormalization 'layer_normalization': axis must name axes of the input, each once. Received:"
                        + " axis=[1, -2], shape=(2, 3, 4).");
        LayerNormalization norm = LayerNormalization.of();
        norm.call(x);
        refused(
                () -> norm.call(Tensor.zeros(2, 3, 5)),
                "LayerNormalization 'layer_normalization': input must have the sizes (4,) on the axes [-1], as when the"
                        + " layer was built. Received: shape=(2, 3, 5).");
        BatchNormalization batch = BatchNormalization.of();
        batch.call(x);
        refused(
                () -> batch.call(Tensor.zeros(2, 3, 5)),
                "BatchNormalization 'batch_normalization': input must have 4 features on axis -1, as when the layer was"
                        + " built. Received: shape=(2, 3, 5).");
        refused(
                () -> batch.apply(List.of(rows), masked),
                "BatchNormalization 'batch_normalization': mask must have the shape of the input without its last axis."
                        + " Received: mask of shape (2, 3), input of shape (2, 4).");
        refused(
                () -> Conv1D.of(1, 2).call(rows),
                "Conv1D 'conv1d': input must have rank 3 (batch, timesteps, channels) and a known number of channels, a"
                        + " multiple of groups. Received: shape=(2, 4), groups=1.");
        refused(
                () -> Conv1D.of(1, 5).call(x),
                "Conv1D 'conv1d': input must be long enough for a window of 5 steps. Received: shape=(2, 3, 4).");
        refused(
                () -> MaxPooling1D.of(4).call(x),
                "MaxPooling1D 'max_pooling1d': input must be long enough for a window of 4 steps. Received:"
                        + " shape=(2, 3, 4).");
        refused(
                () -> GlobalMaxPooling1D.of().call(rows),
                "GlobalMaxPooling1D 'global_max_pooling1d': input must have rank 3 (batch, timesteps, channels)."
                        + " Received: shape=(2, 4).");
        refused(
                () -> GlobalAveragePooling1D.of()
                        .apply(List.of(x), Call.inference().withMask(Mask.of(new boolean[2][4]))),
                "GlobalAveragePooling1D 'global_average_pooling1d': mask must have shape (batch, timesteps) = (2, 3)."
                        + " Received: shape=(2, 4).");
        refused(
                () -> Reshape.of(5, 2).call(x),
                "Reshape 'reshape': input must have samples of the size of targetShape. Received: targetShape=(5, 2),"
                        + " shape=(2, 3, 4).");
        refused(
                () -> Permute.of(1).call(x),
                "Permute 'permute': input must have rank 2, one more than dims. Received: dims=[1], shape=(2, 3, 4).");
        refused(
                () -> RepeatVector.of(2).call(x),
                "RepeatVector 'repeat_vector': input must have rank 2 (batch, features). Received: shape=(2, 3, 4).");
        refused(
                () -> ZeroPadding1D.of(1).call(rows),
                "ZeroPadding1D 'zero_padding1d': input must have rank 3 (batch, timesteps, features). Received:"
                        + " shape=(2, 4).");
        refused(
                () -> Cropping1D.of(1, 2).call(x),
                "Cropping1D 'cropping1d': input must have more steps than are cut off, 3. Received: timesteps=3.");
        refused(
                () -> Cropping1D.of(Integer.MAX_VALUE).call(x),
                "Cropping1D 'cropping1d': input must have more steps than are cut off, 4294967294. Received:"
                        + " timesteps=3.");
        refused(
                () -> Rescaling.builder(new double[2], new double[1]).build().call(x),
                "Rescaling 'rescaling': scale and offset must hold one number or one per element of the last axis."
                        + " Received: 2 and 1 numbers, shape=(2, 3, 4).");
        refused(
                () -> Add.of().call(x, Tensor.zeros(2, 2, 4)),
                "Add 'add': shapes must be equal or 1 on every axis. Received: shapes=[(2, 3, 4), (2, 2, 4)].");
        refused(() -> Add.of().call(), "Add 'add': inputs must be one tensor or more. Received: none.");
        refused(() -> Subtract.of().call(x), "Subtract 'subtract': inputs must be two tensors. Received: 1.");
        refused(
                () -> Concatenate.of().call(x, rows),
                "Concatenate 'concatenate': inputs must have equal shapes but for axis -1. Received: shapes=[(2, 3, 4),"
                        + " (2, 4)].");
        refused(
                () -> Concatenate.of(3).call(x, x),
                "Concatenate 'concatenate': axis must be an axis of the inputs. Received: axis=3, shape=(2, 3, 4).");
    }

    @Test
    void weightsExistOnceTheLayerIsBuilt() {
        for (ThrowingCallable early : List.<ThrowingCallable>of(
                () -> Conv1D.of(1, 1).kernel(),
                () -> PReLU.of().alpha(),
                () -> BatchNormalization.of().movingMean())) {
            assertThatThrownBy(early)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(": weights exist once the layer is built. Call build(shape).");
        }
        assertThatThrownBy(() -> ReLU.of().stepper())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ReLU 're_lu': the layer must be built before it can step.");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
