package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Monitor;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.model.TrainingRun;
import io.github.gru4j.optimizer.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What Keras's callbacks wrote over series of logs ({@code golden/callback_files.json}), and what ours write. */
class KerasCallbacksTest {

    @TempDir
    Path folder;

    private static Sequential model() {
        Sequential model =
                Sequential.of(Input.of(1), Dense.builder(1).useBias(false).build());
        model.compile(SGD.of(0.5), Losses.meanSquaredError(), Metrics.get("mae"), Metrics.get("accuracy"));
        return model;
    }

    private static void begin(Callback callback, Sequential model, int epochs) {
        callback.onTrainBegin(TrainingRun.of(model, FitOptions.epochs(epochs), OptionalInt.empty()));
    }

    private static double number(JsonNode node) {
        return switch (node.asString("")) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> node.doubleValue();
        };
    }

    /** The files that are there now, none of which stays. */
    private List<String> taken(Path place) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(place)) {
            files = found.toList();
        }
        List<String> names = new ArrayList<>();
        for (Path file : files) {
            names.add(file.getFileName().toString());
            Files.delete(file);
        }
        return names;
    }

    @Test
    void modelCheckpointWritesTheFilesThatKerasWrites() throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (JsonNode test : Golden.cases("callback_files.json", "model_checkpoint")) {
            JsonNode arguments = test.get("arguments");
            String monitor = arguments.path("monitor").asString("val_loss");
            ModelCheckpoint checkpoint = ModelCheckpoint.builder(
                            folder + "/" + arguments.get("filepath").stringValue())
                    .monitor(monitor)
                    .mode(arguments.path("mode").asString("").equals("max") ? Monitor.Mode.MAX : Monitor.Mode.AUTO)
                    .saveBestOnly(arguments.path("save_best_only").asBoolean(false))
                    .saveWeightsOnly(arguments.path("save_weights_only").asBoolean(false))
                    .saveFreq(
                            arguments.has("save_freq")
                                    ? arguments.get("save_freq").intValue()
                                    : null)
                    .initialValueThreshold(
                            arguments.has("initial_value_threshold")
                                    ? arguments.get("initial_value_threshold").doubleValue()
                                    : null)
                    .build();
            Sequential model = model();
            JsonNode values = test.get("values");
            List<String> saved = new ArrayList<>();
            begin(checkpoint, model, values.size());
            for (int epoch = 0; epoch < values.size(); epoch++) {
                double value = number(values.get(epoch));
                checkpoint.onEpochBegin(epoch);
                for (int batch = 0; batch < 4; batch++) {
                    checkpoint.onTrainBatchBegin(batch);
                    checkpoint.onTrainBatchEnd(batch, Map.of("accuracy", 1 - value, "loss", value / (batch + 1)));
                    saved.addAll(taken(folder));
                }
                checkpoint.onEpochEnd(
                        epoch,
                        Map.of("accuracy", 1 - value, "loss", value, "val_accuracy", 1 - value, "val_loss", value));
                saved.addAll(taken(folder));
            }
            List<String> expected =
                    test.get("saved").valueStream().map(JsonNode::stringValue).toList();
            if (!saved.equals(expected)) {
                wrong.add(test + " saved " + saved);
            }
            if (!test.get("best").isNull()) {
                assertThat(checkpoint.best()).isEqualTo(Double.valueOf(number(test.get("best"))));
            }
            cases++;
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).isEqualTo(99);
    }

    @Test
    void csvLoggerWritesTheBytesThatKerasWrites() throws IOException {
        int cases = 0;
        for (JsonNode test : Golden.cases("callback_files.json", "csv_logger")) {
            Path file = folder.resolve("log.csv");
            Files.deleteIfExists(file);
            if (!test.get("before").isNull()) {
                Files.writeString(file, test.get("before").stringValue());
            }
            CSVLogger logger = CSVLogger.builder(file)
                    .separator(test.get("separator").stringValue().charAt(0))
                    .append(test.get("append").booleanValue())
                    .build();
            begin(logger, model(), 9);
            int epoch = 0;
            for (JsonNode row : test.get("rows")) {
                Map<String, Double> logs = new HashMap<>();
                row.properties().forEach(entry -> logs.put(entry.getKey(), number(entry.getValue())));
                logger.onEpochEnd(epoch++, new LinkedHashMap<>(logs));
            }
            logger.onTrainEnd(Map.of());
            assertThat(Files.readString(file))
                    .as(test.toString())
                    .isEqualTo(test.get("text").stringValue());
            cases++;
        }
        assertThat(cases).isEqualTo(90);
    }
}
