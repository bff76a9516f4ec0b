package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.TimeDistributed;
import io.github.gru4j.layer.UnaryLayer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients that nobody asks for are left out; those that somebody asks for stay what they are, bit for bit. */
class WantedGradientsTest {

    private static final Tensor X = Tensors.random(DType.FLOAT32, 1, 5, 4, 3);

    static Stream<Layer> layers() {
        return Stream.of(
                Dense.builder(2).activation("sigmoid").build(),
                Conv1D.of(2, 3),
                TimeDistributed.of(Dense.of(2)),
                GRU.of(4),
                GRU.builder(4).timeMajor(true).build(),
                GRU.builder(GRUCell.builder(4).dropout(0.5).build())
                        .returnSequences(true)
                        .build(),
                RNN.of(StackedRNNCells.of(GRUCell.of(4), GRUCell.of(3))),
                Bidirectional.of(GRU.of(3)),
                Sequential.of(
                        Input.of(4, 3), GRU.builder(4).returnSequences(true).build(), Dense.of(2)));
    }

    private record Found(Gradients gradients, @Nullable Tensor dInput) {}

    private static Found run(Layer layer, List<Parameter> weights, boolean inputWanted) {
        Pass pass = layer.apply(List.of(X), Call.training(new Generator(7)));
        Gradients gradients = new Gradients();
        gradients.want(weights);
        List<@Nullable Tensor> given = new ArrayList<>();
        pass.outputs()
                .forEach(output -> given.add(
                        Tensors.random(output.dtype(), 3, output.shape().toArray())));
        return new Found(
                gradients, pass.backward(given, gradients, input -> inputWanted).get(0));
    }

    private static void assertSame(@Nullable Tensor actual, @Nullable Tensor expected) {
        assertThat(actual).isNotNull();
        assertThat(expected).isNotNull();
        Tensors.assertSameBits(actual, expected);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerGivesWhatIsWantedAndLeavesOutTheRest(Layer layer) {
        layer.build(X.shape());
        Tensors.randomizeWeights(layer, 2);
        Found all = run(layer, layer.weights(), true);
        Found noInput = run(layer, layer.weights(), false);
        Found inputOnly = run(layer, List.of(), true);
        assertThat(noInput.dInput).isNull();
        assertSame(inputOnly.dInput, all.dInput);
        for (Parameter weight : layer.weights()) {
            assertSame(noInput.gradients.find(weight), all.gradients.find(weight));
            assertThat(inputOnly.gradients.find(weight)).isNull();
            Found one = run(layer, List.of(weight), false);
            assertSame(one.gradients.find(weight), all.gradients.find(weight));
            for (Parameter other : layer.weights()) {
                assertThat(one.gradients.find(other) == null).isEqualTo(other != weight);
            }
        }
    }

    @Test
    void anEmbeddingThatIsFrozenHasNoGradient() {
        Embedding embedding = Embedding.of(9, 2);
        Pass pass = embedding.apply(List.of(Tensor.zeros(2, 3)), Call.training(new Generator(1)));
        Gradients gradients = new Gradients();
        gradients.want(List.of());
        pass.backward(Tensor.zeros(2, 3, 2), gradients);
        assertThat(gradients.find(embedding.embeddings())).isNull();
    }

    /** Passes its input on and counts how often anybody walks back through it. */
    private static final class Counting extends UnaryLayer {
        private static final class Builder extends Layer.Builder<Builder> {
            @Override
            public Layer build() {
                return new Counting();
            }
        }

        private int walks;

        Counting() {
            super(new Builder());
        }

        @Override
        protected Pass forward(Tensor input, Call call) {
            return Pass.of(input, (dOutput, gradients) -> {
                walks++;
                return dOutput;
            });
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }
    }

    private static Model sequential(Layer... layers) {
        return Sequential.of(layers);
    }

    private static Model functional(Layer... layers) {
        KerasTensor input = ((Input) layers[0]).tensor();
        KerasTensor current = input;
        for (int i = 1; i < layers.length; i++) {
            current = layers[i].connect(current);
        }
        return Functional.of(input, current);
    }

    static Stream<Function<Layer[], Model>> models() {
        return Stream.of(WantedGradientsTest::sequential, WantedGradientsTest::functional);
    }

    @ParameterizedTest
    @MethodSource("models")
    void trainingWalksBackToTheLowestTrainableLayerAndNoFurther(Function<Layer[], Model> models) {
        Counting first = new Counting();
        Counting second = new Counting();
        Counting third = new Counting();
        GRU frozen = GRU.builder(4).returnSequences(true).trainable(false).build();
        GRU trained = GRU.of(3);
        Model model = models.apply(new Layer[] {Input.of(4, 3), first, frozen, second, trained, third, Dense.of(1)});
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        List<Tensor> before = frozen.getWeights();
        model.fit(X, Tensor.zeros(5, 1), FitOptions.epochs(2).batchSize(5));
        assertThat(first.walks).isZero();
        assertThat(second.walks).isZero();
        assertThat(third.walks).isEqualTo(2);
        Tensors.assertSameBits(frozen.getWeights().get(0), before.get(0));

        frozen.setTrainable(true);
        model.compile(SGD.of(0.1), Losses.meanSquaredError());
        model.fit(X, Tensor.zeros(5, 1), FitOptions.epochs(1).batchSize(5));
        assertThat(first.walks).isZero();
        assertThat(second.walks).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("models")
    void whoAsksForTheGradientOfAModelsInputGetsIt(Function<Layer[], Model> models) {
        Counting first = new Counting();
        GRU frozen = GRU.builder(4).trainable(false).build();
        Model model = models.apply(new Layer[] {Input.of(4, 3), first, frozen, Dense.of(1)});
        Tensors.randomizeWeights(model, 4);
        Gradients all = new Gradients();
        Tensor dOutput = Tensors.random(DType.FLOAT32, 3, 5, 1);
        Tensor expected = model.apply(List.of(X), Call.training(new Generator(1)))
                .backward(dOutput, all)
                .get(0);
        Found found = run(model, model.trainableWeights(), true);
        assertSame(found.dInput, expected);
        assertThat(first.walks).isEqualTo(2);
        for (Parameter weight : model.weights()) {
            assertThat(found.gradients.find(weight) == null)
                    .isEqualTo(frozen.weights().contains(weight));
        }
    }

    @Test
    void aFrozenModelHasNothingToWalkBackFor() {
        Counting last = new Counting();
        Sequential inner = Sequential.of(Input.of(4, 3), GRU.of(2), last);
        inner.setTrainable(false);
        Sequential model = Sequential.of(inner);
        Found found = run(model, model.trainableWeights(), false);
        assertThat(found.dInput).isNull();
        assertThat(last.walks).isZero();
        run(model, model.trainableWeights(), true);
        assertThat(last.walks).isEqualTo(1);
    }

    @Test
    void aLayerBesideTheTrainedOneIsPassedBy() {
        Counting beside = new Counting();
        KerasTensor left = Input.of(4, 3).tensor();
        KerasTensor right = Input.of(4, 3).tensor();
        GRU trained = GRU.of(2);
        KerasTensor sum = Add.of()
                .connect(
                        trained.connect(left),
                        GRU.builder(2).trainable(false).build().connect(beside.connect(right)));
        Functional model = Functional.of(List.of(left, right), List.of(sum));
        Pass pass = model.apply(List.of(X, X), Call.training(new Generator(1)));
        Gradients gradients = new Gradients();
        gradients.want(model.trainableWeights());
        List<@Nullable Tensor> back =
                pass.backward(List.of(Tensors.random(DType.FLOAT32, 1, 5, 2)), gradients, input -> false);
        assertThat(back).containsExactly(null, null);
        assertThat(beside.walks).isZero();
        assertThat(gradients.find(trained.weights().get(0))).isNotNull();
    }
}
