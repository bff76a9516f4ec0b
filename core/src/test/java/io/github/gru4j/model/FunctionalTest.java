package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.GradientChecker;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.ReLU;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionalTest {

    private static final Mask HOLES = Mask.of(new boolean[][] {{false, true, true}, {true, false, true}});

    private static Tensor random(int seed, int... dimensions) {
        return Tensors.random(DType.FLOAT64, seed, dimensions);
    }

    private static GRU gru(int units, boolean sequences, boolean state) {
        return GRU.builder(GRUCell.builder(units).dtype(DType.FLOAT64).build())
                .returnSequences(sequences)
                .returnState(state)
                .build();
    }

    private static Dense dense(int units) {
        return Dense.builder(units).dtype(DType.FLOAT64).build();
    }

    private static KerasTensor input(int... dimensions) {
        int[] shape = new int[dimensions.length + 1];
        shape[0] = Shape.UNKNOWN;
        System.arraycopy(dimensions, 0, shape, 1, dimensions.length);
        return Input.builder(Shape.of(shape)).dtype(DType.FLOAT64).build().tensor();
    }

    /** An encoder hands its state to a decoder; a second head looks at the encoder, through a layer that both share. */
    private static Functional encoderDecoder() {
        KerasTensor source = input(3, 4);
        KerasTensor target = input(5, 2);
        List<KerasTensor> encoded = gru(6, false, true).connect(List.of(source));
        KerasTensor decoded = gru(6, true, false).connect(target, encoded.get(1));
        Dense shared = dense(3);
        KerasTensor perStep = shared.connect(decoded);
        KerasTensor once = shared.connect(encoded.get(0));
        return Functional.of(List.of(source, target), List.of(perStep, once));
    }

    private final Tensor source = random(1, 2, 3, 4);
    private final Tensor target = random(2, 2, 5, 2);

    @Test
    void theEncodersStateIsWhereTheDecoderStarts() {
        Functional model = encoderDecoder();
        GRU encoder = (GRU) model.layer("gru");
        GRU decoder = (GRU) model.layer("gru_1");
        Dense shared = (Dense) model.layer("dense");

        List<Tensor> outputs = model.predict(List.of(source, target));

        Tensor state = encoder.call(source).state();
        Tensors.assertSameBits(
                outputs.get(0),
                shared.call(decoder.call(target, null, List.of(state)).output()));
        Tensors.assertSameBits(outputs.get(1), shared.call(state));
        assertThat(model.computeOutputShapes(List.of(Shape.of(7, 3, 4), Shape.of(7, 9, 2))))
                .containsExactly(Shape.of(7, 9, 3), Shape.of(7, 3));
    }

    @Test
    void batchesDoNotChangeTheNumbers() {
        Functional model = encoderDecoder();
        List<Tensor> whole = model.predict(List.of(source, target));
        List<Tensor> single = model.predict(List.of(source, target), 1);
        Tensors.assertSameBits(single.get(0), whole.get(0));
        Tensors.assertSameBits(single.get(1), whole.get(1));
    }

    @Test
    void gradientsOfSharedLayersAndOfStatesAreSums() {
        Functional model = encoderDecoder();
        GradientChecker.Report report = GradientChecker.check(
                model,
                List.of(source, target),
                () -> Call.training(new Generator(1)).withMasks(Arrays.asList(HOLES, null)));
        assertThat(report.maxError()).isLessThan(1e-8);
    }

    @Test
    void anOutputWithoutAGradientIsLeftAlone() {
        Functional model = encoderDecoder();
        Pass pass = model.apply(List.of(source, target), Call.training(new Generator(1)));
        io.github.gru4j.layer.Gradients gradients = new io.github.gru4j.layer.Gradients();
        List<?> back = pass.backward(Arrays.asList(null, random(3, 2, 3)), gradients);
        assertThat(back.get(0)).isNotNull();
        assertThat(back.get(1)).isNull();
        assertThat(gradients.find(((GRU) model.layer("gru_1")).cell().kernel())).isNull();
    }

    @Test
    void masksFollowTheEdges() {
        KerasTensor in = input(3, 4);
        GRU first = gru(3, true, false);
        GRU second = gru(2, true, false);
        Functional model = Functional.of(in, second.connect(first.connect(in)));

        Pass pass = model.apply(List.of(source), Call.inference().withMask(HOLES));

        Tensors.assertSameBits(
                pass.output(),
                second.call(first.call(source, HOLES, List.of()).sequence(), HOLES, List.of())
                        .output());
        assertThat(pass.mask()).isSameAs(HOLES);
    }

    @Test
    void layersComeInKerassOrder() {
        Functional model = encoderDecoder();
        assertThat(model.layers().stream().map(Layer::name))
                .containsExactly("input_layer", "input_layer_1", "gru", "gru_1", "dense");
    }

    @Test
    void aCopyHasTheSameGraphAndWeightsOfItsOwn() {
        Functional model = encoderDecoder();
        Functional copy = model.toBuilder().build();
        Tensors.randomizeWeights(copy, 5);
        List<Tensor> before = model.predict(List.of(source, target));
        assertThat(Tensors.sameBits(copy.predict(List.of(source, target)).get(0), before.get(0)))
                .isFalse();
        copy.setWeights(model.getWeights());
        Tensors.assertSameBits(copy.predict(List.of(source, target)).get(0), before.get(0));
        Tensors.assertSameBits(copy.predict(List.of(source, target)).get(1), before.get(1));
    }

    @Test
    void aCopyHasTheSameArguments() {
        KerasTensor in = input(4);
        Functional model = Functional.builder(List.of(in), List.of(dense(2).connect(in)))
                .name("mine")
                .trainable(false)
                .activityRegularizer(L2.of(0.5))
                .seed(3)
                .build();
        Functional copy = model.toBuilder().build();
        assertThat(copy.name()).isEqualTo("mine");
        assertThat(copy.trainable()).isFalse();
        assertThat(copy.activityRegularizer())
                .isEqualTo(model.activityRegularizer())
                .isNotNull();
        Tensors.assertSameBits(copy.getWeights().get(0), model.getWeights().get(0));
    }

    @Test
    void oneInputAndOneOutputTrainAsInASequential() {
        KerasTensor in = input(3, 4);
        Functional functional =
                Functional.of(in, dense(1).connect(gru(3, false, false).connect(in)));
        Sequential sequential = Sequential.of(input(3, 4).use().layer(), gru(3, false, false), dense(1));
        sequential.setWeights(functional.getWeights());
        Tensor y = random(4, 2, 1);
        for (Model model : List.of(functional, sequential)) {
            model.compile(SGD.of(0.1), Losses.meanSquaredError());
            model.fit(source, y, FitOptions.epochs(3));
        }
        Tensors.assertSameBits(functional.predict(source), sequential.predict(source));
    }

    @Test
    void whatDoesNotHangTogetherIsRefused() {
        KerasTensor a = input(3, 4);
        KerasTensor b = input(3, 4);
        KerasTensor y = gru(2, false, false).connect(b);
        assertThatThrownBy(() -> Functional.of(a, y))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Functional: every tensor must come from the inputs. Received: KerasTensor(shape=(None, 3, 4),"
                                + " output 0 of InputLayer(name=input_layer)), which is not among them.");
        assertThatThrownBy(() -> Functional.of(List.of(b, b), List.of(y)))
                .hasMessage("Functional: inputs must be one or more, each once. Received: [" + b + ", " + b + "].");
        assertThatThrownBy(() -> Functional.of(y, y))
                .hasMessage("Functional: inputs must be tensors of Input layers. Received: " + y + ".");
        assertThatThrownBy(() -> Functional.of(List.of(a), List.of()))
                .hasMessage("Functional: outputs must hold at least one tensor. Received: none.");
        assertThatThrownBy(() -> gru(2, false, false).connect(List.of()))
                .hasMessage("GRU 'gru': inputs must hold at least one tensor. Received: none.");
        Functional model = encoderDecoder();
        assertThatThrownBy(() -> model.predict(source))
                .hasMessage("Functional 'functional': inputs must be a list of 2 tensors, in the order of"
                        + " [input_layer, input_layer_1]. Received: 1 tensors.");
        assertThatThrownBy(() -> model.predict(List.of(source, random(1, 3, 5, 2))))
                .hasMessage("Functional 'functional': all inputs must hold as many samples as the first, 2. Received:"
                        + " shape=(3, 5, 2).");
    }

    @Test
    void everyLayerHasANameOfItsOwn() {
        KerasTensor x = input(2);
        KerasTensor same =
                Dense.builder(2).dtype(DType.FLOAT64).name("a").build().connect(x);
        KerasTensor again =
                Dense.builder(2).dtype(DType.FLOAT64).name("a").build().connect(same);
        assertThatThrownBy(() -> Functional.of(x, again))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Functional: every layer must have a name of its own. Received: two layers named 'a'.");
    }

    @Test
    void aGraphMayBeDeeperThanTheStackOfAThread() {
        KerasTensor x = input(1);
        KerasTensor end = x;
        for (int i = 0; i < 50_000; i++) {
            end = ReLU.builder().dtype(DType.FLOAT64).build().connect(end);
        }
        Functional model = Functional.of(x, end);
        assertThat(model.layers()).hasSize(50_001);
        assertThat(model.predict(Tensor.of(new double[] {-1, 3}, 2, 1)).doubles())
                .containsExactly(0, 3);
    }
}
