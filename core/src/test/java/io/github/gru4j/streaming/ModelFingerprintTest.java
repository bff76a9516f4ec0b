package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.activation.Activations;
import io.github.gru4j.layer.ActivationLayer;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.layer.Rescaling;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A fingerprint tells models apart whose states must not be mixed up, and nothing else. */
class ModelFingerprintTest {

    private static ModelFingerprint of(Layer... layers) {
        Sequential.Builder builder = Sequential.builder().add(Input.of(Shape.UNKNOWN, 2));
        List.of(layers).forEach(builder::add);
        return fingerprint(builder.build());
    }

    /** Of the model with weights 0, 1/8, 2/8, … */
    private static ModelFingerprint fingerprint(Sequential model) {
        int next = 0;
        for (Tensor weight : model.weights().stream().map(w -> w.value()).toList()) {
            for (int i = 0; i < weight.size(); i++) {
                weight.setAt(i, next++ / 8.0);
            }
        }
        return StreamingModel.of(model).fingerprint();
    }

    private static GRU gru(UnaryOperator<GRUCell.Builder> arguments) {
        return GRU.builder(3, arguments).build();
    }

    /** If this changes, states that were kept with an earlier release are refused. */
    @Test
    void staysTheSameFromReleaseToRelease() {
        ModelFingerprint fingerprint = of(
                Normalization.builder().mean(0.1).variance(2).build(),
                GRU.builder(3, cell -> cell).returnSequences(true).build(),
                Dropout.of(0.5),
                LayerNormalization.of(),
                Dense.builder(1).activation(Activations.leakyRelu(0.3)).build());
        assertThat(fingerprint).hasToString("00812f6ed475693b/8ae2805d7bccb086");
        assertThat(fingerprint.architecture()).isEqualTo(0x00812f6ed475693bL);
        assertThat(fingerprint.weights()).isEqualTo(0x8ae2805d7bccb086L);
    }

    @Test
    void namesSeedsAndWhatActsInTrainingOnlyDoNotCount() {
        ModelFingerprint plain = of(GRU.of(3), Dense.of(1));
        assertThat(of(
                        Dropout.of(0.5),
                        GRU.builder(3, cell -> cell.dropout(0.1).recurrentDropout(0.1))
                                .name("memory")
                                .build(),
                        Dropout.of(0.1),
                        Dense.builder(1).name("head").trainable(false).build()))
                .isEqualTo(plain);
        assertThat(of(RNN.of(GRUCell.of(3)), Dense.of(1))).isEqualTo(plain);
        assertThat(of(GRU.builder(3).stateful(false).build(), Dense.of(1))).isEqualTo(plain);
    }

    @Test
    void cellsOneAboveTheOtherAreLayersOneAboveTheOther() {
        ModelFingerprint layers = of(GRU.builder(3).returnSequences(true).build(), GRU.of(4));
        assertThat(of(RNN.of(StackedRNNCells.of(GRUCell.of(3), GRUCell.of(4))))).isEqualTo(layers);
    }

    @Test
    void everythingThatDecidesHowAStepComputesCounts() {
        List<ModelFingerprint> all = new ArrayList<>(List.of(
                of(GRU.of(3)),
                of(GRU.of(4)),
                of(gru(cell -> cell.resetAfter(false))),
                of(gru(cell -> cell.useBias(false))),
                of(gru(cell -> cell.resetAfter(false).useBias(false))),
                of(gru(cell -> cell.activation("relu"))),
                of(gru(cell -> cell.recurrentActivation("tanh"))),
                of(gru(cell -> cell.activation("sigmoid"))),
                of(gru(cell -> cell.recurrentActivation("hard_sigmoid"))),
                of(gru(cell -> cell.recurrentActivation(Activations.hardSigmoidKeras2()))),
                of(gru(cell -> cell.activation(new OwnTanh()))),
                of(GRU.of(3), Dense.of(3)),
                of(GRU.of(3), Dense.builder(3).activation("tanh").build()),
                of(GRU.of(3), ActivationLayer.of("tanh")),
                of(ActivationLayer.of("tanh"), GRU.of(3)),
                of(GRU.of(3), ActivationLayer.of(Activations.leakyRelu(0.3))),
                of(GRU.of(3), ActivationLayer.of(Activations.leakyRelu(0.30000001))),
                of(Rescaling.of(2, 0), GRU.of(3)),
                of(Rescaling.of(2, 1), GRU.of(3)),
                of(Normalization.of(), GRU.of(3)),
                of(Normalization.builder().invert(true).build(), GRU.of(3)),
                of(Normalization.builder().mean(1).variance(2).build(), GRU.of(3)),
                of(LayerNormalization.of(), GRU.of(3)),
                of(LayerNormalization.builder().epsilon(1e-4).build(), GRU.of(3))));
        Set<Long> architectures = new HashSet<>();
        for (ModelFingerprint fingerprint : all) {
            assertThat(architectures.add(fingerprint.architecture()))
                    .as("model %d", all.indexOf(fingerprint))
                    .isTrue();
        }
    }

    @Test
    void everyBitOfTheWeightsCountsAndOnlyThere() {
        Sequential model = Sequential.of(Input.of(Shape.UNKNOWN, 2), GRU.of(3), Dense.of(1));
        ModelFingerprint before = fingerprint(model);
        float[] last = model.weights().get(4).value().floats(); // the bias of the dense layer
        last[0] = Math.nextUp(last[0]);
        ModelFingerprint after = StreamingModel.of(model).fingerprint();
        assertThat(after.architecture()).isEqualTo(before.architecture());
        assertThat(after.weights()).isNotEqualTo(before.weights());
        last[0] = 0f;
        ModelFingerprint zero = StreamingModel.of(model).fingerprint();
        last[0] = -0f;
        assertThat(StreamingModel.of(model).fingerprint()).isNotEqualTo(zero);
    }

    /** Shares Keras's identifier. */
    private static final class OwnTanh extends Activation {
        OwnTanh() {
            super("tanh");
        }

        @Override
        public void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
            Activations.tanh().apply(x, xOffset, y, yOffset, width);
        }

        @Override
        public void gradient(
                Tensor x,
                int xOffset,
                Tensor y,
                int yOffset,
                Tensor dy,
                int dyOffset,
                Tensor dx,
                int dxOffset,
                int width) {
            Activations.tanh().gradient(x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, width);
        }
    }
}
