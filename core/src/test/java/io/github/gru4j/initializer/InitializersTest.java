package io.github.gru4j.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Golden;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class InitializersTest {

    private static final Shape SHAPE = Shape.of(4, 6);

    static Stream<Arguments> names() {
        List<Map.Entry<String, JsonNode>> names =
                List.copyOf(Golden.read("initializers.json").get("string_names").properties());
        assertThat(names).hasSize(18);
        return names.stream().map(e -> Arguments.of(e.getKey(), e.getValue().stringValue()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesResolveAsInKeras(String name, String className) {
        assertThat(Initializers.get(name).getClass().getSimpleName()).isEqualTo(className);
        assertThat(Initializers.get(className)).isEqualTo(Initializers.get(name));
    }

    @Test
    void constantResolvesToZero() {
        assertThat(Initializers.get("constant")).isEqualTo(Constant.of(0)).isEqualTo(Initializers.get("Constant"));
    }

    @Test
    void classNamesOfEarlyKeras3Resolve() {
        assertThat(Initializers.get("OrthogonalInitializer")).isEqualTo(Orthogonal.of());
        assertThat(Initializers.get("IdentityInitializer")).isEqualTo(Identity.of());
    }

    @Test
    void unknownIdentifierIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Initializers.get("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Initializers: identifier must be one of [Constant, GlorotNormal, GlorotUniform, "
                        + "HeNormal, HeUniform, Identity, IdentityInitializer, LecunNormal, LecunUniform, Ones, "
                        + "Orthogonal, OrthogonalInitializer, RandomNormal, RandomUniform, TruncatedNormal, "
                        + "VarianceScaling, Zeros, constant, glorot_normal, glorot_uniform, he_normal, "
                        + "he_uniform, identity, lecun_normal, lecun_uniform, normal, one, ones, orthogonal, "
                        + "random_normal, random_uniform, truncated_normal, uniform, variance_scaling, zero, "
                        + "zeros]. Received: identifier='nope'.");
    }

    static Stream<Initializer> seeded() {
        return Stream.of(
                RandomNormal.of().withSeed(7),
                RandomUniform.of().withSeed(7),
                TruncatedNormal.of().withSeed(7),
                VarianceScaling.of().withSeed(7),
                GlorotUniform.of(7),
                GlorotNormal.of(7),
                HeUniform.of(7),
                HeNormal.of(7),
                LecunUniform.of(7),
                LecunNormal.of(7),
                Orthogonal.of().withSeed(7));
    }

    @ParameterizedTest
    @MethodSource("seeded")
    void ownSeedGivesTheSameValuesOnEveryCallAndLeavesTheGeneratorAlone(Initializer initializer) {
        Generator generator = new Generator(1);
        Tensor first = initializer.initialize(SHAPE, DType.FLOAT64, generator);
        Tensor second = initializer.initialize(SHAPE, DType.FLOAT64, new Generator(2));
        assertThat(first.doubles()).isEqualTo(second.doubles()).doesNotHaveDuplicates();
        assertThat(generator.state()).isEqualTo(new Generator(1).state());
        assertThat(initializer.seed()).isEqualTo(7L);
    }

    @ParameterizedTest
    @MethodSource("seeded")
    void withoutASeedTheCallersGeneratorDecides(Initializer withSeed) {
        Initializer initializer = Initializers.get(withSeed.getClass().getSimpleName());
        assertThat(initializer.seed()).isNull();
        Generator generator = new Generator(7);
        Tensor first = initializer.initialize(SHAPE, DType.FLOAT64, generator);
        Tensor second = initializer.initialize(SHAPE, DType.FLOAT64, generator);
        Tensor expected = withSeed.initialize(SHAPE, DType.FLOAT64, generator);
        assertThat(first.doubles()).isEqualTo(expected.doubles()).isNotEqualTo(second.doubles());
    }

    @ParameterizedTest
    @MethodSource("seeded")
    void float32ValuesAreTheRoundedFloat64Ones(Initializer initializer) {
        Tensor single = initializer.initialize(SHAPE, DType.FLOAT32, new Generator(0));
        Tensor exact = initializer.initialize(SHAPE, DType.FLOAT64, new Generator(0));
        assertThat(single.floats()).isEqualTo(exact.cast(DType.FLOAT32).floats());
    }

    @Test
    void fansAreCountedAsInKeras() {
        assertThat(Fans.of(Shape.of())).isEqualTo(new Fans(1, 1));
        assertThat(Fans.of(Shape.of(7))).isEqualTo(new Fans(7, 7));
        assertThat(Fans.of(Shape.of(3, 5))).isEqualTo(new Fans(3, 5));
        assertThat(Fans.of(Shape.of(2, 4, 3, 5))).isEqualTo(new Fans(24, 40));
    }

    @Test
    void emptyShapesAreLegal() {
        for (Initializer initializer : List.of(GlorotUniform.of(), Orthogonal.of(), Identity.of())) {
            Tensor empty = initializer.initialize(Shape.of(0, 6), DType.FLOAT32, new Generator(0));
            assertThat(empty.shape()).isEqualTo(Shape.of(0, 6));
        }
    }

    @Test
    void identityIsRefusedBeyondAMatrix() {
        assertRefused(
                () -> Identity.of().initialize(Shape.of(2, 2, 2), DType.FLOAT32, new Generator(0)),
                "Identity: shape must have rank 2. Received: shape=(2, 2, 2).");
    }

    @Test
    void distributionHasOneName() {
        assertThat(VarianceScaling.of(1, "fan_in", "Normal")).isEqualTo(VarianceScaling.of());
    }

    @Test
    void argumentsWithoutMeaningAreRefused() {
        assertRefused(
                () -> VarianceScaling.of(0, "fan_in", "uniform"),
                "VarianceScaling: scale must be positive. Received: scale=0.0.");
        assertRefused(
                () -> VarianceScaling.of(1, "fan", "uniform"),
                "VarianceScaling: mode must be 'fan_in', 'fan_out' or 'fan_avg'. Received: mode='fan'.");
        assertRefused(
                () -> VarianceScaling.of(1, "fan_in", "cauchy"),
                "VarianceScaling: distribution must be 'truncated_normal', 'untruncated_normal' or 'uniform'."
                        + " Received: distribution='cauchy'.");
        assertRefused(() -> RandomNormal.of(0, -1), "RandomNormal: stddev must be 0 or more. Received: stddev=-1.0.");
        assertRefused(
                () -> TruncatedNormal.of(0, Double.NaN),
                "TruncatedNormal: stddev must be 0 or more. Received: stddev=NaN.");
        assertRefused(
                () -> RandomUniform.of(1, 0),
                "RandomUniform: minval must not be above maxval. Received: minval=1.0, maxval=0.0.");
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
