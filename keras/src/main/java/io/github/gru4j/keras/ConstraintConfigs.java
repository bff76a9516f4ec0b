package io.github.gru4j.keras;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.constraint.Constraints;
import io.github.gru4j.constraint.MaxNorm;
import io.github.gru4j.constraint.MinMaxNorm;
import io.github.gru4j.constraint.NonNeg;
import io.github.gru4j.constraint.UnitNorm;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code keras.constraints} in configs. */
final class ConstraintConfigs {

    static final Family<Constraint> FAMILY = new Family<Constraint>("keras.constraints", Constraints::get)
            .with(
                    MaxNorm.class,
                    config -> MaxNorm.of(config.number("max_value", 2), axis(config)),
                    (value, out) -> axis(out.put("max_value", value.maxValue()), value.axis()))
            .with(NonNeg.class, config -> NonNeg.of(), (value, out) -> {})
            .with(UnitNorm.class, config -> UnitNorm.of(axis(config)), (value, out) -> axis(out, value.axis()))
            .with(
                    MinMaxNorm.class,
                    config -> MinMaxNorm.of(
                            config.number("min_value", 0),
                            config.number("max_value", 1),
                            config.number("rate", 1),
                            axis(config)),
                    (value, out) -> {
                        out.put("min_value", value.minValue());
                        out.put("max_value", value.maxValue());
                        out.put("rate", value.rate());
                        axis(out, value.axis());
                    });

    private ConstraintConfigs() {}

    /** Keras keeps an axis as it was given: one integer, or a list of them. */
    private static int[] axis(Config config) {
        JsonNode value = config.value("axis");
        Place place = config.place().down("axis");
        if (!(value instanceof ArrayNode list)) {
            return new int[] {value == null ? 0 : Kinds.INTEGER.read(value, place)};
        }
        int[] axis = new int[list.size()];
        for (int i = 0; i < axis.length; i++) {
            axis[i] = Kinds.INTEGER.read(list.get(i), place);
        }
        return axis;
    }

    private static void axis(ObjectNode out, List<Integer> axis) {
        if (axis.size() == 1) {
            out.put("axis", axis.get(0));
        } else {
            axis.forEach(out.putArray("axis")::add);
        }
    }
}
