package io.github.gru4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a layer promises about the layers inside it, its weights and its losses. */
class LayerTest {

    /** Adds a number to the loss and then asks the layers inside. */
    private static final class Adding extends Layer {
        private final double loss;
        private final List<Layer> inside;

        private Adding(double loss, Layer... inside) {
            super(null, DType.FLOAT32);
            this.loss = loss;
            this.inside = List.of(inside);
        }

        @Override
        protected List<Layer> sublayers() {
            return inside;
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            call.addLoss(this, loss);
            inside.forEach(layer -> layer.apply(inputs, call));
            return Pass.of(inputs);
        }
    }

    @Test
    void lossesComeInKerassOrder() {
        Adding twice = new Adding(3);
        Adding layer = new Adding(
                1,
                new Adding(2, twice, new Adding(4, new Adding(41), new Adding(42)), new Adding(5)),
                new Adding(6, new Adding(7), new Adding(8)));
        Call call = Call.evaluation();
        layer.apply(List.of(Tensor.zeros(1, 1)), call);
        // What Keras 3.15.1 prints for the same layers.
        assertThat(layer.losses(call)).containsExactly(1.0, 2.0, 5.0, 4.0, 42.0, 41.0, 3.0, 6.0, 8.0, 7.0);

        Adding sharing = new Adding(1, twice, new Adding(2, twice));
        Call another = Call.evaluation();
        sharing.apply(List.of(Tensor.zeros(1, 1)), another);
        assertThat(sharing.losses(another)).containsExactly(1.0, 3.0, 3.0, 2.0);
    }

    @Test
    void aLayerHeldTwiceHasItsWeightsOnce() {
        Dense shared = Dense.builder(2).kernelRegularizer(L2.of(0.5)).build();
        Adding outer = new Adding(0, shared, new Adding(0, shared));
        outer.apply(List.of(Tensor.zeros(1, 2)), Call.inference());
        assertThat(outer.weights()).containsExactlyElementsOf(shared.weights()).hasSize(2);
        assertThat(outer.trainableWeights()).containsExactlyElementsOf(shared.weights());
        assertThat(outer.countParams()).isEqualTo(6);
        assertThat(outer.submodules()).hasSize(2);
        assertThat(outer.losses(Call.evaluation())).hasSize(1);
        shared.setTrainable(false);
        assertThat(outer.nonTrainableWeights()).hasSize(2);
        assertThat(outer.losses(Call.evaluation())).isEmpty();
    }

    @Test
    void aFrozenCellIsFrozenInsideEveryLayer() {
        GRUCell frozen = GRUCell.builder(3)
                .trainable(false)
                .kernelRegularizer(L2.of(0.1))
                .build();
        RNN rnn = RNN.of(List.of(frozen, GRUCell.of(2)));
        rnn.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 4));
        assertThat(rnn.trainableWeights()).hasSize(3).doesNotContainAnyElementsOf(frozen.weights());
        assertThat(rnn.nonTrainableWeights()).isEqualTo(frozen.weights());
        assertThat(rnn.losses(Call.evaluation())).isEmpty();

        RNN copy = rnn.toBuilder().build();
        copy.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 4));
        assertThat(copy.trainableWeights()).hasSize(3);
        Bidirectional both = Bidirectional.of(rnn);
        both.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, 4));
        assertThat(both.trainableWeights()).hasSize(6);

        rnn.setTrainable(true);
        assertThat(frozen.trainable()).isTrue();
        assertThat(rnn.trainableWeights()).hasSize(6);
        assertThat(rnn.losses(Call.evaluation())).hasSize(1);
        rnn.setTrainable(false);
        assertThat(frozen.trainable()).isFalse();
        assertThat(rnn.nonTrainableWeights()).isEqualTo(rnn.weights());
    }

    @Test
    void anAttemptToBuildThatFailsLeavesNothing() {
        boolean[] fails = {true};
        Layer layer = new Layer("late", DType.FLOAT32) {
            @Override
            protected void create(Shape shape, Generator generator) {
                addWeight("kernel", shape, WeightSpec.of((s, dtype, g) -> Tensor.zeros(dtype, s)), true, generator);
                if (fails[0]) {
                    throw new IllegalArgumentException("no");
                }
            }

            @Override
            public Shape computeOutputShape(Shape shape) {
                return shape;
            }

            @Override
            protected Pass forward(List<Tensor> inputs, Call call) {
                return Pass.of(inputs);
            }
        };
        assertThatThrownBy(() -> layer.build(Shape.of(2, 3))).hasMessage("no");
        assertThat(layer.built()).isFalse();
        assertThat(layer.weights()).isEmpty();
        fails[0] = false;
        layer.build(Shape.of(2, 3));
        assertThat(layer.weights()).hasSize(1);
    }

    @Test
    void gradientsCrossFromOneElementTypeToAnother() {
        for (boolean doubleFirst : new boolean[] {true, false}) {
            DType first = doubleFirst ? DType.FLOAT64 : DType.FLOAT32;
            DType second = doubleFirst ? DType.FLOAT32 : DType.FLOAT64;
            GRU gru = GRU.builder(3).dtype(first).build();
            Dense dense = Dense.builder(1).dtype(second).activation("sigmoid").build();
            Sequential model = Sequential.of(gru, dense);
            Tensor x = Tensors.random(first, 1, 2, 4, 2);
            Gradients gradients = new Gradients();
            Pass pass = model.apply(List.of(x), Call.training(new Generator(1)));
            assertThat(pass.output().dtype()).isEqualTo(second);
            List<@Nullable Tensor> dx = pass.backward(Tensor.full(second, Shape.of(2, 1), 1), gradients);
            Tensor found = gradients.of(gru.cell().kernel());
            assertThat(found.dtype()).isEqualTo(first);
            assertThat(dx).first().extracting(Tensor::dtype).isEqualTo(first);

            // The same in double throughout.
            GRU plainGru = GRU.builder(3).dtype(DType.FLOAT64).build();
            Dense plainDense =
                    Dense.builder(1).dtype(DType.FLOAT64).activation("sigmoid").build();
            Sequential plain = Sequential.of(plainGru, plainDense);
            plain.build(x.shape());
            plain.setWeights(model.getWeights());
            Gradients expected = new Gradients();
            plain.apply(List.of(x), Call.training(new Generator(1)))
                    .backward(Tensor.full(DType.FLOAT64, Shape.of(2, 1), 1), expected);
            Tensor wanted = expected.of(plainGru.cell().kernel());
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(found.getAt(i)).isCloseTo(wanted.getAt(i), within(1e-6));
            }

            // What a cross-entropy walks back from, too.
            Pass again = model.apply(List.of(x), Call.training(new Generator(1)));
            assertThat(again.logits(0)).isNotNull();
            Gradients fromLogits = new Gradients();
            again.backward(Arrays.asList(null, Tensor.full(second, Shape.of(2, 1), 1)), fromLogits);
            assertThat(fromLogits.of(gru.cell().kernel()).dtype()).isEqualTo(first);
        }
    }

    @Test
    void aRecurrentLayerCalledByItselfAddsItsActivityPenalty() {
        Tensor x = Tensors.random(DType.FLOAT64, 1, 2, 4, 3);
        for (boolean state : new boolean[] {false, true}) {
            RNN.Builder<GRU> builder =
                    GRU.builder(GRUCell.builder(3).dtype(DType.FLOAT64).build());
            builder.returnState(state).activityRegularizer(L2.of(0.1));
            GRU gru = builder.build();
            Call called = Call.evaluation();
            gru.call(x, List.of(), called);
            Call applied = Call.evaluation();
            gru.apply(List.of(x), applied);
            assertThat(gru.losses(called)).isEqualTo(gru.losses(applied)).hasSize(state ? 2 : 1);

            Bidirectional both =
                    Bidirectional.builder(gru).activityRegularizer(L2.of(0.2)).build();
            Call calledBoth = Call.evaluation();
            both.call(List.of(x), List.of(), List.of(), calledBoth);
            Call appliedBoth = Call.evaluation();
            both.apply(List.of(x), appliedBoth);
            assertThat(both.losses(calledBoth))
                    .isEqualTo(both.losses(appliedBoth))
                    .hasSize(state ? 3 + 4 : 1 + 2);

            Call inference = Call.inference();
            gru.call(x, List.of(), inference);
            assertThat(inference.losses()).isZero();
        }
    }
}
