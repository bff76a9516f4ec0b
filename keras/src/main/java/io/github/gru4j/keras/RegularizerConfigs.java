package io.github.gru4j.keras;

import io.github.gru4j.regularizer.L1;
import io.github.gru4j.regularizer.L1L2;
import io.github.gru4j.regularizer.L2;
import io.github.gru4j.regularizer.OrthogonalRegularizer;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.regularizer.Regularizers;

/** {@code keras.regularizers} in configs. */
final class RegularizerConfigs {

    static final Family<Regularizer> FAMILY = new Family<Regularizer>("keras.regularizers", Regularizers::get)
            .with(L1.class, config -> L1.of(config.number("l1", 0.01)), (value, out) -> out.put("l1", value.l1()))
            .with(L2.class, config -> L2.of(config.number("l2", 0.01)), (value, out) -> out.put("l2", value.l2()))
            .with(
                    L1L2.class,
                    config -> L1L2.of(config.number("l1", 0), config.number("l2", 0)),
                    (value, out) -> out.put("l1", value.l1()).put("l2", value.l2()))
            .with(
                    OrthogonalRegularizer.class,
                    config -> OrthogonalRegularizer.of(config.number("factor", 0.01), config.string("mode", "rows")),
                    (value, out) -> out.put("factor", value.factor()).put("mode", value.mode()));

    private RegularizerConfigs() {}
}
