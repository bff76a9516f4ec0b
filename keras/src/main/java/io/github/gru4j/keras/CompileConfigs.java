package io.github.gru4j.keras;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
     * @param ignored why a compilation was left out; empty if there was none or it was read
     */
    record Compilation(
            @Nullable Optimizer optimizer, @Nullable Loss loss, List<Metric> metrics, String ignored) {

        static final Compilation NONE = new Compilation(null, null, List.of(), "");

        /** Compiles a model in this way, if at all. */
        void applyTo(Model model) {
            if (optimizer != null && loss != null) {
                model.compile(optimizer, loss, metrics.toArray(new Metric[0]));
            }
        }

        /** One line for people; empty for none. */
        String summary() {
            if (optimizer == null || loss == null) {
                return "";
            }
            String names = metrics.stream().map(Metric::name).collect(Collectors.joining(", "));
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
            return new Compilation(null, null, List.of(), e.inside() + ": " + e.reason());
        }
    }

    private static Compilation readSupported(JsonNode node, Place place) {
        if (!(node instanceof ObjectNode object)) {
            throw place.error("must be an object. Received: " + Json.shown(node) + ".");
        }
        Config config = new Config(object, place, "compile_config");
        Optimizer optimizer = OptimizerConfigs.FAMILY.read(config.required("optimizer"), place.down("optimizer"));
        Loss loss = LossConfigs.FAMILY.read(config.required("loss"), place.down("loss"));
        List<Metric> metrics = new ArrayList<>();
        JsonNode listed = config.value("metrics");
        if (listed != null) {
            if (!(listed instanceof ArrayNode)) {
                throw place.error("metrics must be a list. Received: " + Json.shown(listed) + ".");
            }
            for (JsonNode metric : listed) {
                metrics.add(MetricConfigs.read(metric, place.down("metrics")));
            }
        }
        config.only("loss_weights", NullNode.instance);
        config.only("weighted_metrics", NullNode.instance, Json.array());
        for (String execution : List.of("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")) {
            config.get(execution); // how Keras runs it, not what it computes
        }
        config.finish();
        return new Compilation(optimizer, loss, List.copyOf(metrics), "");
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
        if (model.metrics().isEmpty()) {
            out.putNull("metrics");
        } else {
            ArrayNode metrics = out.putArray("metrics");
            model.metrics().forEach(metric -> metrics.add(MetricConfigs.write(metric)));
        }
        out.putNull("weighted_metrics");
        out.put("run_eagerly", false);
        out.put("steps_per_execution", 1);
        out.put("jit_compile", false);
        return out;
    }
}
