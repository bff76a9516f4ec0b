package io.github.gru4j.keras;

import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.SGD;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.optimizers} in files. */
final class OptimizerConfigs {

    static final Family<Optimizer> FAMILY = new Family<Optimizer>("keras.optimizers", OptimizerConfigs::byIdentifier)
            .with(
                    SGD.class,
                    config -> {
                        SGD.Builder builder = SGD.builder(learningRate(config, 0.01));
                        common(config, builder);
                        return builder.momentum(config.number("momentum", 0))
                                .nesterov(config.bool("nesterov", false))
                                .build();
                    },
                    (sgd, out) -> {
                        common(sgd, out);
                        out.put("momentum", sgd.momentum());
                        out.put("nesterov", sgd.nesterov());
                    })
            .with(
                    Adam.class,
                    config -> {
                        Adam.Builder builder = Adam.builder(learningRate(config, 0.001));
                        common(config, builder);
                        return builder.beta1(config.number("beta_1", 0.9))
                                .beta2(config.number("beta_2", 0.999))
                                .epsilon(config.number("epsilon", 1e-7))
                                .amsgrad(config.bool("amsgrad", false))
                                .build();
                    },
                    (adam, out) -> {
                        common(adam, out);
                        out.put("beta_1", adam.beta1());
                        out.put("beta_2", adam.beta2());
                        out.put("epsilon", adam.epsilon());
                        out.put("amsgrad", adam.amsgrad());
                    });

    private OptimizerConfigs() {}

    private static Optimizer byIdentifier(String identifier) {
        return switch (identifier) {
            case "sgd", "SGD" -> SGD.of(0.01);
            case "adam", "Adam" -> Adam.of(0.001);
            default ->
                throw new IllegalArgumentException(
                        "optimizer must be one of [SGD, Adam]. Received: '" + identifier + "'.");
        };
    }

    private static double learningRate(Config config, double absent) {
        JsonNode rate = config.value("learning_rate");
        if (rate != null && rate.isObject()) {
            throw config.error("learning_rate must be a number; schedules are not supported. Received: class_name="
                    + Json.shown(rate.path("class_name")) + ".");
        }
        return config.number("learning_rate", absent);
    }

    private static void common(Config config, Optimizer.Builder<?> builder) {
        config.get("name");
        builder.weightDecay(number(config, "weight_decay"));
        builder.clipnorm(number(config, "clipnorm"));
        builder.globalClipnorm(number(config, "global_clipnorm"));
        builder.clipvalue(number(config, "clipvalue"));
        config.only("use_ema", BooleanNode.FALSE);
        config.get("ema_momentum"); // without use_ema these two mean nothing
        config.get("ema_overwrite_frequency");
        config.only("loss_scale_factor", NullNode.instance);
        config.only("gradient_accumulation_steps", NullNode.instance);
        config.get("is_legacy_optimizer");
        if (config.generation() == Generation.KERAS_2) {
            config.get("jit_compile"); // how Keras runs it, not what it computes
            config.only("decay", DoubleNode.valueOf(0), IntNode.valueOf(0), NullNode.instance);
        }
    }

    private static @Nullable Double number(Config config, String key) {
        JsonNode value = config.value(key);
        return value == null ? null : Kinds.NUMBER.read(value, config.place().down(key));
    }

    private static void common(Optimizer optimizer, ObjectNode out) {
        out.put("name", optimizer.name());
        // Keras keeps the rate in a float32 variable and writes what is in there.
        out.put("learning_rate", (double) (float) optimizer.learningRate());
        out.put("weight_decay", optimizer.weightDecay());
        out.put("clipnorm", optimizer.clipnorm());
        out.put("global_clipnorm", optimizer.globalClipnorm());
        out.put("clipvalue", optimizer.clipvalue());
        out.put("use_ema", false);
        out.put("ema_momentum", 0.99);
        out.putNull("ema_overwrite_frequency");
        out.putNull("loss_scale_factor");
        out.putNull("gradient_accumulation_steps");
    }
}
