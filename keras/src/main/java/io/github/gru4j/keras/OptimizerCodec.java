package io.github.gru4j.keras;

import io.github.gru4j.optimizer.LearningRateSchedule;
import io.github.gru4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One optimizer class in files: how its config is read and written. One row of the table in {@link OptimizerConfigs}.
 *
 * @param defaultRate the learning rate where the config says nothing
 * @param number a builder from a learning rate
 * @param schedule a builder from a learning rate schedule
 * @param build the optimizer of a builder
 * @param fields all arguments in Keras's order
 * @param <O> the optimizer
 * @param <B> its builder
 */
record OptimizerCodec<O extends Optimizer, B extends Optimizer.Builder<?>>(
        double defaultRate,
        DoubleFunction<B> number,
        Function<LearningRateSchedule, B> schedule,
        Function<B, O> build,
        List<Field<? super O, ? super B>> fields) {

    /** The arguments that every optimizer takes. */
    private static final List<Field<Optimizer, Optimizer.Builder<?>>> COMMON = List.of(
            Field.nullable("name", Kinds.STRING, Optimizer.Builder::name, Optimizer::name),
            Field.written("learning_rate", OptimizerCodec::learningRate),
            new Field<>("weight_decay", OptimizerCodec::readWeightDecay, OptimizerCodec::weightDecay),
            Field.nullable("clipnorm", Kinds.NUMBER, Optimizer.Builder::clipnorm, Optimizer::clipnorm),
            Field.nullable(
                    "global_clipnorm", Kinds.NUMBER, Optimizer.Builder::globalClipnorm, Optimizer::globalClipnorm),
            Field.nullable("clipvalue", Kinds.NUMBER, Optimizer.Builder::clipvalue, Optimizer::clipvalue),
            Field.of("use_ema", Kinds.BOOLEAN, Optimizer.Builder::useEma, Optimizer::useEma),
            Field.of("ema_momentum", Kinds.NUMBER, Optimizer.Builder::emaMomentum, Optimizer::emaMomentum),
            Field.nullable(
                    "ema_overwrite_frequency",
                    Kinds.INTEGER,
                    Optimizer.Builder::emaOverwriteFrequency,
                    Optimizer::emaOverwriteFrequency),
            Field.nullable(
                    "loss_scale_factor", Kinds.NUMBER, Optimizer.Builder::lossScaleFactor, Optimizer::lossScaleFactor),
            Field.nullable(
                    "gradient_accumulation_steps",
                    Kinds.INTEGER,
                    Optimizer.Builder::gradientAccumulationSteps,
                    Optimizer::gradientAccumulationSteps));

    /** A row of the table; {@code own} are the arguments after the common ones. */
    @SafeVarargs
    static <O extends Optimizer, B extends Optimizer.Builder<?>> OptimizerCodec<O, B> of(
            double defaultRate,
            DoubleFunction<B> number,
            Function<LearningRateSchedule, B> schedule,
            Function<B, O> build,
            List<? extends Field<? super O, ? super B>>... own) {
        List<Field<? super O, ? super B>> fields = new ArrayList<>(COMMON);
        for (List<? extends Field<? super O, ? super B>> list : own) {
            fields.addAll(list);
        }
        return new OptimizerCodec<>(defaultRate, number, schedule, build, List.copyOf(fields));
    }

    /** The optimizer of a config. */
    O read(Config config) {
        B builder = builder(config);
        fields.forEach(field -> field.read(config, builder));
        config.get("is_legacy_optimizer");
        if (config.generation() == Generation.KERAS_2) {
            config.get("jit_compile"); // how Keras runs it, not what it computes
            config.only("decay", DoubleNode.valueOf(0), IntNode.valueOf(0), NullNode.instance);
        }
        return build.apply(builder);
    }

    private B builder(Config config) {
        JsonNode rate = config.value("learning_rate");
        if (rate instanceof ObjectNode) {
            return schedule.apply(
                    ScheduleConfigs.FAMILY.read(rate, config.place().down("learning_rate")));
        }
        return number.apply(config.number("learning_rate", defaultRate));
    }

    /** Fills the config of an optimizer. */
    void write(O optimizer, ObjectNode out) {
        fields.forEach(field -> field.write(optimizer, out));
    }

    private static JsonNode learningRate(Optimizer optimizer) {
        LearningRateSchedule schedule = optimizer.learningRateSchedule();
        return schedule == null
                // Keras keeps the rate in a float32 variable and writes what is in there.
                ? DoubleNode.valueOf((float) optimizer.learningRate())
                : ScheduleConfigs.FAMILY.write(schedule);
    }

    /** Null means none, also where the default is another. */
    private static void readWeightDecay(Config config, Optimizer.Builder<?> builder) {
        JsonNode given = config.get("weight_decay");
        if (given != null) {
            builder.weightDecay(
                    given.isNull()
                            ? null
                            : Kinds.NUMBER.read(given, config.place().down("weight_decay")));
        }
    }

    private static JsonNode weightDecay(Optimizer optimizer) {
        Double decay = optimizer.weightDecay();
        return decay == null ? NullNode.instance : DoubleNode.valueOf(decay);
    }
}
