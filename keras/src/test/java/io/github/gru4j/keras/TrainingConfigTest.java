package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.metric.BinaryAccuracy;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.InverseTimeDecay;
import io.github.gru4j.optimizer.Nadam;
import io.github.gru4j.optimizer.RMSprop;
import io.github.gru4j.optimizer.SGD;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compilations in the words of Keras 2. */
class TrainingConfigTest {

    private static final Place KERAS_2 =
            Place.of("m.h5").withGeneration(Generation.KERAS_2).withBareForms().entry("training_config");

    private static Compilation read(String optimizer, String more) {
        return TrainingConfig.read("{\"optimizer_config\": " + optimizer + more + "}", KERAS_2);
    }

    private static Compilation read(String optimizer) {
        return read(optimizer, ", \"loss\": \"mse\", \"metrics\": [], \"loss_weights\": null");
    }

    private static List<Metric> metricsOf(Compilation compilation) {
        return compilation.options().metrics().present().flatMap(List::stream).toList();
    }

    private static Compilation metrics(String metrics) {
        return read("{\"class_name\": \"SGD\", \"config\": {}}", ", \"loss\": \"mse\", \"metrics\": " + metrics);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SGD", "Custom>SGD"})
    void anOptimizerHasTheNameOfItsClass(String className) {
        Compilation compilation = read(
                "{\"class_name\": \"" + className
                        + "\", \"config\": {\"name\": \"SGD\", \"lr\": 0.5, \"momentum\": 0.25, \"decay\": 0.0, \"nesterov\": true}}");
        assertThat(compilation.ignored()).isEmpty();
        SGD sgd = (SGD) compilation.options().optimizer();
        assertThat(sgd.name()).isEqualTo("sgd");
        assertThat(sgd.learningRate()).isEqualTo(0.5);
        assertThat(sgd.learningRateSchedule()).isNull();
        assertThat(sgd.momentum()).isEqualTo(0.25);
        assertThat(sgd.nesterov()).isTrue();
    }

    @Test
    void decayIsASchedule() {
        RMSprop rmsprop = (RMSprop) read("{\"class_name\": \"RMSprop\", \"config\": {\"learning_rate\": 0.5,"
                        + " \"rho\": 0.8, \"decay\": 0.25, \"epsilon\": null}}")
                .options()
                .optimizer();
        assertThat(rmsprop.learningRateSchedule()).isEqualTo(new InverseTimeDecay(0.5, 1, 0.25, false));
        rmsprop.setIterations(4);
        assertThat(rmsprop.learningRate()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decay", "schedule_decay"})
    void theDecayOfTheMomentumOfNadamIsAConstantToday(String key) {
        String form = "{\"class_name\": \"Nadam\", \"config\": {\"lr\": 0.5, \"" + key + "\": %s}}";
        Nadam nadam = (Nadam) read(form.formatted("0.004")).options().optimizer();
        assertThat(nadam.learningRate()).isEqualTo(0.5);
        assertThat(nadam.learningRateSchedule()).isNull();
    }

    @Test
    void anotherDecayOfTheMomentumOfNadamIsIgnoredByName() {
        assertThat(read("{\"class_name\": \"Nadam\", \"config\": {\"lr\": 0.5, \"schedule_decay\": 0.1}}")
                        .ignored())
                .startsWith("training_config: optimizer: Nadam: config must have no other keys than [")
                .endsWith("]. Received: [schedule_decay].");
    }

    @Test
    void anOptimizerThatIsNotSupportedIsIgnoredByName() {
        assertThat(read("{\"class_name\": \"Custom>Mine\", \"config\": {}}").ignored())
                .endsWith(" Received: keras.optimizers class Mine.");
        assertThat(read("\"sgd\"").options().optimizer()).isInstanceOf(SGD.class);
        assertThat(TrainingConfig.read("{}", KERAS_2)).isEqualTo(Compilation.NONE);
        assertThat(TrainingConfig.read("{\"loss\": \"mse\"}", KERAS_2).ignored())
                .isEqualTo("training_config: compile_config: optimizer must be given. Received: no key 'optimizer'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mse\"",
                "[\"mse\"]",
                "{\"dense\": \"mse\"}",
                "{\"class_name\": \"MeanSquaredError\","
                        + " \"config\": {\"reduction\": \"auto\", \"name\": \"mean_squared_error\"}}"
            })
    void theLossOfAModelWithOneOutputStandsInManyPlaces(String loss) {
        Compilation compilation = read("{\"class_name\": \"SGD\", \"config\": {}}", ", \"loss\": " + loss);
        assertThat(compilation.summary()).isEqualTo("sgd, mean_squared_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mae\"",
                "[\"mae\"]",
                "[[\"mae\"]]",
                "{\"dense\": \"mae\"}",
                "{\"dense\": [\"mae\"]}",
                "[[{\"class_name\": \"MeanMetricWrapper\", \"config\": {\"name\": \"mae\", \"dtype\": \"float32\","
                        + " \"fn\": \"mean_absolute_error\"}}]]",
                "{\"dense\": {\"class_name\": \"MeanAbsoluteError\", \"config\": {\"name\": \"mae\"}}}"
            })
    void soDoItsMetrics(String metrics) {
        Compilation compilation = metrics(metrics);
        assertThat(compilation.ignored()).isEmpty();
        assertThat(metricsOf(compilation)).extracting(Metric::name).containsExactly("mae");
    }

    @Test
    void accuracyIsTheOneThatTheModelHad() {
        Compilation compilation =
                metrics("[[{\"class_name\": \"MeanMetricWrapper\", \"config\": {\"name\": \"accuracy\","
                        + " \"dtype\": \"float32\", \"fn\": \"binary_accuracy\"}}, \"mse\"]]");
        assertThat(metricsOf(compilation).get(0)).isInstanceOf(BinaryAccuracy.class);
        assertThat(metricsOf(compilation)).extracting(Metric::name).containsExactly("accuracy", "mse");
    }

    @Test
    void weightedMetricsHaveTheSameWords() {
        Compilation compilation =
                metrics("[], \"weighted_metrics\": [[{\"class_name\": \"MeanMetricWrapper\", \"config\":"
                        + " {\"name\": \"w\", \"fn\": \"mean_squared_error\"}}]]");
        assertThat(compilation.ignored()).isEmpty();
        assertThat(metricsOf(compilation)).isEmpty();
        assertThat(compilation.options().weightedMetrics().present().flatMap(List::stream))
                .extracting(Metric::name)
                .containsExactly("w");
    }

    @Test
    void aMetricOfAnUnknownFunctionIsIgnoredByName() {
        assertThat(metrics(
                                "[[{\"class_name\": \"MeanMetricWrapper\", \"config\": {\"name\": \"m\", \"fn\": \"mine\"}}]]")
                        .ignored())
                .endsWith(" Received: keras.metrics class MeanMetricWrapper.");
    }

    @Test
    void whatIsNoJsonIsDamage() {
        assertThatThrownBy(() -> TrainingConfig.read("{", KERAS_2))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith("m.h5!/training_config: must be JSON. Received: ");
    }
}
