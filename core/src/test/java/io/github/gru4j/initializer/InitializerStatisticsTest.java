package io.github.gru4j.initializer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.Tolerances;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Draws as many numbers as were drawn from Keras, and compares what two samples of one distribution share. */
class InitializerStatisticsTest {

    static Stream<Arguments> cases() {
        return Golden.cases("initializers.json").stream()
                .filter(c -> !c.get("class_name").stringValue().equals("GRU_default_initialisation"))
                .map(c -> Arguments.of(
                        initializer(c.get("class_name").stringValue(), c.get("args")), c.get("statistics")));
    }

    private static Initializer initializer(String name, JsonNode args) {
        return switch (name) {
            case "Constant" -> Constant.of(Golden.number(args, "value", 0));
            case "RandomNormal" -> RandomNormal.of(Golden.number(args, "mean", 0), Golden.number(args, "stddev", 0.05));
            case "TruncatedNormal" ->
                TruncatedNormal.of(Golden.number(args, "mean", 0), Golden.number(args, "stddev", 0.05));
            case "RandomUniform" ->
                RandomUniform.of(Golden.number(args, "minval", -0.05), Golden.number(args, "maxval", 0.05));
            case "VarianceScaling" ->
                VarianceScaling.of(
                        args.get("scale").doubleValue(),
                        args.get("mode").stringValue(),
                        args.get("distribution").stringValue());
            case "Orthogonal" -> Orthogonal.of(Golden.number(args, "gain", 1));
            case "Identity" -> Identity.of(Golden.number(args, "gain", 1));
            default -> {
                assertThat(args.isEmpty()).as("arguments of %s", name).isTrue();
                yield Initializers.get(name);
            }
        };
    }

    /**
     * With n numbers each, two sample means differ by a standard error of σ √(2/n), and two sample standard deviations
     * of σ √((κ − 1) / 2n), where the kurtosis κ is at most 3 (normal 3, uniform 1.8, truncated in between). The squares
     * of an orthogonal matrix have an exact sum, so its deviation is closer still.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void meanAndDeviationAreThoseOfKeras(Initializer initializer, JsonNode statistics) {
        Generator generator = new Generator(20);
        for (JsonNode statistic : statistics) {
            Sample sample = Sample.of(initializer, Golden.shape(statistic.get("shape")), generator);
            double sigma = statistic.get("std").doubleValue();
            double n = statistic.get("samples").doubleValue();
            assertThat((double) sample.count).isEqualTo(n);
            String what = initializer + " " + statistic.get("shape");
            Golden.assertWithin(
                    what + " mean",
                    sample.mean(),
                    statistic.get("mean").doubleValue(),
                    Tolerances.STANDARD_ERRORS * sigma * Math.sqrt(2 / n) + Tolerances.STATISTIC_ROUNDING);
            Golden.assertWithin(
                    what + " deviation",
                    sample.deviation(),
                    sigma,
                    Tolerances.STANDARD_ERRORS * sigma * Math.sqrt(1 / n) + Tolerances.STATISTIC_ROUNDING);
        }
    }

    /**
     * A bounded distribution of density d at its end leaves a gap there that is exponential with mean 1 / (n d). In units
     * of its own σ, d is 1/√12 = 0.289 for the uniform and φ(2) / 0.954 · 0.880 = 0.0498 for the truncated normal one; 25
     * mean gaps are exceeded with probability e^-25. Constants have no gap. What is unbounded must go beyond the ends of
     * its bounded relatives when the sample is large.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void extremesAreThoseOfKeras(Initializer initializer, JsonNode statistics) {
        String distribution = distribution(initializer);
        Generator generator = new Generator(21);
        for (JsonNode statistic : statistics) {
            double n = statistic.get("samples").doubleValue();
            double sigma = statistic.get("std").doubleValue();
            Sample sample = Sample.of(initializer, Golden.shape(statistic.get("shape")), generator);
            if (distribution.equals("untruncated_normal")) {
                if (n > 100_000) {
                    assertThat((sample.max - sample.mean()) / sigma)
                            .as("%s max", initializer)
                            .isGreaterThan(3.5);
                    assertThat((sample.min - sample.mean()) / sigma)
                            .as("%s min", initializer)
                            .isLessThan(-3.5);
                }
                continue;
            }
            double density = distribution.equals("uniform") ? 0.289 : 0.0498;
            double gap = distribution.equals("constant") ? 0 : 25 * sigma / (n * density);
            double tolerance = gap + Tolerances.STATISTIC_ROUNDING;
            Golden.assertWithin(
                    initializer + " min", sample.min, statistic.get("min").doubleValue(), tolerance);
            Golden.assertWithin(
                    initializer + " max", sample.max, statistic.get("max").doubleValue(), tolerance);
        }
    }

    private static String distribution(Initializer initializer) {
        if (initializer instanceof VarianceScaling scaling) {
            return scaling.distribution();
        }
        return switch (initializer.getClass().getSimpleName()) {
            case "RandomNormal", "Orthogonal" -> "untruncated_normal";
            case "RandomUniform", "GlorotUniform", "HeUniform", "LecunUniform" -> "uniform";
            case "TruncatedNormal", "GlorotNormal", "HeNormal", "LecunNormal" -> "truncated_normal";
            case "Zeros", "Ones", "Constant", "Identity" -> "constant";
            default -> throw new AssertionError("no distribution known for " + initializer);
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesRecordedInFullAreEqual(Initializer initializer, JsonNode statistics) {
        for (JsonNode statistic : statistics) {
            assertThat(statistic.has("error")).isFalse();
            if (statistic.has("value")) {
                Tensor expected = Golden.tensor(statistic.get("value"), DType.FLOAT32);
                Tensor actual = initializer.initialize(expected.shape(), DType.FLOAT32, new Generator(0));
                assertThat(actual.floats()).isEqualTo(expected.floats());
            }
        }
    }

    /** Four draws together, as in the recorded statistics. */
    private static final class Sample {
        private int count;
        private double sum;
        private double squares;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        static Sample of(Initializer initializer, Shape shape, Generator generator) {
            Sample sample = new Sample();
            for (int draw = 0; draw < 4; draw++) {
                Tensor values = initializer.initialize(shape, DType.FLOAT32, generator);
                assertThat(values.shape()).isEqualTo(shape);
                for (int i = 0; i < values.size(); i++) {
                    double value = values.getAt(i);
                    sample.count++;
                    sample.sum += value;
                    sample.squares += value * value;
                    sample.min = Math.min(sample.min, value);
                    sample.max = Math.max(sample.max, value);
                }
            }
            return sample;
        }

        double mean() {
            return sum / count;
        }

        double deviation() {
            return Math.sqrt(Math.max(0, squares / count - mean() * mean()));
        }
    }
}
