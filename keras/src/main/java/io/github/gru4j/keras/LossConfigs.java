package io.github.gru4j.keras;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.loss.SparseCategoricalCrossentropy;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code keras.losses} in files. */
final class LossConfigs {

    private static final StringNode MEAN = StringNode.valueOf("sum_over_batch_size");

    static final Family<Loss> FAMILY = new Family<Loss>("keras.losses", Losses::get)
            .with(
                    MeanSquaredError.class,
                    config -> {
                        common(config);
                        return MeanSquaredError.of();
                    },
                    LossConfigs::common)
            .with(
                    SparseCategoricalCrossentropy.class,
                    config -> {
                        common(config);
                        config.only("ignore_class", NullNode.instance);
                        config.only("axis", IntNode.valueOf(-1));
                        return SparseCategoricalCrossentropy.of(config.bool("from_logits", false));
                    },
                    (loss, out) -> {
                        common(loss, out);
                        out.put("from_logits", loss.fromLogits());
                        out.putNull("ignore_class");
                        out.put("axis", -1);
                    });

    private LossConfigs() {}

    private static void common(Config config) {
        config.get("name");
        config.get("dtype");
        if (config.generation() == Generation.KERAS_2) {
            config.get("fn"); // the function, which the class says already
            config.only("reduction", MEAN, StringNode.valueOf("auto"));
        } else {
            config.only("reduction", MEAN);
        }
    }

    private static void common(Loss loss, ObjectNode out) {
        out.put("name", loss.name());
        out.set("reduction", MEAN);
    }
}
