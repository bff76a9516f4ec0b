package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.BatchNormalization;
import io.github.gru4j.layer.Concatenate;
import io.github.gru4j.layer.Conv1D;
import io.github.gru4j.layer.Cropping1D;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Flatten;
import io.github.gru4j.layer.GlobalAveragePooling1D;
import io.github.gru4j.layer.GlobalMaxPooling1D;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.LayerNormalization;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.MaxPooling1D;
import io.github.gru4j.layer.Padding;
import io.github.gru4j.layer.Permute;
import io.github.gru4j.layer.RepeatVector;
import io.github.gru4j.layer.Reshape;
import io.github.gru4j.layer.Softmax;
import io.github.gru4j.layer.UpSampling1D;
import io.github.gru4j.layer.ZeroPadding1D;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot stream is refused by the name of the layer, with the reason. */
class StreamingRefusalTest {

    private static Arguments refused(String message, Layer... layers) {
        Sequential.Builder builder = Sequential.builder().add(Input.of(4, 2));
        List.of(layers).forEach(builder::add);
        return Arguments.of(message, builder.build());
    }

    static Stream<Arguments> sequences() {
        return Stream.of(
                refused(
                        "Bidirectional 'bidirectional': a layer that reads a sequence both ways needs the last event first,"
                                + " so it cannot stream.",
                        Bidirectional.of(GRU.of(2))),
                refused(
                        "GRU 'gru': a layer that goes backwards needs the last event first, so it cannot stream.",
                        GRU.builder(2).goBackwards(true).build()),
                refused(
                        "GlobalAveragePooling1D 'global_average_pooling1d': a pooling over all time steps cannot run step"
                                + " by step.",
                        GlobalAveragePooling1D.of()),
                refused(
                        "GlobalMaxPooling1D 'last': a pooling over all time steps cannot run step by step.",
                        GlobalMaxPooling1D.builder(false).name("last").build()),
                refused(
                        "MaxPooling1D 'max_pooling1d': windows over several events do not give a time step for each, so it"
                                + " cannot run step by step.",
                        MaxPooling1D.of(2)),
                refused(
                        "Conv1D 'conv1d': only a causal convolution, whose windows end at the present event, can run step"
                                + " by step. Received: padding=SAME.",
                        Conv1D.builder(2, 3).padding(Padding.SAME).build()),
                refused(
                        "Conv1D 'conv1d': only a causal convolution, whose windows end at the present event, can run step"
                                + " by step. Received: padding=VALID.",
                        Conv1D.of(2, 3)),
                refused(
                        "Conv1D 'conv1d': a convolution that leaves time steps out cannot run step by step. Received:"
                                + " strides=2.",
                        Conv1D.builder(2, 3).padding(Padding.CAUSAL).strides(2).build()),
                refused(
                        "Conv1D 'conv1d': a convolution that reaches back over 20000000 events of 2 numbers cannot run step"
                                + " by step, for its state would be too large.",
                        Conv1D.builder(1, 2)
                                .padding(Padding.CAUSAL)
                                .dilationRate(20_000_000)
                                .build()),
                refused(
                        "Flatten 'flatten': only samples of shape (features) can run step by step. Received: built for"
                                + " (None, 4, 2).",
                        Flatten.of()),
                refused(
                        "Reshape 'reshape': numbers that change their places may change their time steps, so it cannot run"
                                + " step by step.",
                        Reshape.of(2, 4)),
                refused(
                        "Permute 'permute': axes that change places may take time steps for features, so it cannot run step"
                                + " by step.",
                        Permute.of(2, 1)),
                refused(
                        "RepeatVector 'repeat_vector': one event would give many time steps, so it cannot run step by step.",
                        GRU.of(2),
                        RepeatVector.of(3)),
                refused(
                        "UpSampling1D 'up_sampling1d': one event would give several time steps, so it cannot run step by"
                                + " step.",
                        UpSampling1D.of(2)),
                refused(
                        "Cropping1D 'cropping1d': some events would give no time step, so it cannot run step by step.",
                        Cropping1D.of(1)),
                refused(
                        "ZeroPadding1D 'zero_padding1d': time steps that no event gives cannot run step by step. In front of"
                                + " a convolution, give that Padding.CAUSAL instead.",
                        ZeroPadding1D.of(2, 0)),
                refused(
                        "Softmax 'softmax': only a softmax over the last axis can run step by step. Received: axis=1.",
                        Softmax.of(1)),
                refused(
                        "Softmax 'softmax': a softmax under a mask lays the mask of all steps over the last axis, so it"
                                + " cannot run step by step. Use an Activation, which heeds no mask.",
                        Masking.of(),
                        Softmax.of()),
                refused(
                        "BatchNormalization 'batch_normalization': only a normalization of the last axis can run step by"
                                + " step. Received: axis=1.",
                        BatchNormalization.builder().axis(1).build()),
                refused(
                        "LayerNormalization 'layer_normalization': only a normalization over the last axis can run step by"
                                + " step. Received: axis=[1].",
                        LayerNormalization.builder().axis(1).build()),
                refused(
                        "GRU 'inner': a layer that goes backwards needs the last event first, so it cannot stream.",
                        Sequential.of(
                                GRU.builder(2).goBackwards(true).name("inner").build())));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void layerThatNeedsMoreThanTheEventsSoFarIsNamed(String message, Model model) {
        assertThatThrownBy(() -> StreamingModel.of(model))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(message);
    }

    private static final KerasTensor SEQUENCE = Input.of(4, 2).tensor();

    static Stream<Arguments> graphs() {
        KerasTensor state = Input.of(3).tensor();
        KerasTensor last = GRU.of(2).connect(SEQUENCE);
        KerasTensor oneStep = Input.of(1, 2).tensor();
        KerasTensor plane = Input.of(4, 2, 2).tensor();
        return Stream.of(
                Arguments.of(
                        "GRU 'gru': a layer that is given initial states takes them once for a whole sequence, so it cannot"
                                + " stream.",
                        Functional.of(
                                List.of(SEQUENCE, state), List.of(GRU.of(3).connect(SEQUENCE, state)))),
                Arguments.of(
                        "Add 'add': a sequence that is merged with what belongs to all its steps may need the last event"
                                + " first, so it cannot run step by step.",
                        Functional.of(SEQUENCE, Add.of().connect(SEQUENCE, last))),
                Arguments.of(
                        "Add 'add': a sequence that is merged with what belongs to all its steps may need the last event"
                                + " first, so it cannot run step by step.",
                        Functional.of(
                                List.of(SEQUENCE, oneStep), List.of(Add.of().connect(SEQUENCE, oneStep)))),
                Arguments.of(
                        "Concatenate 'concatenate': only features of one kind, of sequences or of samples without a time"
                                + " axis, can be joined step by step. Received: axis=1, inputs=[StreamEvents[size=2,"
                                + " sequence=true, masked=false], StreamEvents[size=2, sequence=true, masked=false]].",
                        Functional.of(
                                SEQUENCE,
                                Concatenate.of(1).connect(SEQUENCE, Dense.of(2).connect(SEQUENCE)))),
                Arguments.of(
                        "InputLayer 'ids': an input that some layers read as ids and others as numbers cannot run step by"
                                + " step. Received: shape=(None, 2).",
                        graphOfIds()),
                Arguments.of(
                        "InputLayer 'input_layer': only an input of rank 2 or 3 can, and this cannot run step by step."
                                + " Received: shape=(None, 4, 2, 2).",
                        Functional.of(plane, Dense.of(1).connect(plane))),
                Arguments.of(
                        "Embedding 'embedding': only ids of shape (batch, timesteps) can run step by step, one id per event."
                                + " Received: built for (None, 4, 2).",
                        Functional.of(SEQUENCE, Embedding.of(3, 2).connect(SEQUENCE))));
    }

    private static Functional graphOfIds() {
        KerasTensor ids =
                Input.builder(Shape.of(Shape.UNKNOWN, 2)).name("ids").build().tensor();
        return Functional.of(
                List.of(ids),
                List.of(Embedding.of(3, 2).connect(ids), Dense.of(1).connect(ids)));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void placeInAGraphThatNeedsMoreThanTheEventsSoFarIsNamed(String message, Model model) {
        assertThatThrownBy(() -> StreamingModel.of(model))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(message);
    }

    @Test
    void stateThatDoesNotBeginWithZerosCannotBeShown() {
        RNN layer = RNN.builder(StackedRNNCells.of(GRUCell.of(2), ResidualWrapper.of(new OwnCell(2, true))))
                .returnState(true)
                .build();
        KerasTensor output = layer.connect(List.of(SEQUENCE)).get(0);
        assertThatThrownBy(() -> StreamingModel.of(Functional.of(SEQUENCE, output)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("RNN 'rnn': a cell whose states do not begin with zeros cannot show them in a stream."
                        + " Received: returnState=true.");
    }
}
