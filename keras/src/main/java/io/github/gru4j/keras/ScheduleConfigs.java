package io.github.gru4j.keras;

import io.github.gru4j.optimizer.CosineDecay;
import io.github.gru4j.optimizer.CosineDecayRestarts;
import io.github.gru4j.optimizer.ExponentialDecay;
import io.github.gru4j.optimizer.InverseTimeDecay;
import io.github.gru4j.optimizer.LearningRateSchedule;
import io.github.gru4j.optimizer.PiecewiseConstantDecay;
import io.github.gru4j.optimizer.PolynomialDecay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code keras.optimizers.schedules} in files. Keras lets each schedule have a name, which means nothing: it is written as
 * the default.
 */
final class ScheduleConfigs {

    /** From here on not every whole number is a double. */
    private static final double LARGEST_EXACT = 0x1p53;

    static final Family<LearningRateSchedule> FAMILY = new Family<LearningRateSchedule>(
                    "keras.optimizers.schedules", ScheduleConfigs::byIdentifier)
            .with(
                    ExponentialDecay.class,
                    named(config -> new ExponentialDecay(
                            required(config, "initial_learning_rate"),
                            required(config, "decay_steps"),
                            required(config, "decay_rate"),
                            config.bool("staircase", false))),
                    (schedule, out) -> {
                        out.put("initial_learning_rate", schedule.initialLearningRate());
                        steps(out, "decay_steps", schedule.decaySteps());
                        out.put("decay_rate", schedule.decayRate());
                        out.put("staircase", schedule.staircase());
                        out.put("name", "ExponentialDecay");
                    })
            .with(
                    PiecewiseConstantDecay.class,
                    named(config ->
                            new PiecewiseConstantDecay(numbers(config, "boundaries"), numbers(config, "values"))),
                    (schedule, out) -> {
                        ArrayNode boundaries = out.putArray("boundaries");
                        schedule.boundaries().forEach(boundary -> {
                            if (isWhole(boundary)) {
                                boundaries.add(boundary.longValue());
                            } else {
                                boundaries.add(boundary);
                            }
                        });
                        ArrayNode values = out.putArray("values");
                        schedule.values().forEach(values::add);
                        out.put("name", "PiecewiseConstant");
                    })
            .with(
                    PolynomialDecay.class,
                    named(config -> new PolynomialDecay(
                            required(config, "initial_learning_rate"),
                            required(config, "decay_steps"),
                            config.number("end_learning_rate", 0.0001),
                            config.number("power", 1),
                            config.bool("cycle", false))),
                    (schedule, out) -> {
                        out.put("initial_learning_rate", schedule.initialLearningRate());
                        steps(out, "decay_steps", schedule.decaySteps());
                        out.put("end_learning_rate", schedule.endLearningRate());
                        out.put("power", schedule.power());
                        out.put("cycle", schedule.cycle());
                        out.put("name", "PolynomialDecay");
                    })
            .with(
                    InverseTimeDecay.class,
                    named(config -> new InverseTimeDecay(
                            required(config, "initial_learning_rate"),
                            required(config, "decay_steps"),
                            required(config, "decay_rate"),
                            config.bool("staircase", false))),
                    (schedule, out) -> {
                        out.put("initial_learning_rate", schedule.initialLearningRate());
                        steps(out, "decay_steps", schedule.decaySteps());
                        out.put("decay_rate", schedule.decayRate());
                        out.put("staircase", schedule.staircase());
                        out.put("name", "InverseTimeDecay");
                    })
            .with(
                    CosineDecay.class,
                    named(config -> new CosineDecay(
                            required(config, "initial_learning_rate"),
                            required(config, "decay_steps"),
                            config.number("alpha", 0),
                            optional(config, "warmup_target"),
                            config.number("warmup_steps", 0))),
                    (schedule, out) -> {
                        out.put("initial_learning_rate", schedule.initialLearningRate());
                        steps(out, "decay_steps", schedule.decaySteps());
                        out.put("alpha", schedule.alpha());
                        out.put("name", "CosineDecay");
                        out.put("warmup_target", schedule.warmupTarget());
                        steps(out, "warmup_steps", schedule.warmupSteps());
                    })
            .with(
                    CosineDecayRestarts.class,
                    named(config -> new CosineDecayRestarts(
                            required(config, "initial_learning_rate"),
                            required(config, "first_decay_steps"),
                            config.number("t_mul", 2),
                            config.number("m_mul", 1),
                            config.number("alpha", 0))),
                    (schedule, out) -> {
                        out.put("initial_learning_rate", schedule.initialLearningRate());
                        steps(out, "first_decay_steps", schedule.firstDecaySteps());
                        out.put("t_mul", schedule.tMul());
                        out.put("m_mul", schedule.mMul());
                        out.put("alpha", schedule.alpha());
                        out.put("name", "SGDRDecay");
                    });

    private ScheduleConfigs() {}

    private static LearningRateSchedule byIdentifier(String identifier) {
        throw new IllegalArgumentException(
                "learning_rate must be a number or a schedule. Received: '" + identifier + "'.");
    }

    /** A reader that lets the schedule have any name. */
    private static <S> Function<Config, S> named(Function<Config, S> reader) {
        return config -> {
            config.get("name");
            return reader.apply(config);
        };
    }

    private static double required(Config config, String key) {
        return Kinds.NUMBER.read(config.required(key), config.place().down(key));
    }

    private static @Nullable Double optional(Config config, String key) {
        JsonNode value = config.value(key);
        return value == null ? null : Kinds.NUMBER.read(value, config.place().down(key));
    }

    private static List<Double> numbers(Config config, String key) {
        Place place = config.place().down(key);
        if (!(config.required(key) instanceof ArrayNode list)) {
            throw place.error("must be a list of numbers. Received: " + Json.shown(config.required(key)) + ".");
        }
        List<Double> numbers = new ArrayList<>();
        list.forEach(item -> numbers.add(Kinds.NUMBER.read(item, place)));
        return numbers;
    }

    /** A length in steps, which Keras users give as an integer. */
    private static void steps(ObjectNode out, String key, double steps) {
        if (isWhole(steps)) {
            out.put(key, (long) steps);
        } else {
            out.put(key, steps);
        }
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT;
    }
}
