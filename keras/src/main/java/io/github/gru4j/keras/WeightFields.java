package io.github.gru4j.keras;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.regularizer.Regularizer;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The three arguments that Keras gives each weight, as {@link Field}s. */
final class WeightFields {

    private WeightFields() {}

    /** How a weight starts. */
    static <L, B> Field<L, B> initializer(String key, BiConsumer<B, Initializer> set, Function<L, WeightSpec> spec) {
        return InitializerConfigs.field(key, set, layer -> spec.apply(layer).initializer());
    }

    /** A penalty on a weight. */
    static <L, B> Field<L, B> regularizer(String key, BiConsumer<B, Regularizer> set, Function<L, WeightSpec> spec) {
        return Field.nullable(
                key, RegularizerConfigs.FAMILY, set, layer -> spec.apply(layer).regularizer());
    }

    /** A constraint on a weight. */
    static <L, B> Field<L, B> constraint(String key, BiConsumer<B, Constraint> set, Function<L, WeightSpec> spec) {
        return Field.nullable(
                key, ConstraintConfigs.FAMILY, set, layer -> spec.apply(layer).constraint());
    }
}
