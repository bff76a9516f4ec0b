package io.github.gru4j.keras;

import io.github.gru4j.loss.BinaryCrossentropy;
import io.github.gru4j.loss.BinaryFocalCrossentropy;
import io.github.gru4j.loss.CategoricalCrossentropy;
import io.github.gru4j.loss.CosineSimilarity;
import io.github.gru4j.loss.CrossentropyBuilder;
import io.github.gru4j.loss.Hinge;
import io.github.gru4j.loss.Huber;
import io.github.gru4j.loss.KLDivergence;
import io.github.gru4j.loss.LogCosh;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.loss.MeanAbsoluteError;
import io.github.gru4j.loss.MeanAbsolutePercentageError;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.loss.MeanSquaredLogarithmicError;
import io.github.gru4j.loss.Poisson;
import io.github.gru4j.loss.Reduction;
import io.github.gru4j.loss.SparseCategoricalCrossentropy;
import io.github.gru4j.loss.SquaredHinge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.losses} in files. */
final class LossConfigs {

    static final Family<Loss> FAMILY = family();

    private LossConfigs() {}

    private static Family<Loss> family() {
        Family<Loss> family = new Family<>("keras.losses", Losses::get);
        plain(family, MeanSquaredError.class, MeanSquaredError::of);
        plain(family, MeanAbsoluteError.class, MeanAbsoluteError::of);
        plain(family, MeanAbsolutePercentageError.class, MeanAbsolutePercentageError::of);
        plain(family, MeanSquaredLogarithmicError.class, MeanSquaredLogarithmicError::of);
        family.with(Huber.class, config -> Huber.of(config.number("delta", 1), reduction(config)), (loss, out) -> {
            common(loss, out);
            out.put("delta", loss.delta());
        });
        plain(family, LogCosh.class, LogCosh::of);
        family.with(
                CosineSimilarity.class,
                config -> {
                    lastAxis(config);
                    return CosineSimilarity.of(reduction(config));
                },
                LossConfigs::common);
        plain(family, Hinge.class, Hinge::of);
        plain(family, SquaredHinge.class, SquaredHinge::of);
        plain(family, Poisson.class, Poisson::of);
        plain(family, KLDivergence.class, KLDivergence::of);
        return crossentropies(family);
    }

    private static Family<Loss> crossentropies(Family<Loss> family) {
        return family.with(
                        BinaryCrossentropy.class,
                        config -> crossentropy(config, BinaryCrossentropy.builder())
                                .build(),
                        (loss, out) -> crossentropy(loss, loss.fromLogits(), loss.labelSmoothing(), out))
                .with(
                        BinaryFocalCrossentropy.class,
                        config -> crossentropy(config, BinaryFocalCrossentropy.builder())
                                .applyClassBalancing(config.bool("apply_class_balancing", false))
                                .alpha(config.number("alpha", 0.25))
                                .gamma(config.number("gamma", 2))
                                .build(),
                        (loss, out) -> {
                            crossentropy(loss, loss.fromLogits(), loss.labelSmoothing(), out);
                            out.put("apply_class_balancing", loss.applyClassBalancing());
                            out.put("alpha", loss.alpha());
                            out.put("gamma", loss.gamma());
                        })
                .with(
                        CategoricalCrossentropy.class,
                        config -> crossentropy(config, CategoricalCrossentropy.builder())
                                .build(),
                        (loss, out) -> crossentropy(loss, loss.fromLogits(), loss.labelSmoothing(), out))
                .with(
                        SparseCategoricalCrossentropy.class,
                        config -> {
                            lastAxis(config);
                            return SparseCategoricalCrossentropy.builder()
                                    .fromLogits(config.bool("from_logits", false))
                                    .ignoreClass(config.integerOrNull("ignore_class"))
                                    .reduction(reduction(config))
                                    .build();
                        },
                        (loss, out) -> {
                            common(loss, out);
                            out.put("from_logits", loss.fromLogits());
                            out.put("ignore_class", loss.ignoreClass());
                            out.put("axis", -1);
                        });
    }

    /** A loss that has a reduction and no further arguments. */
    private static <L extends Loss> void plain(Family<Loss> family, Class<L> type, Function<Reduction, L> make) {
        family.with(type, config -> make.apply(reduction(config)), LossConfigs::common);
    }

    private static <B extends CrossentropyBuilder<B>> B crossentropy(Config config, B builder) {
        lastAxis(config);
        return builder.fromLogits(config.bool("from_logits", false))
                .labelSmoothing(config.number("label_smoothing", 0))
                .reduction(reduction(config));
    }

    private static void crossentropy(Loss loss, boolean fromLogits, double labelSmoothing, ObjectNode out) {
        common(loss, out);
        out.put("from_logits", fromLogits);
        out.put("label_smoothing", labelSmoothing);
        out.put("axis", -1);
    }

    private static void lastAxis(Config config) {
        config.only("axis", IntNode.valueOf(-1));
    }

    /** What every loss has. Null is a reduction, too: none. */
    private static Reduction reduction(Config config) {
        config.get("name"); // a loss has one name here
        config.get("dtype");
        if (config.generation() == Generation.KERAS_2) {
            config.get("fn"); // the function, which the class says already
        }
        JsonNode node = config.get("reduction");
        if (node == null) {
            return Reduction.SUM_OVER_BATCH_SIZE;
        }
        if (config.generation() == Generation.KERAS_2 && node.stringValue("").equals("auto")) {
            return Reduction.SUM_OVER_BATCH_SIZE;
        }
        List<String> known = new ArrayList<>();
        for (Reduction reduction : Reduction.values()) {
            if (node.isNull()
                    ? reduction == Reduction.NONE
                    : node.stringValue("").equals(reduction.kerasName())) {
                return reduction;
            }
            known.add(reduction.kerasName());
        }
        throw config.error("reduction must be one of " + known + ". Received: reduction=" + Json.shown(node) + ".");
    }

    private static void common(Loss loss, ObjectNode out) {
        out.put("name", loss.name());
        out.put("reduction", loss.reduction().kerasName());
    }
}
