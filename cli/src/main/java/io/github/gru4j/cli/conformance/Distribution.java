package io.github.gru4j.cli.conformance;

import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.VarianceScaling;

/** What the ends of an initializer's distribution look like. */
enum Distribution {
    CONSTANT,
    UNIFORM,
    TRUNCATED_NORMAL,
    UNBOUNDED;

    /** The distribution that an initializer draws from. */
    static Distribution of(Initializer initializer) {
        if (initializer instanceof VarianceScaling scaling) {
            return switch (scaling.distribution()) {
                case "uniform" -> UNIFORM;
                case "truncated_normal" -> TRUNCATED_NORMAL;
                default -> UNBOUNDED;
            };
        }
        return switch (initializer.getClass().getSimpleName()) {
            case "RandomNormal", "Orthogonal" -> UNBOUNDED;
            case "RandomUniform", "GlorotUniform", "HeUniform", "LecunUniform" -> UNIFORM;
            case "TruncatedNormal", "GlorotNormal", "HeNormal", "LecunNormal" -> TRUNCATED_NORMAL;
            case "Zeros", "Ones", "Constant", "Identity" -> CONSTANT;
            default -> throw new GoldenFormatException("has an initializer of no known distribution, " + initializer);
        };
    }
}
