package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code models.json}: the model files that Keras wrote, loaded, run and saved again; a case passes if every one of its
 * files does. A file of weights alone is loaded into the model of the same case.
 */
final class ModelCases implements Cases {

    /** The files that hold a model, by their keys; the others hold weights alone. */
    private static final List<String> WHOLE = List.of(".keras", ".h5");

    private static final List<String> KINDS = List.of(".keras", ".h5", ".weights.h5", "weights");

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "name", "files", "inputs", "outputs", "config");
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "name",
                "files",
                "inputs",
                "outputs",
                "outputs_with_mask_propagation",
                "optimizer",
                "optimizer_variables",
                "weights",
                "converted_weights",
                "config",
                "keras_summary",
                "layouts",
                "reload_max_abs_diff",
                "note");
    }

    @Override
    public String tolerance() {
        return "1e-5 * max(1, |expected|); stored values exact";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.float32();
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        Map<String, Path> files = files(file, item);
        FileLayout layout = new FileLayout(GoldenArrays.required(item, "layouts"), files.keySet(), check);
        files.forEach((kind, path) -> {
            check.in(path.getFileName().toString());
            layout.compare(path, kind);
            Model model;
            if (WHOLE.contains(kind)) {
                model = KerasFiles.load(path);
            } else {
                model = KerasFiles.load(whole(files));
                forget(model);
                KerasFiles.loadWeights(model, path);
            }
            contents(model, item, check);
            new ModelRoundTrip(file, item, layout, check).run(model, kind);
        });
        check.in("reload_max_abs_diff");
        item.path("reload_max_abs_diff")
                .properties()
                .forEach(entry -> check.same(entry.getKey(), GoldenArrays.number(entry.getValue()), 0.0));
    }

    private static Path whole(Map<String, Path> files) {
        for (String kind : WHOLE) {
            Path path = files.get(kind);
            if (path != null) {
                return path;
            }
        }
        throw new GoldenFormatException("has no file of a whole model");
    }

    private static Map<String, Path> files(GoldenFile file, ObjectNode item) {
        Path folder = file.path().toAbsolutePath().getParent();
        JsonNode names = item.get("files");
        GoldenArrays.only(names, KINDS);
        Map<String, Path> found = new LinkedHashMap<>();
        for (String kind : names.propertyNames()) {
            String name = GoldenArrays.text(names, kind);
            Path path = folder == null ? Path.of(name) : folder.resolve(name);
            if (!Files.isRegularFile(path)) {
                throw new GoldenFormatException("names the file '" + name + "', which does not exist");
            }
            found.put(kind, path);
        }
        return found;
    }

    /** Sets every weight of a model to 0, so that whatever it has later was loaded. */
    static void forget(Model model) {
        model.weights()
                .forEach(weight -> weight.assign(Tensor.zeros(weight.value().dtype(), weight.shape())));
    }

    /** What every one of the files must give. */
    private static void contents(Model model, ObjectNode item, Check check) {
        if (item.has("keras_summary")) {
            summary(model, item.get("keras_summary"), check);
        }
        if (item.has("weights")) {
            JsonNode weights = item.has("converted_weights") ? item.get("converted_weights") : item.get("weights");
            check.close("weight", model.getWeights(), GoldenArrays.values(weights, DType.FLOAT32), Tolerance.EXACT);
        }
        outputs(model, item, check);
        if (item.path("optimizer_variables").isArray()) {
            optimizer(model, GoldenArrays.list(item.get("optimizer_variables")), check);
        }
    }

    private static void summary(Model model, JsonNode summary, Check check) {
        check.same("parameters", (double) model.countParams(), GoldenArrays.number(summary, "params"));
        List<Shape> shapes = GoldenArrays.list(GoldenArrays.required(summary, "variables")).stream()
                .filter(variable -> !GoldenArrays.isSeed(variable))
                .map(variable -> GoldenArrays.shape(GoldenArrays.required(variable, "shape")))
                .toList();
        check.same(
                "shapes of the weights",
                model.weights().stream().map(Parameter::shape).toList(),
                shapes);
    }

    private static void outputs(Model model, ObjectNode item, Check check) {
        List<Tensor> outputs = GoldenArrays.tensors(
                item.has("outputs_with_mask_propagation")
                        ? item.get("outputs_with_mask_propagation")
                        : item.get("outputs"),
                DType.FLOAT32);
        check.close("output", calls(model, item), outputs);
    }

    /** The outputs of as many successive calls with the same inputs as the case has outputs for, from the first state on. */
    static List<Tensor> calls(Model model, ObjectNode item) {
        List<Tensor> inputs = GoldenArrays.tensors(item.get("inputs"), DType.FLOAT32);
        List<Tensor> received = new ArrayList<>();
        model.resetState();
        do {
            received.addAll(model.predict(inputs));
        } while (received.size() < item.get("outputs").size());
        return received;
    }

    private static void optimizer(Model model, List<JsonNode> variables, Check check) {
        Optimizer optimizer = model.optimizer();
        if (optimizer == null) {
            check.fail("expected a compiled model, received one without an optimizer");
            return;
        }
        List<Slot> slots = optimizer.slots();
        int slot = 0;
        for (JsonNode variable : variables) {
            String path = GoldenArrays.text(variable, "path");
            JsonNode value = GoldenArrays.required(variable, "value");
            if (path.endsWith("iteration")) {
                check.same("iterations", (double) optimizer.iterations(), GoldenArrays.number(value));
            } else if (path.endsWith("learning_rate")) {
                check.close("learning rate", optimizer.learningRate(), GoldenArrays.number(value));
            } else if (slot < slots.size()) {
                check.close(
                        path, slots.get(slot++).value(), GoldenArrays.tensor(value, DType.FLOAT32), Tolerance.EXACT);
            } else {
                check.fail("expected an optimizer variable '" + path + "', received none");
            }
        }
        check.same("optimizer variables", slot, slots.size());
    }
}
