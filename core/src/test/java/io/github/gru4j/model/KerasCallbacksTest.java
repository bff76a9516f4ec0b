package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Keras's callbacks decided over series of logs ({@code golden/callbacks.json}), and what ours do. */
class KerasCallbacksTest {

    private static final JsonNode GOLDEN = Golden.read("callbacks.json");

    private static void each(String callback, int count, Consumer<JsonNode> test) {
        JsonNode cases = GOLDEN.get(callback);
        assertThat(cases.size()).as(callback).isEqualTo(count);
        cases.forEach(test);
    }

    private static Sequential model() {
        Sequential model =
                Sequential.of(Input.of(1), Dense.builder(1).useBias(false).build());
        model.compile(SGD.of(0.5), Losses.meanSquaredError(), Metrics.get("mae"), Metrics.get("accuracy"));
        return model;
    }

    private static TrainingRun run(Sequential model, int epochs, OptionalInt steps) {
        return TrainingRun.of(model, FitOptions.epochs(epochs), steps);
    }

    /** A number; strings stand for those that JSON has not. */
    private static double number(JsonNode node) {
        return switch (node.asString("")) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> node.doubleValue();
        };
    }

    private static double[] numbers(JsonNode list) {
        return list.valueStream().mapToDouble(KerasCallbacksTest::number).toArray();
    }

    private static Monitor.Mode mode(JsonNode arguments) {
        return switch (arguments.path("mode").asString("auto")) {
            case "min" -> Monitor.Mode.MIN;
            case "max" -> Monitor.Mode.MAX;
            default -> Monitor.Mode.AUTO;
        };
    }

    private static Map<String, Double> logs(String name, double value) {
        return new LinkedHashMap<>(Map.of(name, value));
    }

    @Test
    void earlyStoppingStopsWhereKerasDoes() {
        each("early_stopping", 143, test -> {
            JsonNode arguments = test.get("arguments");
            String monitor = arguments.path("monitor").asString("val_loss");
            EarlyStopping stopping = EarlyStopping.builder()
                    .monitor(monitor)
                    .mode(mode(arguments))
                    .minDelta(arguments.path("min_delta").asDouble(0))
                    .patience(arguments.path("patience").asInt(0))
                    .baseline(
                            arguments.has("baseline")
                                    ? arguments.get("baseline").doubleValue()
                                    : null)
                    .restoreBestWeights(arguments.path("restore_best_weights").asBoolean(false))
                    .startFromEpoch(arguments.path("start_from_epoch").asInt(0))
                    .build();
            Sequential model = model();
            double[] values = numbers(test.get("values"));
            TrainingRun run = run(model, values.length, OptionalInt.empty());
            stopping.onTrainBegin(run);
            int stopped = -1;
            for (int epoch = 0; epoch < values.length && stopped < 0; epoch++) {
                model.setWeights(List.of(Tensor.of(new float[] {epoch}, 1, 1)));
                stopping.onEpochEnd(epoch, logs(monitor, values[epoch]));
                stopped = run.stopping() ? epoch : -1;
            }
            stopping.onTrainEnd(Map.of());
            String what = test.toString();
            assertThat(stopped).as(what).isEqualTo(test.get("stopped").asInt(-1));
            assertThat(stopping.stopped()).as(what).isEqualTo(stopped >= 0);
            assertThat(stopping.waited()).as(what).isEqualTo(test.get("wait").intValue());
            assertThat(model.getWeights().get(0).getAt(0)).as(what).isEqualTo(number(test.get("weights_of_epoch")));
            if (test.get("best").isNull()) {
                assertThat(stopping.bestEpoch()).as(what).isEqualTo(-1);
                assertThat(stopping.best()).as(what).isNaN();
            } else {
                assertThat(stopping.best()).as(what).isEqualTo(Double.valueOf(number(test.get("best"))));
                assertThat(stopping.bestEpoch())
                        .as(what)
                        .isEqualTo(test.get("best_epoch").intValue());
            }
        });
    }

    @Test
    void reduceLROnPlateauReducesWhereKerasDoes() {
        each("reduce_lr_on_plateau", 121, test -> {
            JsonNode arguments = test.get("arguments");
            String monitor = arguments.path("monitor").asString("val_loss");
            ReduceLROnPlateau reduce = ReduceLROnPlateau.builder()
                    .monitor(monitor)
                    .mode(mode(arguments))
                    .factor(arguments.path("factor").asDouble(0.1))
                    .patience(arguments.path("patience").asInt(10))
                    .minDelta(arguments.path("min_delta").asDouble(1e-4))
                    .cooldown(arguments.path("cooldown").asInt(0))
                    .minLr(arguments.path("min_lr").asDouble(0))
                    .build();
            Sequential model = model();
            double[] values = numbers(test.get("values"));
            reduce.onTrainBegin(run(model, values.length, OptionalInt.empty()));
            double[] rates = new double[values.length];
            double[] logged = new double[values.length];
            for (int epoch = 0; epoch < values.length; epoch++) {
                Map<String, Double> logs = logs(monitor, values[epoch]);
                reduce.onEpochEnd(epoch, logs);
                logged[epoch] = logs.get("learning_rate");
                rates[epoch] = model.optimizer().learningRate();
            }
            String what = test.toString();
            // Keras keeps the rate in float32, so it is rounded at each reduction.
            assertThat(rates).as(what).containsExactly(numbers(test.get("rates")), within(1e-7));
            assertThat(logged).as(what).containsExactly(numbers(test.get("logged")), within(1e-7));
            assertThat(reduce.best()).as(what).isEqualTo(Double.valueOf(number(test.get("best"))));
            assertThat(reduce.waited()).as(what).isEqualTo(test.get("wait").intValue());
        });
    }

    @Test
    void learningRateSchedulerSetsWhatKerasSets() {
        Map<String, LearningRateScheduler.Schedule> schedules = Map.of(
                "halved from epoch 2 on",
                (epoch, rate) -> epoch < 2 ? rate : rate * 0.5,
                "by epoch",
                (epoch, rate) -> 1.0 / (1 + epoch),
                "shrinking",
                (epoch, rate) -> rate * 0.9);
        each("learning_rate_scheduler", 3, test -> {
            LearningRateScheduler scheduler =
                    LearningRateScheduler.of(schedules.get(test.get("schedule").stringValue()));
            Sequential model = model();
            scheduler.onTrainBegin(run(model, 6, OptionalInt.empty()));
            List<Double> rates = new ArrayList<>();
            List<Double> logged = new ArrayList<>();
            for (int epoch = 0; epoch < 6; epoch++) {
                scheduler.onEpochBegin(epoch);
                rates.add(model.optimizer().learningRate());
                Map<String, Double> logs = logs("loss", 1);
                scheduler.onEpochEnd(epoch, logs);
                logged.add(logs.get("learning_rate"));
            }
            double[] expected = numbers(test.get("rates"));
            for (int epoch = 0; epoch < 6; epoch++) {
                assertThat(rates.get(epoch)).isCloseTo(expected[epoch], within(1e-7)); // float32 in Keras
            }
            assertThat(logged).isEqualTo(rates);
            assertThat(numbers(test.get("logged"))).isEqualTo(expected);
        });
    }

    @Test
    void terminateOnNaNStopsForWhatIsNotFinite() {
        each("terminate_on_nan", 6, test -> {
            TrainingRun run = run(model(), 1, OptionalInt.empty());
            TerminateOnNaN terminate = TerminateOnNaN.of();
            terminate.onTrainBegin(run);
            terminate.onTrainBatchEnd(3, logs("loss", number(test.get("loss"))));
            assertThat(run.stopping())
                    .as(test.toString())
                    .isEqualTo(test.get("stops").booleanValue());
        });
    }

    @Test
    void theProgressBarPrintsKerasLines() {
        each("progress_bar", 12, test -> {
            double[] times = numbers(test.get("times"));
            int[] tick = {0};
            StringBuilder printed = new StringBuilder();
            boolean redraws = test.get("redraws").booleanValue();
            ProgressBar bar = ProgressBar.of(printed, redraws, () -> Math.round((1000 + times[tick[0]]) * 1e9));
            OptionalInt steps = test.get("steps").isNull()
                    ? OptionalInt.empty()
                    : OptionalInt.of(test.get("steps").intValue());
            bar.onTrainBegin(run(model(), 1, steps)); // one epoch, of which Keras prints no title
            bar.onEpochBegin(0);
            JsonNode logs = test.get("logs");
            for (int step = 0; step < logs.size(); step++) {
                tick[0]++;
                bar.onTrainBatchEnd(step, logs(logs.get(step)));
            }
            tick[0]++;
            bar.onEpochEnd(0, logs(test.get("epoch_logs")));
            String keras = String.join(
                    "",
                    test.get("printed").valueStream().map(JsonNode::stringValue).toList());
            assertThat(printed.toString()).as(test.get("name").stringValue()).isEqualTo(keras);
        });
    }

    private static Map<String, Double> logs(JsonNode object) {
        Map<String, Double> logs = new HashMap<>(); // in any order
        object.properties().forEach(entry -> logs.put(entry.getKey(), number(entry.getValue())));
        return logs;
    }

    @Test
    void metricsHaveKerasDirections() {
        each("directions", 24, test -> {
            String name = test.get("metric").stringValue();
            Metric metric = switch (name) {
                case "logcosh" -> Metrics.get("LogCoshError").named(name);
                case "r2_score" -> Metrics.get("R2Score").named(name);
                case "auc" -> Metrics.get("AUC").named(name);
                case "precision" -> Metrics.get("Precision").named(name);
                case "recall" -> Metrics.get("Recall").named(name);
                case "true_positives" -> Metrics.get("TruePositives").named(name);
                case "false_negatives" -> Metrics.get("FalseNegatives").named(name);
                case "root_mean_squared_error" ->
                    Metrics.get("RootMeanSquaredError").named(name);
                default -> Metrics.get(name);
            };
            Sequential model = model();
            model.compile(SGD.of(0.5), Losses.meanSquaredError(), metric);
            Monitor monitor = new Monitor("Test", "val_" + name, Monitor.Mode.AUTO, 0);
            if (test.get("mode").isNull()) {
                assertThat(metric.direction()).as(name).isNull();
            } else {
                assertThat(monitor.isBetter(2, 1, model))
                        .as(name)
                        .isEqualTo(test.get("mode").stringValue().equals("max"));
            }
        });
    }
}
