package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.DropoutWrapper;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.layer.rnn.MergeMode;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.layer.rnn.ResidualWrapper;
import io.github.gru4j.layer.rnn.StackedRNNCells;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What configs of stacked and wrapped cells and of layers that read both ways hold and refuse. */
class CombinedConfigsTest {

    private static final KerasConfigs KERAS_3 = KerasConfigs.keras3();
    private static final KerasConfigs KERAS_2 = KerasConfigs.keras2();
    private static final String DENSE = KERAS_3.json(Dense.of(2));
    private static final String CELL = KERAS_3.json(GRUCell.of(2));

    private static String keras(String className, String config) {
        return "{\"module\": \"keras.layers\", \"class_name\": \"" + className + "\", \"config\": " + config
                + ", \"registered_name\": null}";
    }

    @ParameterizedTest
    @EnumSource(MergeMode.class)
    void aLayerThatReadsBothWaysComesBack(MergeMode mode) {
        Bidirectional both = Bidirectional.builder(
                        GRU.builder(3).returnSequences(true).build())
                .backwardLayer(RNN.builder(List.of(GRUCell.of(4), GRUCell.of(3)))
                        .returnSequences(true)
                        .goBackwards(true)
                        .build())
                .mergeMode(mode)
                .name("b")
                .trainable(false)
                .build();
        Bidirectional again = (Bidirectional) KERAS_3.layer(KERAS_3.json(both));
        assertThat(KERAS_3.json(again)).isEqualTo(KERAS_3.json(both));
        assertThat(again.mergeMode()).isEqualTo(mode);
        assertThat(again.trainable()).isFalse();
        assertThat(again.forwardLayer()).isInstanceOf(GRU.class);
        assertThat(((StackedRNNCells) again.backwardLayer().cell()).cells()).hasSize(2);
    }

    @Test
    void keras2ReadsWhatKeras3DoesNotHave() {
        String residual = keras("ResidualWrapper", "{\"cell\": " + CELL + "}");
        String dropout = keras(
                "DropoutWrapper",
                "{\"cell\": " + residual + ", \"input_keep_prob\": 0.9, \"output_keep_prob\": 0.8, \"state_keep_prob\":"
                        + " 0.7, \"variational_recurrent\": true, \"input_size\": 3, \"seed\": 5}");
        DropoutWrapper wrapper = (DropoutWrapper) KERAS_2.layer(dropout);
        assertThat(List.of(wrapper.inputKeepProb(), wrapper.outputKeepProb(), wrapper.stateKeepProb()))
                .containsExactly(0.9, 0.8, 0.7);
        assertThat(wrapper.variationalRecurrent()).isTrue();
        assertThat(wrapper.seed()).isEqualTo(5);
        assertThat(((ResidualWrapper) wrapper.cell()).cell()).isInstanceOf(GRUCell.class);

        refused(KERAS_3, residual, "Received: class_name=ResidualWrapper.");
        refused(KERAS_3, dropout, "Received: class_name=DropoutWrapper.");
        assertThatThrownBy(() -> KERAS_3.json(wrapper))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "KerasConfigs: layer must be one that Keras 3 has. Received: DropoutWrapper 'dropout_wrapper',"
                                + " which Keras 2 alone has.");
        unwritable(
                RNN.of(ResidualWrapper.of(GRUCell.of(2))),
                "KerasConfigs: layer must be one that Keras 3 has. Received: ResidualWrapper 'residual_wrapper', which"
                        + " Keras 2 alone has.");
        unwritable(
                DropoutWrapper.builder(GRUCell.of(2)).name("d").build(),
                "KerasConfigs: layer must be one that Keras 3 has. Received: DropoutWrapper 'd', which Keras 2 alone has.");
    }

    @Test
    void keras2CountsConstants() {
        String layer = keras("GRU", "{\"units\": 2}");
        assertThat(KERAS_2.layer(keras("Bidirectional", "{\"layer\": " + layer + ", \"num_constants\": 0}")))
                .isInstanceOf(Bidirectional.class);
        refused(
                KERAS_2,
                keras("Bidirectional", "{\"layer\": " + layer + ", \"num_constants\": 1}"),
                "Bidirectional: num_constants must be 0, the number that the cell takes. Received: num_constants=1.");
        refused(
                KERAS_2,
                keras("RNN", "{\"cell\": " + CELL + ", \"num_constants\": 2}"),
                "RNN: num_constants must be 0, the number that the cell takes. Received: num_constants=2.");
    }

    @Test
    void whatCannotBeCombinedIsRefused() {
        String gru = keras("GRU", "{\"units\": 2}");
        refused(
                KERAS_3,
                keras("Bidirectional", "{\"layer\": " + DENSE + "}"),
                "layer: must be a recurrent layer, RNN or GRU. Received: {\"module\": \"keras.layers\",");
        refused(
                KERAS_3,
                keras("Bidirectional", "{\"layer\": " + gru + ", \"merge_mode\": \"x\"}"),
                "MergeMode: identifier must be concat, sum, mul, ave or null. Received: identifier='x'.");
        refused(
                KERAS_3,
                keras("Bidirectional", "{\"layer\": " + gru + ", \"backward_layer\": " + gru + "}"),
                "Bidirectional: layer and backwardLayer must differ in goBackwards. Received: goBackwards=false for"
                        + " both.");
        refused(
                KERAS_3,
                keras("StackedRNNCells", "{\"cells\": {}}"),
                "StackedRNNCells: cells must be a list. Received: cells={}.");
        refused(
                KERAS_3,
                keras("StackedRNNCells", "{\"cells\": []}"),
                "StackedRNNCells: cells must hold at least one cell. Received: none.");
        refused(
                KERAS_3,
                keras("StackedRNNCells", "{\"cells\": [" + CELL + ", " + DENSE + "]}"),
                "cells[1]: must be a recurrent cell. Received: {\"module\": \"keras.layers\",");
    }

    private static void refused(KerasConfigs configs, String json, String message) {
        assertThatThrownBy(() -> configs.layer(json))
                .isInstanceOf(KerasFormatException.class)
                .message()
                .contains(message);
    }

    private static void unwritable(Layer layer, String message) {
        assertThatThrownBy(() -> KERAS_2.json(layer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
