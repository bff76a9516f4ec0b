package io.github.gru4j.cli.conformance;

import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code optimizers.json}: the weights after each of five steps, and what the optimizer then remembers. */
final class OptimizerCases implements Cases {

    /** What Keras calls the one variable of Nadam that it gives no name. */
    private static final List<String> STEP = List.of("gradients", "learning_rate", "weights");

    private static final Pattern UNNAMED = Pattern.compile("variable(_\\d+)?");

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "label", "serialized", "initial_weights", "steps", "variables");
    }

    @Override
    public Set<String> keys() {
        return Set.of("label", "serialized", "initial_weights", "steps", "variables");
    }

    @Override
    public String tolerance() {
        return "1e-5 * max(1, |expected|)";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.float32();
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        Optimizer optimizer = file.configs().optimizer(item.get("serialized").toString());
        List<Parameter> parameters =
                new WeightsOnly(GoldenArrays.tensors(item.get("initial_weights"), DType.FLOAT32)).weights();
        List<JsonNode> steps = GoldenArrays.list(item.get("steps"));
        for (int step = 0; step < steps.size(); step++) {
            check.in("step " + (step + 1));
            GoldenArrays.only(steps.get(step), STEP);
            check.close(
                    "learning rate", optimizer.learningRate(), GoldenArrays.number(steps.get(step), "learning_rate"));
            Gradients gradients = new Gradients();
            JsonNode given = GoldenArrays.required(steps.get(step), "gradients");
            check.same("gradients", given.size(), parameters.size());
            for (int i = 0; i < parameters.size(); i++) {
                gradients.of(parameters.get(i)).copyFrom(GoldenArrays.tensor(given.get(i), DType.FLOAT32));
            }
            optimizer.apply(parameters, gradients);
            check.close(
                    "weight",
                    parameters.stream().map(Parameter::value).toList(),
                    GoldenArrays.tensors(GoldenArrays.required(steps.get(step), "weights"), DType.FLOAT32));
        }
        check.in("after the last step");
        variables(optimizer, GoldenArrays.list(item.get("variables")), check);
    }

    /** Keras lists the step count, the learning rate unless it follows a schedule, then a slot per weight and role. */
    private static void variables(Optimizer optimizer, List<JsonNode> variables, Check check) {
        List<Slot> slots = optimizer.slots();
        int slot = 0;
        for (JsonNode variable : variables) {
            GoldenArrays.only(variable, List.of("path", "value"));
            String path = GoldenArrays.text(variable, "path");
            JsonNode value = GoldenArrays.required(variable, "value");
            if (path.endsWith("/iteration")) {
                check.same("iterations", (double) optimizer.iterations(), GoldenArrays.number(value));
            } else if (path.endsWith("/learning_rate")) {
                check.close("learning rate", optimizer.learningRate(), GoldenArrays.number(value));
            } else if (slot < slots.size()) {
                Slot own = slots.get(slot++);
                boolean named =
                        path.endsWith("_" + own.name()) || UNNAMED.matcher(path).matches();
                check.that("'" + path + "' is '" + own.name() + "'", named);
                check.close(path, own.value(), GoldenArrays.tensor(value, DType.FLOAT32));
            } else {
                check.fail("expected a variable '" + path + "', received none");
            }
        }
        check.same("variables", slot, slots.size());
    }
}
