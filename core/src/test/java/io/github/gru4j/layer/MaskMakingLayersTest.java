package io.github.gru4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masking, Embedding and TimeDistributed. */
class MaskMakingLayersTest {

    private static final double TOLERANCE = 2e-8;

    // ---- Masking ----------------------------------------------------------------------------------------------------

    @Test
    void maskingMasksStepsWhoseFeaturesAllHaveTheValue() {
        Tensor x = Tensor.of(new float[] {-1, -1, 0, 0, -1, 3, 4, -1}, 2, 2, 2);
        Pass pass = Masking.of(-1).apply(List.of(x), Call.inference());
        assertThat(used(pass.mask())).isEqualTo("0111");
        assertThat(pass.mask().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(pass.output().floats()).containsExactly(0, 0, 0, 0, -1, 3, 4, -1);
    }

    @Test
    void maskingComparesInTheTypeOfTheLayer() {
        Tensor x = Tensor.of(new float[] {0.1f, 0.1f}, 1, 2, 1);
        assertThat(used(Masking.of(0.1).apply(List.of(x), Call.inference()).mask()))
                .isEqualTo("00");
        Masking wide = Masking.builder(0.1).dtype(DType.FLOAT64).build();
        assertThat(used(wide.apply(List.of(x), Call.inference()).mask())).isEqualTo("11");
        assertThat(used(Masking.of(Double.NaN)
                        .apply(List.of(x), Call.inference())
                        .mask()))
                .isEqualTo("11");
    }

    @Test
    void maskingReplacesTheMaskThatCameIn() {
        Tensor x = Tensor.of(new float[] {1, 0}, 1, 2, 1);
        Call masked = Call.inference().withMask(Mask.of(new boolean[][] {{false, false}}));
        assertThat(used(Masking.of().apply(List.of(x), masked).mask())).isEqualTo("10");
    }

    @Test
    void maskingPassesGradientsOfUsedStepsOnly() {
        Tensor x = Tensor.of(new double[] {5, 5, 5, 1, 2, 3}, 1, 3, 2);
        Pass pass = Masking.builder(5)
                .dtype(DType.FLOAT64)
                .build()
                .apply(List.of(x), Call.inference().recording(true));
        Tensor dInput = pass.backward(Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 3, 2), new Gradients())
                .get(0);
        assertThat(dInput.doubles()).containsExactly(0, 0, 3, 4, 5, 6);
    }

    // ---- Embedding --------------------------------------------------------------------------------------------------

    @Test
    void embeddingLooksUpRows() {
        Embedding embedding = embedding(Embedding.builder(3, 2));
        Tensor y = embedding.call(Tensor.of(new float[] {2, 0, 1, 2}, 2, 2));
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(y.floats()).containsExactly(5, 6, 1, 2, 3, 4, 5, 6);
        assertThat(embedding
                        .apply(List.of(Tensor.zeros(1, 2)), Call.inference())
                        .mask())
                .isNull();
    }

    @Test
    void embeddingDropsAMaskThatComesInAsKerasDoes() {
        Call masked = Call.inference().withMask(Mask.of(new boolean[][] {{false, true}}));
        assertThat(embedding(Embedding.builder(3, 2))
                        .apply(List.of(Tensor.zeros(1, 2)), masked)
                        .mask())
                .isNull();
    }

    @Test
    void idZeroIsMaskedOnDemand() {
        Embedding embedding = embedding(Embedding.builder(3, 2).maskZero(true));
        Pass pass = embedding.apply(List.of(Tensor.of(new float[] {2, 0, 0, 1}, 2, 2)), Call.inference());
        assertThat(used(pass.mask())).isEqualTo("1001");
        assertThat(pass.output().get(0, 1, 0)).isEqualTo(1); // the row of id 0 all the same
    }

    @Test
    void gradientsOfARepeatedIdAreSummed() {
        Embedding embedding = embedding(Embedding.builder(3, 2));
        Pass pass = embedding.apply(
                List.of(Tensor.of(new float[] {2, 0, 2}, 1, 3)),
                Call.inference().recording(true));
        Gradients gradients = new Gradients();
        assertThat(pass.backward(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2), gradients))
                .containsExactly((Tensor) null);
        assertThat(gradients.of(embedding.embeddings()).floats()).containsExactly(3, 4, 0, 0, 6, 8);
    }

    @Test
    void idsBeyondFloat32ArriveUnharmedThroughAModel() {
        int inputDim = (1 << 24) + 2;
        Sequential model = Sequential.of(
                Input.of(2),
                Embedding.builder(inputDim, 1).embeddingsInitializer(Zeros.of()).build());
        model.weights().get(0).value().setAt(1 << 24, 7);
        model.weights().get(0).value().setAt((1 << 24) + 1, 8);
        double[] ids = {1 << 24, (1 << 24) + 1};
        assertThat(model.predict(Tensor.of(ids, 1, 2)).floats()).containsExactly(7, 8);
        assertThatThrownBy(() -> model.predict(Tensor.of(new float[] {1, 1 << 24}, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Embedding 'embedding': ids must be below 2^24 in a float32 tensor, which does not tell"
                        + " larger integers apart. Received: 16777216 at position [0, 1]. Give the ids in a float64"
                        + " tensor.");
        assertThatThrownBy(() -> model.layer("embedding").stepper())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("Embedding 'embedding': ids must be below 2^24 to run step by step, for events are float32"
                        + " numbers. Received: inputDim=16777218.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 3, 1.5, Double.NaN, 1e300})
    void idsOutsideTheTableAreRefused(double id) {
        Embedding embedding = embedding(Embedding.builder(3, 2));
        Tensor ids = Tensor.of(new double[] {0, 1, 2, id}, 2, 2);
        String shown = id == -1 ? "-1" : id == 3 ? "3" : Double.toString(id);
        assertThatThrownBy(() -> embedding.call(ids))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Embedding 'embedding': ids must be integers from 0 to 2, one less than inputDim. Received: "
                                + shown + " at position [1, 1].");
    }

    // ---- TimeDistributed --------------------------------------------------------------------------------------------

    @Test
    void timeDistributedGivesWhatTheLayerGivesForEachStep() {
        GRU inner = GRU.of(3);
        TimeDistributed layer = TimeDistributed.of(inner);
        Tensor x = Tensors.random(DType.FLOAT32, 1, 2, 4, 5, 3);
        Tensor y = layer.call(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 4, 3)).isEqualTo(layer.computeOutputShape(x.shape()));
        for (int t = 0; t < 4; t++) {
            Tensor step = Tensor.zeros(2, 5, 3);
            for (int b = 0; b < 2; b++) {
                Tensor.copyRange(x, (b * 4 + t) * 15, step, b * 15, 15);
            }
            Tensor expected = inner.call(step).output();
            for (int b = 0; b < 2; b++) {
                for (int u = 0; u < 3; u++) {
                    assertThat(y.get(b, t, u)).isEqualTo(expected.get(b, u));
                }
            }
        }
    }

    @Test
    void timeDistributedGradientsMatchDifferences() {
        TimeDistributed layer = TimeDistributed.builder(
                        Dense.builder(2).activation("tanh").dtype(DType.FLOAT64).build())
                .dtype(DType.FLOAT64)
                .build();
        Tensor x = Tensors.random(DType.FLOAT64, 1, 2, 3, 4);
        layer.build(x.shape());
        Tensors.randomizeWeights(layer, 2);
        GradientChecker.Report report =
                GradientChecker.check(layer, List.of(x), () -> Call.inference().recording(true));
        assertThat(report.maxError()).as("%s", report).isLessThan(TOLERANCE);
        assertThat(report.compared()).isEqualTo(24 + 8 + 2);
    }

    @Test
    void theMaskOfTimeGoesOn() {
        Call masked = Call.inference().withMask(Mask.of(new boolean[][] {{false, true}}));
        Tensor x = Tensor.zeros(1, 2, 3);
        assertThat(used(TimeDistributed.of(Dense.of(1))
                        .apply(List.of(x), masked)
                        .mask()))
                .isEqualTo("01");
        Tensor deep = Tensor.zeros(1, 2, 3, 2);
        assertThat(used(TimeDistributed.of(GRU.of(1))
                        .apply(List.of(deep), masked)
                        .mask()))
                .isEqualTo("01");
    }

    @Test
    void aMaskWithFurtherAxesReachesTheLayerInsideAndIsReducedBehindIt() {
        boolean[] used = {false, false, false, true, false, true};
        Mask mask = Mask.of(Shape.of(1, 2, 3), used);
        Tensor x = Tensors.random(DType.FLOAT32, 3, 1, 2, 3, 2);
        TimeDistributed last = TimeDistributed.of(GRU.of(2));
        Pass pass = last.apply(List.of(x), Call.inference().withMask(mask));
        assertThat(used(pass.mask())).isEqualTo("01"); // nothing of step 0 counts
        Tensor expected = ((GRU) last.layer())
                .call(x.reshape(2, 3, 2), mask.reshape(Shape.of(2, 3)), List.of())
                .output();
        Tensors.assertSameBits(pass.output(), expected.reshape(1, 2, 2));
        TimeDistributed sequences =
                TimeDistributed.of(GRU.builder(2).returnSequences(true).build());
        assertThat(sequences
                        .apply(List.of(x), Call.inference().withMask(mask))
                        .mask()
                        .shape())
                .isEqualTo(Shape.of(1, 2, 3));
    }

    @Test
    void masksMadeInsideComeOut() {
        Tensor x = Tensor.of(new float[] {0, 0, 1, 0}, 1, 2, 2);
        Pass masking = TimeDistributed.of(Masking.of()).apply(List.of(x), Call.inference());
        assertThat(masking.mask().shape()).isEqualTo(Shape.of(1, 2));
        assertThat(used(masking.mask())).isEqualTo("01");
        Embedding embedding = Embedding.builder(2, 3).maskZero(true).build();
        Pass ids = TimeDistributed.of(embedding)
                .apply(List.of(Tensor.of(new float[] {0, 1, 1, 0}, 1, 2, 2)), Call.inference());
        assertThat(ids.mask().shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(used(ids.mask())).isEqualTo("0110");
        assertThat(ids.output().shape()).isEqualTo(Shape.of(1, 2, 2, 3));
    }

    // ---- in models --------------------------------------------------------------------------------------------------

    @Test
    void aMaskTravelsThroughTheModelToItsOutput() {
        Sequential model = Sequential.of(
                Input.of(3),
                Embedding.builder(4, 2).maskZero(true).build(),
                GRU.builder(2).returnSequences(true).build(),
                Dense.of(2));
        Tensor ids = Tensor.of(new float[] {0, 1, 2, 3, 0, 0}, 2, 3);
        assertThat(used(model.apply(List.of(ids), Call.inference()).mask())).isEqualTo("011100");
    }

    @Test
    void copiesHaveTheSameConfiguration() {
        Masking masking = Masking.builder(3).name("m").build().toBuilder().build();
        assertThat(masking.maskValue()).isEqualTo(3);
        assertThat(masking.name()).isEqualTo("m");
        Embedding embedding =
                Embedding.builder(4, 2).maskZero(true).embeddingsInitializer(Zeros.of()).build().toBuilder()
                        .build();
        assertThat(embedding.inputDim()).isEqualTo(4);
        assertThat(embedding.outputDim()).isEqualTo(2);
        assertThat(embedding.maskZero()).isTrue();
        assertThat(embedding.embeddingsSpec())
                .isEqualTo(WeightSpec.of(embedding.embeddingsSpec().initializer()));
        Dense dense = Dense.of(5);
        TimeDistributed wrapper = TimeDistributed.builder(dense).trainable(false).build().toBuilder()
                .build();
        assertThat(wrapper.trainable()).isFalse();
        assertThat(wrapper.layer()).isNotSameAs(dense);
        assertThat(((Dense) wrapper.layer()).units()).isEqualTo(5);
        Input input = Input.builder(Shape.of(Shape.UNKNOWN, 3))
                .integers(Input.IntegerType.INT64)
                .build();
        assertThat(input.toBuilder().build().integers()).isEqualTo(Input.IntegerType.INT64);
    }

    @Test
    void steppingGivesTheSequenceBitForBit() {
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN),
                Embedding.builder(5, 3).maskZero(true).build(),
                TimeDistributed.of(Dense.of(4)),
                Masking.of(),
                GRU.of(3));
        Tensors.randomizeWeights(model, 5);
        StreamingModel stream = StreamingModel.of(model);
        assertThat(stream.inputSize()).isEqualTo(1);
        StreamingState state = stream.newState();
        float[] out = new float[3];
        float[] ids = {0, 1, 2, 0, 0, 3, 4, 0};
        for (int t = 0; t < ids.length; t++) {
            stream.step(state, new float[] {ids[t]}, out);
            Tensor soFar = Tensor.of(Arrays.copyOf(ids, t + 1), 1, t + 1);
            assertThat(out).containsExactly(model.predict(soFar).floats());
        }
        for (float id : new float[] {-1, 5, 1.5f, Float.NaN}) {
            assertThatThrownBy(() -> stream.step(state, new float[] {id}, out))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Embedding 'embedding': an event must be an integer from 0 to 4. Received: "
                            + (id == (int) id ? Integer.toString((int) id) : Float.toString(id)) + ".");
        }
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> Embedding.of(0, 2))
                .hasMessage("Embedding: inputDim must be a positive integer. Received: inputDim=0.");
        assertThatThrownBy(() -> Embedding.of(2, 0))
                .hasMessage("Embedding: outputDim must be a positive integer. Received: outputDim=0.");
        assertThatThrownBy(() -> Embedding.of(2, 1).embeddings())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Embedding 'embedding': weights exist once the layer is built. Call build(shape).");
        assertThatThrownBy(() -> Masking.of().call(Tensor.zeros(3)))
                .hasMessage(
                        "Masking 'masking': input must have rank 2 or more, the features last. Received: shape=(3,).");
        assertThatThrownBy(() -> TimeDistributed.of(Dense.of(1)).call(Tensor.zeros(2, 3)))
                .hasMessage(
                        "TimeDistributed 'time_distributed': input must have rank 3 or more, (batch, timesteps, ...)."
                                + " Received: shape=(2, 3).");
        Call masked = Call.inference().withMask(Mask.of(new boolean[][] {{true}}));
        assertThatThrownBy(() -> TimeDistributed.of(Dense.of(1)).apply(List.of(Tensor.zeros(1, 2, 3)), masked))
                .hasMessage("TimeDistributed 'time_distributed': mask must have shape (batch, timesteps, ...) ="
                        + " (1, 2, ...). Received: shape=(1, 1).");
        TimeDistributed deep = TimeDistributed.of(GRU.of(1));
        deep.build(Shape.of(1, 2, 3, 4));
        assertThatThrownBy(deep::stepper)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("TimeDistributed 'time_distributed': only a layer over steps of shape (batch, features) can"
                        + " run step by step. Received: built for (1, 2, 3, 4).");
        assertThatThrownBy(() -> Mask.of(Tensor.zeros()))
                .hasMessage("Mask: values must have rank 1 (batch) or more. Received: shape=().");
    }

    private static Embedding embedding(Embedding.Builder builder) {
        Embedding embedding = builder.build();
        embedding.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN));
        embedding.setWeights(List.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)));
        return embedding;
    }

    private static String used(Mask mask) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < mask.shape().size(); i++) {
            text.append(mask.usedAt(i) ? '1' : '0');
        }
        return text.toString();
    }
}
