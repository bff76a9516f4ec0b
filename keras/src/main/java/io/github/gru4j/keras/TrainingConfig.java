package io.github.gru4j.keras;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.metric.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code training_config} of legacy files: what {@code compile_config} of a {@code .keras} archive says, in the words of its
 * time. They are put as the ones of today; what they say is then for {@link CompileConfigs} to read or to refuse.
 */
final class TrainingConfig {

    /** What a class of Keras's own is registered under from 2.11 on, and a user's own as well. */
    private static final String CUSTOM = "Custom>";

    /** How much each step of the momentum of Nadam shrank, when that was an argument; a constant today. */
    private static final double NADAM_DECAY = 0.004;

    private TrainingConfig() {}

    /**
     * Reads a compilation; one that is not supported says why.
     *
     * @param text the JSON
     * @throws KerasFormatException if it is no JSON object
     */
    static Compilation read(String text, Place place) {
        ObjectNode config = Json.parse(text.getBytes(StandardCharsets.UTF_8), place);
        JsonNode optimizer = config.remove("optimizer_config");
        if (optimizer != null) {
            config.set("optimizer", optimizer(optimizer));
        }
        if (place.generation() == Generation.KERAS_2) {
            if (config.path("sample_weight_mode").isNull()) {
                config.remove(
                        "sample_weight_mode"); // told weights of time steps from those of samples, which shapes do
            }
            replace(config, "loss", TrainingConfig::single);
            replace(config, "metrics", TrainingConfig::metrics);
            replace(config, "weighted_metrics", TrainingConfig::metrics);
        }
        return CompileConfigs.read(config, place);
    }

    private static void replace(ObjectNode config, String key, UnaryOperator<JsonNode> words) {
        JsonNode value = config.get(key);
        if (value != null) {
            config.set(key, words.apply(value));
        }
    }

    private static JsonNode optimizer(JsonNode node) {
        if (!(node instanceof ObjectNode optimizer && node.path("config") instanceof ObjectNode config)) {
            return node;
        }
        String className = optimizer.path("class_name").stringValue("");
        if (className.startsWith(CUSTOM)) {
            className = className.substring(CUSTOM.length());
            optimizer.put("class_name", className);
        }
        if (config.has("lr") && !config.has("learning_rate")) {
            config.set("learning_rate", config.remove("lr"));
        }
        if (className.equals("Nadam")) {
            for (String key : List.of("schedule_decay", "decay")) {
                if (config.path(key).doubleValue(0) == NADAM_DECAY) {
                    config.remove(key);
                }
            }
        }
        if (config.path("epsilon").isNull()) {
            config.remove("epsilon"); // the default of every optimizer
        }
        decay(config);
        config.remove("name"); // of a class: Adam, where it is adam today
        return optimizer;
    }

    /** The argument {@code decay} is a schedule: {@code lr / (1 + decay * step)}. */
    private static void decay(ObjectNode config) {
        JsonNode decay = config.path("decay");
        JsonNode rate = config.path("learning_rate");
        if (!decay.isNumber() || !rate.isNumber() || decay.doubleValue() == 0) {
            return;
        }
        config.remove("decay");
        ObjectNode schedule = Json.object();
        schedule.set("initial_learning_rate", rate);
        schedule.put("decay_steps", 1);
        schedule.set("decay_rate", decay);
        config.set("learning_rate", Serialized.write("keras.optimizers.schedules", "InverseTimeDecay", schedule));
    }

    /** The one item of a list, or of an object of names: what Keras 2 wrote for a model with one output. */
    private static JsonNode single(JsonNode node) {
        boolean list = node instanceof ArrayNode;
        boolean named = node instanceof ObjectNode && !node.has("class_name");
        return node.size() == 1 && (list || named) ? node.iterator().next() : node;
    }

    /** The metrics of a model with one output are a list, whatever they stood in; those of others stay by output. */
    private static JsonNode metrics(JsonNode node) {
        JsonNode ofOutput = single(node);
        JsonNode metrics = unwrapped(ofOutput.isString() || ofOutput.has("class_name") ? node : ofOutput);
        if (metrics instanceof ObjectNode && metrics.size() == 1) {
            metrics = single(metrics);
        }
        if (metrics.isString() || metrics.has("class_name")) {
            return Json.array().add(metrics);
        }
        return metrics.isEmpty() ? NullNode.instance : metrics;
    }

    /** A nest of metrics with those that are means of functions put as the metrics of these functions. */
    private static JsonNode unwrapped(JsonNode node) {
        if (node.has("class_name")) {
            ObjectNode metric = ofFunction(node);
            return metric == null ? node : metric;
        } else if (node instanceof ArrayNode list) {
            ArrayNode out = Json.array();
            list.forEach(metric -> out.add(unwrapped(metric)));
            return out;
        } else if (node instanceof ObjectNode byOutput) {
            ObjectNode out = Json.object();
            byOutput.properties().forEach(entry -> out.set(entry.getKey(), unwrapped(entry.getValue())));
            return out;
        }
        return node;
    }

    /** A mean of a function as the metric of that function; null for anything else. */
    private static @Nullable ObjectNode ofFunction(JsonNode node) {
        JsonNode config = node.path("config");
        if (!node.path("class_name").stringValue("").equals("MeanMetricWrapper")
                || !config.path("fn").isString()) {
            return null;
        }
        try {
            Metric metric = Metrics.get(config.get("fn").stringValue());
            ObjectNode named = Json.object();
            named.set("name", config.path("name"));
            return Serialized.write("keras.metrics", metric.getClass().getSimpleName(), named);
        } catch (IllegalArgumentException e) {
            return null; // refused by its own name
        }
    }
}
