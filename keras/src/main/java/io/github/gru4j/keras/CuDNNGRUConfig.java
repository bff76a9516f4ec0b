package io.github.gru4j.keras;

import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.RNN;
import java.util.List;

/**
 * {@code keras.layers.CuDNNGRU} of Keras 2: the GRU that cuDNN computes, which leaves its equations no choice and has the
 * defaults of {@code GRU}. Read only; what is written is a GRU.
 */
final class CuDNNGRUConfig extends GRUConfig {

    private static final List<String> FIXED = List.of(
            "activation",
            "recurrent_activation",
            "use_bias",
            "dropout",
            "recurrent_dropout",
            "reset_after",
            "implementation",
            "seed",
            "unroll",
            "zero_output_for_mask");

    CuDNNGRUConfig() {
        super("CuDNNGRU");
    }

    @Override
    RNN.Builder<GRU> builder(Config config, Layers layers) {
        for (String key : FIXED) {
            if (config.get(key) != null) {
                throw config.error(
                        key + " must not be given. Received: " + key + "=" + Json.shown(config.required(key)) + ".");
            }
        }
        return super.builder(config, layers);
    }
}
