package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.UnaryLayer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.MergeMode;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The masks of a graph before it runs, which layers heed them, and what they mean for the order of layers. */
class SymbolicMasksTest {

    private final KerasTensor ids = Input.of(5).tensor();
    private final KerasTensor others = Input.of(5).tensor();
    private final KerasTensor numbers = Input.of(5, 3).tensor();
    private final KerasTensor embedded = embedding().connect(ids);
    private final KerasTensor embeddedOthers = embedding().connect(others);
    private final SymbolicMasks made = SymbolicMasks.whileMade();
    private final SymbolicMasks running = SymbolicMasks.whileRunning();

    private static Embedding embedding() {
        return Embedding.builder(6, 3).maskZero(true).build();
    }

    private static GRU sequences() {
        return GRU.builder(3).returnSequences(true).build();
    }

    /** The mask of a tensor, its sources being added first. */
    private static SymbolicMask mask(SymbolicMasks masks, KerasTensor tensor) {
        tensor.use().inputs().forEach(input -> mask(masks, input));
        masks.add(tensor.use());
        return masks.of(tensor);
    }

    @Test
    void anEmbeddingAsksForZeros() {
        assertThat(mask(made, embedded)).isSameAs(made.notEqual(ids, 0)).isNotSameAs(made.notEqual(ids, 1));
        assertThat(mask(made, embedded).operation()).isEqualTo("NotEqual");
        assertThat(mask(made, embedded).rank()).isEqualTo(2);
        assertThat(mask(made, Embedding.of(6, 3).connect(ids))).isNull();
    }

    @Test
    void maskingAsksForItsValueInItsOwnElementType() {
        assertThat(mask(made, Masking.of(2).connect(numbers))).isSameAs(made.any(made.notEqual(numbers, 2)));
        KerasTensor wide = Masking.builder(2).dtype(DType.FLOAT64).build().connect(numbers);
        assertThat(mask(made, wide)).isSameAs(made.any(made.notEqual(made.cast(numbers, "float64"), 2)));
        KerasTensor whole = Input.builder(Shape.of(Shape.UNKNOWN, 5, 3))
                .integers(Input.IntegerType.INT32)
                .build()
                .tensor();
        assertThat(mask(made, Masking.of(2).connect(whole))).isSameAs(made.any(made.notEqual(whole, 2)));
    }

    @Test
    void aMergeNeedsAllMasksAndAConcatenationOne() {
        SymbolicMask a = mask(made, embedded);
        SymbolicMask b = mask(made, embeddedOthers);
        assertThat(mask(made, Add.of().connect(embedded, embeddedOthers))).isSameAs(made.or(a, b));
        assertThat(mask(made, Add.of().connect(embedded, numbers))).isNull();
        assertThat(mask(made, Concatenate.of(1).connect(embedded, numbers)))
                .isSameAs(made.any(made.concatenate(
                        List.of(made.or(made.expandDims(a), made.zerosLike(embedded)), made.onesLike(numbers)), 1)));
        assertThat(mask(made, Concatenate.of().connect(numbers, numbers))).isNull();
    }

    @Test
    void layersHandTheirMaskOnOrDropIt() {
        SymbolicMask mask = mask(made, embedded);
        assertThat(mask(made, Dense.of(2).connect(embedded))).isSameAs(mask);
        assertThat(mask(made, sequences().connect(embedded))).isSameAs(mask);
        assertThat(mask(made, GRU.of(2).connect(embedded))).isNull();
        assertThat(mask(made, Conv1D.of(2, 2).connect(embedded))).isNull();
        List<KerasTensor> both = Bidirectional.builder(
                        GRU.builder(2).returnSequences(true).returnState(true).build())
                .mergeMode(MergeMode.NONE)
                .build()
                .connect(List.of(embedded));
        mask(made, both.get(0));
        assertThat(made.of(both)).containsExactly(mask, mask, null, null);
    }

    /** While the graph is made, nobody knows what a model inside makes of masks. */
    @Test
    void aModelInsideHidesItsMasksUntilItRuns() {
        KerasTensor x = Input.of(5, 3).tensor();
        KerasTensor kept = Functional.of(x, Dense.of(3).connect(x)).connect(embedded);
        assertThat(mask(made, kept)).isNull();
        assertThat(mask(running, kept)).isNotNull().isNotSameAs(running.of(embedded));
        KerasTensor y = Input.of(5, 3).tensor();
        assertThat(mask(running, Functional.of(y, Conv1D.of(3, 1).connect(y)).connect(embedded)))
                .isNull();
        Sequential chain =
                Sequential.builder().add(Dense.of(3)).add(sequences()).build();
        assertThat(mask(running, chain.connect(embedded))).isNotNull();
        assertThat(mask(running, chain.connect(numbers))).isNull();
        Sequential own = Sequential.builder().add(Masking.of()).add(Dense.of(2)).build();
        assertThat(mask(running, own.connect(numbers))).isNotNull();
        assertThat(mask(made, own.connect(numbers))).isNull();
    }

    @Test
    void aMergeInsideNeedsAllMasksAndAConcatenationOne() {
        KerasTensor x = Input.of(5, 3).tensor();
        KerasTensor y = Input.of(5, 3).tensor();
        Functional sum = Functional.of(List.of(x, y), List.of(Add.of().connect(x, y)));
        Functional joined =
                Functional.of(List.of(x, y), List.of(Concatenate.of().connect(x, y)));
        List<KerasTensor> both = List.of(embedded, embeddedOthers);
        List<KerasTensor> one = List.of(numbers, embedded);
        List<KerasTensor> none = List.of(numbers, numbers);
        assertThat(mask(running, sum.connect(both).get(0))).isNotNull();
        assertThat(mask(running, sum.connect(one).get(0))).isNull();
        assertThat(mask(running, joined.connect(one).get(0))).isNotNull();
        assertThat(mask(running, joined.connect(none).get(0))).isNull();
    }

    @Test
    void aLayerForEachStepKeepsTheMaskUnlessItMakesOne() {
        assertThat(mask(running, TimeDistributed.of(Dense.of(2)).connect(embedded)))
                .isSameAs(running.of(embedded))
                .isNotNull();
        KerasTensor words = Input.of(5, 4).tensor();
        KerasTensor inside = TimeDistributed.of(embedding()).connect(words);
        assertThat(mask(running, inside)).isNotNull();
        assertThat(mask(made, inside)).isNull();
        KerasTensor deep = Masking.of().connect(Input.of(5, 4, 3).tensor());
        SymbolicMask mask = mask(running, deep);
        assertThat(mask.rank()).isEqualTo(3);
        assertThat(mask(running, TimeDistributed.of(Dense.of(2)).connect(deep))).isSameAs(mask);
        assertThat(mask(running, TimeDistributed.of(GRU.of(2)).connect(deep))).isNotSameAs(mask);
    }

    /** Passes its input on; of the steps, those count that did not. */
    private static final class Opposite extends UnaryLayer {
        private static final class Builder extends Layer.Builder<Builder> {
            @Override
            public Layer build() {
                return new Opposite();
            }
        }

        Opposite() {
            super(new Builder());
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }

        @Override
        public @Nullable Mask computeMask(@Nullable Mask mask) {
            if (mask == null) {
                return null;
            }
            boolean[] used = new boolean[mask.batch() * mask.timesteps()];
            for (int i = 0; i < used.length; i++) {
                used[i] = !mask.used(i / mask.timesteps(), i % mask.timesteps());
            }
            return Mask.of(Shape.of(mask.batch(), mask.timesteps()), used);
        }

        @Override
        protected Pass forward(Tensor input, Call call) {
            return Pass.of(input, (dOutput, gradients) -> dOutput);
        }
    }

    @Test
    void theMaskThatACustomLayerMakesIsKnownToItAlone() {
        SymbolicMask mask = mask(running, embedded);
        KerasTensor output = new Opposite().connect(embedded);
        assertThat(mask(running, output)).isNotNull().isNotSameAs(mask);
        assertThat(mask(running, output).rank()).isEqualTo(2);
        assertThat(mask(made, output)).isNull();
        assertThat(made.recorded(GRU.of(2).connect(output).use())).isEmpty();
        // Without a mask there is nothing to ask about.
        assertThat(mask(running, new Opposite().connect(numbers))).isNull();
        assertThat(mask(running, Functional.of(ids, output).connect(ids))).isNotNull();
    }

    @Test
    void kerasWritesDownTheMaskOfACallWithOneTensorOfTheLayersType() {
        SymbolicMask mask = mask(made, embedded);
        assertThat(made.recorded(GRU.of(2).connect(embedded).use())).containsExactly(mask);
        assertThat(made.recorded(BatchNormalization.of().connect(embedded).use()))
                .containsExactly(mask);
        assertThat(made.recorded(Dense.of(2).connect(embedded).use())).isEmpty();
        assertThat(made.recorded(GRU.of(2).connect(numbers).use())).isEmpty();
        GRU wide = GRU.builder(2).dtype(DType.FLOAT64).build();
        assertThat(made.recorded(wide.connect(embedded).use())).isEmpty();
        KerasTensor state = Input.of(2).tensor();
        assertThat(made.recorded(GRU.of(2).connect(embedded, state).use())).isEmpty();
        assertThat(made.recorded(
                        GRU.of(2).connectMasked(List.of(embedded, state)).get(0).use()))
                .containsExactly(mask);
    }

    /** It converts nothing itself, and its inputs are one argument. */
    @Test
    void kerasWritesDownAllMasksOfACallOfAGraph() {
        SymbolicMask a = mask(made, embedded);
        SymbolicMask b = mask(made, embeddedOthers);
        KerasTensor x = Input.of(5, 3).tensor();
        KerasTensor y = Input.of(5, 3).tensor();
        Layer add = Add.builder().dtype(DType.FLOAT64).build();
        Functional inner = Functional.of(List.of(x, y), add.connect(List.of(x, y)));
        assertThat(made.recorded(
                        inner.connect(List.of(embedded, embeddedOthers)).get(0).use()))
                .containsExactly(a, b);
        assertThat(made.recorded(
                        inner.connect(List.of(numbers, embedded)).get(0).use()))
                .containsExactly(a);
    }

    /** The concatenation of masks lies between the first two embeddings and the end, and so they come first. */
    @Test
    void masksCountInTheOrderOfLayers() {
        Layer last = embedding();
        KerasTensor third = last.connect(Input.of(5).tensor());
        for (int i = 0; i < 3; i++) {
            third = sequences().connect(third);
        }
        KerasTensor joined = GRU.of(2).connect(Concatenate.of().connect(embedded, embeddedOthers));
        List<KerasTensor> inputs = new ArrayList<>(List.of(ids, others));
        inputs.add(third.use()
                .inputs()
                .get(0)
                .use()
                .inputs()
                .get(0)
                .use()
                .inputs()
                .get(0)
                .use()
                .inputs()
                .get(0));
        Functional model = Functional.of(
                inputs, List.of(Concatenate.of().connect(joined, GRU.of(2).connect(third))));
        assertThat(model.layers().stream().filter(Embedding.class::isInstance))
                .containsExactly(embedded.use().layer(), embeddedOthers.use().layer(), last);
    }

    // ---- heeding masks ----------------------------------------------------------------------------------------------

    private static float[] predicted(List<KerasTensor> inputs, KerasTensor output) {
        Tensor x = Tensor.of(new float[] {1, 2, 0, 3, 0}, 1, 5);
        Tensor state = Tensor.of(new float[] {0.5f, -0.5f}, 1, 2);
        return Functional.of(inputs, List.of(output))
                .predict(List.of(x, state))
                .get(0)
                .floats();
    }

    /** As in Keras 3, which finds no mask for a call with two tensors, but hands it on. */
    @Test
    void aCallWithStatesSkipsNothingUnlessItNamesItsMask() {
        KerasTensor state = Input.of(2).tensor();
        GRU gru = GRU.of(2);
        Embedding plain = Embedding.of(6, 3);
        float[] unmasked = predicted(List.of(ids, state), gru.connect(plain.connect(ids), state));
        Embedding masked = embedding();
        Functional.of(ids, masked.connect(ids)).setWeights(plain.getWeights());
        KerasTensor x = masked.connect(ids);
        assertThat(gru.connect(x, state).use().heedsMask()).isFalse();
        assertThat(predicted(List.of(ids, state), gru.connect(x, state))).containsExactly(unmasked);
        KerasTensor named = gru.connectMasked(List.of(x, state)).get(0);
        assertThat(named.use().heedsMask()).isTrue();
        float[] skipping = predicted(List.of(ids, state), named);
        assertThat(skipping).isNotEqualTo(unmasked);
        Functional model = Functional.of(List.of(ids, state), List.of(named));
        Functional copy = model.toBuilder().build();
        copy.setWeights(model.getWeights());
        assertThat(copy.outputs().get(0).use().namesMask()).isTrue();
    }

    @Test
    void aCallWithStatesHandsItsMaskOn() {
        KerasTensor state = Input.of(2).tensor();
        Bidirectional both = Bidirectional.builder(
                        GRU.builder(2).returnSequences(true).build())
                .mergeMode(MergeMode.NONE)
                .build();
        List<KerasTensor> outputs = both.connect(List.of(embedded, state, state));
        assertThat(outputs.get(0).use().heedsMask()).isFalse();
        GRU end = GRU.of(2);
        for (KerasTensor output : outputs) {
            float[] masked = predicted(List.of(ids, state), end.connect(output));
            // A model that drops the mask: a convolution of width 1 that changes nothing.
            Conv1D same = Conv1D.builder(2, 1).useBias(false).build();
            KerasTensor unmasked = end.connect(same.connect(output));
            Functional.of(List.of(ids, state), List.of(unmasked));
            same.setWeights(List.of(Tensor.of(new float[] {1, 0, 0, 1}, 1, 2, 2)));
            assertThat(masked).isNotEqualTo(predicted(List.of(ids, state), unmasked));
        }
    }

    @Test
    void aStateHasNoMaskAndAnEndNone() {
        KerasTensor state = Input.of(2).tensor();
        List<KerasTensor> taken = List.of(embedded, state);
        List<KerasTensor> last = GRU.builder(2).returnState(true).build().connect(taken);
        List<KerasTensor> all =
                GRU.builder(2).returnSequences(true).returnState(true).build().connect(taken);
        Tensor x = Tensor.of(new float[] {1, 2, 0, 3, 0}, 1, 5);
        Functional model =
                Functional.of(List.of(ids, state), List.of(all.get(0), all.get(1), last.get(0), last.get(1)));
        List<Mask> masks =
                model.apply(List.of(x, Tensor.zeros(1, 2)), Call.inference()).masks();
        assertThat(masks.get(0).used(0, 2)).isFalse();
        assertThat(masks.subList(1, 4)).containsOnlyNulls();
    }

    @Test
    void theElementTypeOfATensorIsKnown() {
        KerasTensor whole = Input.builder(Shape.of(2, 5))
                .integers(Input.IntegerType.INT32)
                .build()
                .tensor();
        assertThat(whole.dtype()).isEqualTo("int32");
        assertThat(numbers.dtype()).isEqualTo("float32");
        KerasTensor x = Input.of(5, 3).tensor();
        Functional inner =
                Functional.of(x, Dense.builder(2).dtype(DType.FLOAT64).build().connect(x));
        assertThat(inner.connect(numbers).dtype()).isEqualTo("float64");
    }
}
