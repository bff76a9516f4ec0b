package io.github.gru4j.keras;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.CompileOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.PerOutput;
import io.github.gru4j.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code compile_config}: optimizer, losses and metrics, one for all outputs, in a list or by name. A model whose
 * compilation cannot be read still predicts, so it loads uncompiled, and {@link KerasFileInfo#ignored} says why.
 */
final class CompileConfigs {

    /**
     * What a file says about compilation.
     *
     * @param options null if the model is not compiled, or its compilation is not supported
     * @param place where it stands
     * @param ignored why a compilation was left out; empty if there was none or it was read
     */
    record Compilation(@Nullable CompileOptions options, Place place, String ignored) {

        static final Compilation NONE = new Compilation(null, Place.of(""), "");

        /**
         * The same for a model with these outputs; left out if it does not fit them. A flat list of metrics is for the one
         * output, or for several outputs in turn.
         */
        Compilation of(List<String> outputs) {
            if (options == null) {
                return this;
            }
            boolean several = outputs.size() > 1;
            CompileOptions fitted = several
                    ? options.metrics(inTurn(options.metrics())).weightedMetrics(inTurn(options.weightedMetrics()))
                    : options;
            try {
                fitted.checkFor(outputs);
                return new Compilation(fitted, place, ignored);
            } catch (IllegalArgumentException e) {
                return leftOut(place.error(String.valueOf(e.getMessage()), e));
            }
        }

        private static PerOutput<List<Metric>> inTurn(PerOutput<List<Metric>> metrics) {
            if (!(metrics instanceof PerOutput.Same<List<Metric>> flat)
                    || flat.value().isEmpty()) {
                return metrics;
            }
            List<@Nullable List<Metric>> each = new ArrayList<@Nullable List<Metric>>();
            flat.value().forEach(metric -> each.add(List.of(metric)));
            return PerOutput.listed(each);
        }

        /** Compiles a model in this way, if at all. */
        void applyTo(Model model) {
            CompileOptions fitted = of(model.outputNames()).options;
            if (fitted != null) {
                model.compile(fitted);
            }
        }

        /** One line for people; empty for none. */
        String summary() {
            if (options == null) {
                return "";
            }
            String losses = options.losses().present().map(Loss::name).collect(Collectors.joining(" + "));
            return Stream.concat(
                            Stream.of(options.optimizer().name(), losses),
                            Stream.of(options.metrics(), options.weightedMetrics())
                                    .flatMap(PerOutput::present)
                                    .flatMap(List::stream)
                                    .map(Metric::name))
                    .collect(Collectors.joining(", "));
        }

        static Compilation leftOut(KerasFormatException reason) {
            return new Compilation(null, Place.of(""), reason.inside() + ": " + reason.reason());
        }
    }

    private CompileConfigs() {}

    // ---- reading ----------------------------------------------------------------------------------------------------

    /** Reads the {@code compile_config} of a model; never fails. */
    static Compilation read(@Nullable JsonNode node, Place place) {
        if (node == null || node.isNull() || node.isEmpty()) {
            return Compilation.NONE;
        }
        try {
            return new Compilation(readSupported(node, place), place, "");
        } catch (KerasFormatException e) {
            return Compilation.leftOut(e);
        }
    }

    private static CompileOptions readSupported(JsonNode node, Place place) {
        if (!(node instanceof ObjectNode object)) {
            throw place.error("must be an object. Received: " + Json.shown(node) + ".");
        }
        Config config = new Config(object, place, "compile_config");
        Optimizer optimizer = OptimizerConfigs.FAMILY.read(config.required("optimizer"), place.down("optimizer"));
        PerOutput<Loss> losses = perOutput(config.required("loss"), place.down("loss"), LossConfigs.FAMILY::read);
        CompileOptions options = CompileOptions.of(optimizer, losses);
        JsonNode weights = config.value("loss_weights");
        if (weights != null) {
            options = withLossWeights(options, weights, place.down("loss_weights"));
        }
        options = options.metrics(metrics(config, "metrics")).weightedMetrics(metrics(config, "weighted_metrics"));
        for (String execution : List.of("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")) {
            config.get(execution); // how Keras runs it, not what it computes
        }
        config.finish();
        return options;
    }

    private static CompileOptions withLossWeights(CompileOptions options, JsonNode weights, Place place) {
        try {
            return options.lossWeights(perOutput(weights, place, Kinds.NUMBER::read));
        } catch (IllegalArgumentException e) {
            throw place.error(String.valueOf(e.getMessage()), e);
        }
    }

    /** A list, an object of names, or anything else for all outputs. Null entries stay. */
    private static <T> PerOutput<T> perOutput(JsonNode node, Place place, BiFunction<JsonNode, Place, T> reader) {
        if (node instanceof ArrayNode list) {
            List<@Nullable T> values = new ArrayList<>();
            for (JsonNode item : list) {
                values.add(entry(item, place.down("[" + values.size() + "]"), reader));
            }
            return PerOutput.listed(values);
        }
        if (node instanceof ObjectNode named && !named.has("class_name")) {
            Map<String, @Nullable T> values = new LinkedHashMap<>();
            named.forEachEntry((name, item) -> values.put(name, entry(item, place.down(name), reader)));
            return PerOutput.byName(values);
        }
        return PerOutput.same(reader.apply(node, place));
    }

    private static <T> @Nullable T entry(JsonNode node, Place place, BiFunction<JsonNode, Place, T> reader) {
        return node.isNull() ? null : reader.apply(node, place);
    }

    /** A flat list is one for all outputs until it is known how many there are; see {@link Compilation#of}. */
    private static PerOutput<List<Metric>> metrics(Config config, String key) {
        JsonNode given = config.value(key);
        Place place = config.place().down(key);
        if (given == null) {
            return PerOutput.same(List.of());
        }
        if (!(given instanceof ArrayNode || (given instanceof ObjectNode && !given.has("class_name")))) {
            throw config.place()
                    .error(key + " must be a list, or an object by the names of outputs. Received: " + Json.shown(given)
                            + ".");
        }
        boolean flat =
                given instanceof ArrayNode && given.valueStream().noneMatch(entry -> entry.isArray() || entry.isNull());
        return flat ? PerOutput.same(ofOutput(given, place)) : perOutput(given, place, CompileConfigs::ofOutput);
    }

    /** The metrics of an output: a list, or one by itself. */
    private static List<Metric> ofOutput(JsonNode node, Place place) {
        if (!(node instanceof ArrayNode list)) {
            return List.of(MetricConfigs.read(node, place));
        }
        List<Metric> metrics = new ArrayList<>();
        list.forEach(metric -> metrics.add(MetricConfigs.read(metric, place)));
        return metrics;
    }

    /** The names of the outputs of a model that is not built; those of a dictionary by its keys, as they are read. */
    static List<String> outputs(Serialized model) {
        List<String> names = new ArrayList<>();
        JsonNode layers = model.node().path("config").path("output_layers");
        if (layers instanceof ObjectNode dictionary) {
            for (String key : new TreeSet<>(dictionary.propertyNames())) {
                names.add(dictionary.path(key).path(0).stringValue(""));
            }
        } else if (layers.path(0).isArray()) {
            layers.forEach(layer -> names.add(layer.path(0).stringValue("")));
        }
        return names.isEmpty() ? List.of(layers.path(0).stringValue("")) : names;
    }

    // ---- writing ----------------------------------------------------------------------------------------------------

    /** The {@code compile_config} of a model; an empty object if it is not compiled. */
    static ObjectNode write(Model model) {
        ObjectNode out = Json.object();
        CompileOptions options = model.compileOptions();
        if (options == null) {
            return out;
        }
        PerOutput<Double> weights = options.lossWeights();
        out.set("optimizer", OptimizerConfigs.FAMILY.write(options.optimizer()));
        out.set("loss", written(options.losses(), LossConfigs.FAMILY::write));
        out.set("loss_weights", weights == null ? NullNode.instance : written(weights, Kinds.NUMBER::write));
        out.set("metrics", writtenMetrics(options.metrics()));
        out.set("weighted_metrics", writtenMetrics(options.weightedMetrics()));
        out.put("run_eagerly", false);
        out.put("steps_per_execution", 1);
        out.put("jit_compile", false);
        return out;
    }

    private static <T> JsonNode written(PerOutput<T> given, Function<T, JsonNode> writer) {
        PerOutput<JsonNode> nodes = given.map(writer);
        if (nodes instanceof PerOutput.Same<JsonNode> same) {
            return same.value();
        }
        if (nodes instanceof PerOutput.Listed<JsonNode> listed) {
            ArrayNode out = Json.array();
            listed.values().forEach(out::add);
            return out;
        }
        ObjectNode out = Json.object();
        ((PerOutput.Named<JsonNode>) nodes).values().forEach(out::set);
        return out;
    }

    private static JsonNode writtenMetrics(PerOutput<List<Metric>> metrics) {
        return metrics.present().allMatch(List::isEmpty)
                ? NullNode.instance
                : written(metrics, CompileConfigs::writtenMetrics);
    }

    private static JsonNode writtenMetrics(List<Metric> metrics) {
        ArrayNode out = Json.array();
        metrics.forEach(metric -> out.add(MetricConfigs.write(metric)));
        return out;
    }
}
