package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A moving average of the weights, clipping and gradients of several batches in one training; numbers of Keras 3.15.1. */
class CombinedOptimizerTest {

    private static final Tensor X = Tensor.of(
            new float[] {
                2.04f, -2.56f, 0.42f, -0.57f, -0.45f, -0.22f, -2.02f, -0.23f, -0.87f, 3.32f, 0.23f, -0.35f, -0.28f,
                -0.67f, -1.06f, -0.39f, 0.48f, -0.24f, 0.96f, -0.2f, 0.02f, 1.55f, 0.55f, -0.51f
            },
            12,
            2);
    private static final Tensor Y = Tensor.of(
            new float[] {-0.18f, 0.54f, 1.94f, -0.27f, -0.24f, 1, -0.89f, -0.29f, 0.88f, 0.58f, 0.09f, 0.67f}, 12, 1);

    /** Two epochs of six batches. */
    private static void assertTrains(Optimizer optimizer, double... weights) {
        Dense dense = Dense.of(1);
        Sequential model = Sequential.of(Input.of(2), dense);
        dense.setWeights(List.of(Tensor.of(new float[] {0.5f, -0.25f}, 2, 1), Tensor.of(new float[] {0.1f}, 1)));
        model.compile(optimizer, Losses.meanSquaredError());
        model.fit(X, Y, FitOptions.epochs(2).batchSize(2).shuffle(false));
        assertThat(optimizer.iterations()).isEqualTo(12);
        assertThat(dense.kernel().value().getAt(0)).isCloseTo(weights[0], within(1e-6));
        assertThat(dense.kernel().value().getAt(1)).isCloseTo(weights[1], within(1e-6));
        assertThat(dense.bias().value().getAt(0)).isCloseTo(weights[2], within(1e-6));
    }

    @Test
    void averagesOverwriteWeightsByTheCountOfUpdates() {
        assertTrains(
                Adam.builder(0.1)
                        .useEma(true)
                        .emaMomentum(0.9)
                        .emaOverwriteFrequency(2)
                        .gradientAccumulationSteps(3)
                        .globalClipnorm(0.5)
                        .weightDecay(0.1)
                        .build(),
                0.38249213,
                -0.10880685,
                0.1986257);
    }

    @Test
    void gradientsLeftOverAtTheEndChangeNothing() {
        assertTrains(
                SGD.builder(0.1)
                        .momentum(0.5)
                        .useEma(true)
                        .emaMomentum(0.9)
                        .gradientAccumulationSteps(5)
                        .clipnorm(0.3)
                        .build(),
                0.47369316,
                -0.21701226,
                0.142195);
    }

    /** Of the penalties, too, and before the gradients are added up and clipped. */
    @Test
    void gradientsOfAScaledLossAreScaledBack() {
        List<List<Tensor>> weights = new ArrayList<>();
        for (Double factor : Arrays.asList(null, 1024.0, 3.0)) {
            Dense dense = Dense.builder(1)
                    .kernelRegularizer(L2.of(0.01))
                    .activityRegularizer(L2.of(0.02))
                    .build();
            Sequential model = Sequential.of(Input.of(2), dense);
            dense.setWeights(List.of(Tensor.of(new float[] {0.5f, -0.25f}, 2, 1), Tensor.of(new float[] {0.1f}, 1)));
            Optimizer optimizer = SGD.builder(0.2)
                    .momentum(0.9)
                    .clipnorm(0.5)
                    .gradientAccumulationSteps(2)
                    .lossScaleFactor(factor)
                    .build();
            assertThat(optimizer.lossScaleFactor()).isEqualTo(factor);
            model.compile(optimizer, Losses.meanSquaredError());
            model.fit(X, Y, FitOptions.epochs(2).batchSize(2).shuffle(false));
            weights.add(model.getWeights());
            assertThat(dense.kernel().value().getAt(0)).isCloseTo(0.108027935, within(1e-6));
            assertThat(dense.kernel().value().getAt(1)).isCloseTo(0.209571376, within(1e-6));
            assertThat(dense.getWeights().get(1).getAt(0)).isCloseTo(0.599379659, within(1e-6));
        }
        Tensors.assertSameBits(weights.get(1).get(0), weights.get(0).get(0));
        Tensors.assertSameBits(weights.get(1).get(1), weights.get(0).get(1));
        assertThatThrownBy(() -> SGD.builder(0.1).lossScaleFactor(0.0).build())
                .hasMessage("SGD: lossScaleFactor must be a positive number. Received: lossScaleFactor=0.0.");
    }

    /** In a loop of one's own, {@code apply} takes the gradients of the scaled loss. */
    @Test
    void anOptimizerTakesTheGradientsOfTheScaledLoss() {
        Dense dense = Dense.of(1);
        dense.build(Shape.of(Shape.UNKNOWN, 1));
        dense.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1), Tensor.zeros(1)));
        Gradients gradients = new Gradients();
        gradients.of(dense.kernel()).setAt(0, 8);
        SGD.builder(0.5).lossScaleFactor(4.0).build().apply(List.of(dense.kernel()), gradients);
        assertThat(dense.kernel().value().getAt(0)).isZero(); // 1 - 0.5 * 8 / 4
    }
}
