package io.github.gru4j.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Optimizers and schedules as Keras's serialised forms describe them. */
final class OptimizerCases {

    private static final Map<String, Function<JsonNode, Optimizer>> READERS = Map.of(
            "SGD",
            c -> start(c, SGD::builder, SGD::builder)
                    .momentum(number(c, "momentum"))
                    .nesterov(c.get("nesterov").booleanValue())
                    .build(),
            "RMSprop",
            c -> start(c, RMSprop::builder, RMSprop::builder)
                    .rho(number(c, "rho"))
                    .momentum(number(c, "momentum"))
                    .epsilon(number(c, "epsilon"))
                    .centered(c.get("centered").booleanValue())
                    .build(),
            "Adagrad",
            c -> start(c, Adagrad::builder, Adagrad::builder)
                    .initialAccumulatorValue(number(c, "initial_accumulator_value"))
                    .epsilon(number(c, "epsilon"))
                    .build(),
            "Adadelta",
            c -> start(c, Adadelta::builder, Adadelta::builder)
                    .rho(number(c, "rho"))
                    .epsilon(number(c, "epsilon"))
                    .build(),
            "Adam",
            c -> moments(c, Adam::builder, Adam::builder)
                    .amsgrad(c.get("amsgrad").booleanValue())
                    .build(),
            "AdamW",
            c -> moments(c, AdamW::builder, AdamW::builder)
                    .amsgrad(c.get("amsgrad").booleanValue())
                    .build(),
            "Adamax",
            c -> moments(c, Adamax::builder, Adamax::builder).build(),
            "Nadam",
            c -> moments(c, Nadam::builder, Nadam::builder).build(),
            "Lion",
            c -> start(c, Lion::builder, Lion::builder)
                    .beta1(number(c, "beta_1"))
                    .beta2(number(c, "beta_2"))
                    .build(),
            "Ftrl",
            c -> start(c, Ftrl::builder, Ftrl::builder)
                    .learningRatePower(number(c, "learning_rate_power"))
                    .initialAccumulatorValue(number(c, "initial_accumulator_value"))
                    .l1RegularizationStrength(number(c, "l1_regularization_strength"))
                    .l2RegularizationStrength(number(c, "l2_regularization_strength"))
                    .l2ShrinkageRegularizationStrength(number(c, "l2_shrinkage_regularization_strength"))
                    .beta(number(c, "beta"))
                    .build());

    private OptimizerCases() {}

    static Optimizer optimizer(JsonNode serialized) {
        return READERS.get(serialized.get("class_name").stringValue()).apply(serialized.get("config"));
    }

    private static <B extends Optimizer.Builder<B>> B start(
            JsonNode config, DoubleFunction<B> number, Function<LearningRateSchedule, B> schedule) {
        JsonNode rate = config.get("learning_rate");
        B builder = rate.isNumber() ? number.apply(rate.doubleValue()) : schedule.apply(schedule(rate));
        return builder.name(config.get("name").stringValue())
                .weightDecay(optional(config, "weight_decay"))
                .clipnorm(optional(config, "clipnorm"))
                .clipvalue(optional(config, "clipvalue"))
                .globalClipnorm(optional(config, "global_clipnorm"))
                .useEma(config.get("use_ema").booleanValue())
                .emaMomentum(number(config, "ema_momentum"))
                .emaOverwriteFrequency(count(config, "ema_overwrite_frequency"))
                .gradientAccumulationSteps(count(config, "gradient_accumulation_steps"));
    }

    private static <B extends AdaptiveMoments.Builder<B>> B moments(
            JsonNode config, DoubleFunction<B> number, Function<LearningRateSchedule, B> schedule) {
        return start(config, number, schedule)
                .beta1(number(config, "beta_1"))
                .beta2(number(config, "beta_2"))
                .epsilon(number(config, "epsilon"));
    }

    private static LearningRateSchedule schedule(JsonNode serialized) {
        JsonNode c = serialized.get("config");
        double start = c.has("initial_learning_rate") ? number(c, "initial_learning_rate") : 0;
        return switch (serialized.get("class_name").stringValue()) {
            case "ExponentialDecay" ->
                new ExponentialDecay(
                        start,
                        number(c, "decay_steps"),
                        number(c, "decay_rate"),
                        c.get("staircase").booleanValue());
            case "InverseTimeDecay" ->
                new InverseTimeDecay(
                        start,
                        number(c, "decay_steps"),
                        number(c, "decay_rate"),
                        c.get("staircase").booleanValue());
            case "PolynomialDecay" ->
                new PolynomialDecay(
                        start,
                        number(c, "decay_steps"),
                        number(c, "end_learning_rate"),
                        number(c, "power"),
                        c.get("cycle").booleanValue());
            case "CosineDecay" ->
                new CosineDecay(
                        start,
                        number(c, "decay_steps"),
                        number(c, "alpha"),
                        optional(c, "warmup_target"),
                        number(c, "warmup_steps"));
            case "CosineDecayRestarts" ->
                new CosineDecayRestarts(
                        start,
                        number(c, "first_decay_steps"),
                        number(c, "t_mul"),
                        number(c, "m_mul"),
                        number(c, "alpha"));
            case "PiecewiseConstantDecay" ->
                new PiecewiseConstantDecay(numbers(c.get("boundaries")), numbers(c.get("values")));
            default -> throw new AssertionError(serialized);
        };
    }

    private static double number(JsonNode config, String name) {
        return config.get(name).doubleValue();
    }

    private static @Nullable Double optional(JsonNode config, String name) {
        return config.get(name).isNull() ? null : number(config, name);
    }

    private static @Nullable Integer count(JsonNode config, String name) {
        return config.get(name).isNull() ? null : config.get(name).intValue();
    }

    private static List<Double> numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(item -> numbers.add(item.doubleValue()));
        return numbers;
    }
}
