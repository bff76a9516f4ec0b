package io.github.gru4j.keras;

import io.github.gru4j.initializer.Constant;
import io.github.gru4j.initializer.GlorotNormal;
import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.initializer.HeNormal;
import io.github.gru4j.initializer.HeUniform;
import io.github.gru4j.initializer.Identity;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Initializers;
import io.github.gru4j.initializer.LecunNormal;
import io.github.gru4j.initializer.LecunUniform;
import io.github.gru4j.initializer.Ones;
import io.github.gru4j.initializer.Orthogonal;
import io.github.gru4j.initializer.RandomNormal;
import io.github.gru4j.initializer.RandomUniform;
import io.github.gru4j.initializer.TruncatedNormal;
import io.github.gru4j.initializer.VarianceScaling;
import io.github.gru4j.initializer.Zeros;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.initializers} in configs. */
final class InitializerConfigs {

    static final Family<Initializer> FAMILY = new Family<Initializer>("keras.initializers", Initializers::get)
            .with(Zeros.class, config -> Zeros.of(), (value, out) -> {})
            .with(Ones.class, config -> Ones.of(), (value, out) -> {})
            .with(
                    Constant.class,
                    config -> Constant.of(Kinds.NUMBER.read(
                            config.required("value"), config.place().down("value"))),
                    (value, out) -> out.put("value", value.value()))
            .with(
                    RandomNormal.class,
                    config -> new RandomNormal(config.number("mean", 0), config.number("stddev", 0.05), config.seed()),
                    (value, out) ->
                            seed(out, value.seed()).put("mean", value.mean()).put("stddev", value.stddev()))
            .with(
                    RandomUniform.class,
                    config -> new RandomUniform(
                            config.number("minval", -0.05), config.number("maxval", 0.05), config.seed()),
                    (value, out) -> seed(out, value.seed())
                            .put("minval", value.minval())
                            .put("maxval", value.maxval()))
            .with(
                    TruncatedNormal.class,
                    config ->
                            new TruncatedNormal(config.number("mean", 0), config.number("stddev", 0.05), config.seed()),
                    (value, out) ->
                            seed(out, value.seed()).put("mean", value.mean()).put("stddev", value.stddev()))
            .with(
                    VarianceScaling.class,
                    config -> new VarianceScaling(
                            config.number("scale", 1),
                            config.string("mode", "fan_in"),
                            config.string("distribution", "truncated_normal"),
                            seedAndAxes(config)),
                    (value, out) -> {
                        seed(out, value.seed());
                        out.put("scale", value.scale());
                        out.put("mode", value.mode());
                        out.put("distribution", value.distribution());
                        axes(out);
                    })
            .with(GlorotUniform.class, c -> new GlorotUniform(seedAndAxes(c)), (value, out) -> fans(out, value.seed()))
            .with(GlorotNormal.class, c -> new GlorotNormal(seedAndAxes(c)), (value, out) -> fans(out, value.seed()))
            .with(HeNormal.class, c -> new HeNormal(seedAndAxes(c)), (value, out) -> fans(out, value.seed()))
            .with(HeUniform.class, c -> new HeUniform(seedAndAxes(c)), (value, out) -> fans(out, value.seed()))
            .with(LecunNormal.class, c -> new LecunNormal(seedAndAxes(c)), (value, out) -> fans(out, value.seed()))
            .with(LecunUniform.class, c -> new LecunUniform(seedAndAxes(c)), (value, out) -> fans(out, value.seed()))
            .with(
                    Orthogonal.class,
                    config -> new Orthogonal(config.number("gain", 1), config.seed()),
                    (value, out) -> seed(out, value.seed()).put("gain", value.gain()))
            .with(Identity.class, config -> Identity.of(config.number("gain", 1)), (value, out) -> {
                // Keras itself writes no gain at all, and reads one when it is there.
                if (value.gain() != 1) {
                    out.put("gain", value.gain());
                }
            });

    private InitializerConfigs() {}

    private static @Nullable Long seedAndAxes(Config config) {
        config.only("input_axes", NullNode.instance);
        config.only("output_axes", NullNode.instance);
        return config.seed();
    }

    private static ObjectNode seed(ObjectNode out, @Nullable Long seed) {
        return out.put("seed", seed);
    }

    private static void fans(ObjectNode out, @Nullable Long seed) {
        seed(out, seed);
        axes(out);
    }

    private static void axes(ObjectNode out) {
        out.putNull("input_axes").putNull("output_axes");
    }

    /**
     * An initializer; null stands for Glorot's uniform one, whatever the weight, as in Keras's {@code add_weight}.
     *
     * @param <L> the layer
     * @param <B> its builder
     */
    static <L, B> Field<L, B> field(String key, BiConsumer<B, Initializer> set, Function<L, Initializer> get) {
        return new Field<>(
                key,
                (config, builder) -> {
                    if (config.get(key) != null) {
                        JsonNode value = config.value(key);
                        set.accept(
                                builder,
                                value == null
                                        ? GlorotUniform.of()
                                        : FAMILY.read(value, config.place().down(key)));
                    }
                },
                layer -> FAMILY.write(get.apply(layer)));
    }
}
