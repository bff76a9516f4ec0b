package io.github.gru4j.keras;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code compile_config}: optimizer, loss and metrics. A model whose compilation cannot be read still predicts, so it
 * loads uncompiled, and {@link KerasFileInfo#ignored} says why.
 */
final class CompileConfigs {

    /**
     * What a file says about compilation.
     *
     * @param optimizer null if the model is not compiled, or its compilation is not supported
     * @param loss null exactly if the optimizer is
     * @param metrics in order
     * @param weightedMetrics in order
     * @param ignored why a compilation was left out; empty if there was none or it was read
     */
    record Compilation(
            @Nullable Optimizer optimizer,
            @Nullable Loss loss,
            List<Metric> metrics,
            List<Metric> weightedMetrics,
            String ignored) {

        static final Compilation NONE = new Compilation(null, null, List.of(), List.of(), "");

        /** Compiles a model in this way, if at all. */
        void applyTo(Model model) {
            if (optimizer != null && loss != null) {
                model.compile(optimizer, loss, metrics, weightedMetrics);
            }
        }

        /** One line for people; empty for none. */
        String summary() {
            if (optimizer == null || loss == null) {
                return "";
            }
            String names = Stream.concat(metrics.stream(), weightedMetrics.stream())
                    .map(Metric::name)
                    .collect(Collectors.joining(", "));
            return optimizer.name() + ", " + loss.name() + (names.isEmpty() ? "" : ", " + names);
        }
    }

    private CompileConfigs() {}

    /** Reads the {@code compile_config} of a model; never fails. */
    static Compilation read(@Nullable JsonNode node, Place place) {
        if (node == null || node.isNull() || node.isEmpty()) {
            return Compilation.NONE;
        }
        try {
            return readSupported(node, place);
        } catch (KerasFormatException e) {
            return new Compilation(null, null, List.of(), List.of(), e.inside() + ": " + e.reason());
        }
    }

    private static Compilation readSupported(JsonNode node, Place place) {
        if (!(node instanceof ObjectNode object)) {
            throw place.error("must be an object. Received: " + Json.shown(node) + ".");
        }
        Config config = new Config(object, place, "compile_config");
        Optimizer optimizer = OptimizerConfigs.FAMILY.read(config.required("optimizer"), place.down("optimizer"));
        Loss loss = LossConfigs.FAMILY.read(config.required("loss"), place.down("loss"));
        List<Metric> metrics = metrics(config, "metrics");
        List<Metric> weightedMetrics = metrics(config, "weighted_metrics");
        config.only("loss_weights", NullNode.instance);
        for (String execution : List.of("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")) {
            config.get(execution); // how Keras runs it, not what it computes
        }
        config.finish();
        return new Compilation(optimizer, loss, metrics, weightedMetrics, "");
    }

    private static List<Metric> metrics(Config config, String key) {
        JsonNode listed = config.value(key);
        if (listed == null) {
            return List.of();
        }
        if (!(listed instanceof ArrayNode)) {
            throw config.place().error(key + " must be a list. Received: " + Json.shown(listed) + ".");
        }
        List<Metric> metrics = new ArrayList<>();
        listed.forEach(
                metric -> metrics.add(MetricConfigs.read(metric, config.place().down(key))));
        return List.copyOf(metrics);
    }

    /** The {@code compile_config} of a model; an empty object if it is not compiled. */
    static ObjectNode write(Model model) {
        ObjectNode out = Json.object();
        Optimizer optimizer = model.optimizer();
        Loss loss = model.loss();
        if (optimizer == null || loss == null) {
            return out;
        }
        out.set("optimizer", OptimizerConfigs.FAMILY.write(optimizer));
        out.set("loss", LossConfigs.FAMILY.write(loss));
        out.putNull("loss_weights");
        out.set("metrics", written(model.metrics()));
        out.set("weighted_metrics", written(model.weightedMetrics()));
        out.put("run_eagerly", false);
        out.put("steps_per_execution", 1);
        out.put("jit_compile", false);
        return out;
    }

    private static JsonNode written(List<Metric> metrics) {
        if (metrics.isEmpty()) {
            return NullNode.instance;
        }
        ArrayNode out = Json.array();
        metrics.forEach(metric -> out.add(MetricConfigs.write(metric)));
        return out;
    }
}
