package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code training.json}: {@code fit} without shuffling, from recorded weights to recorded weights, losses and predictions;
 * in float32 and again in float64.
 */
final class TrainingCases implements Cases {

    private static final double FLOAT64 = 1e-9;

    /** The runs that a case may have beside its own, and what each has; one without the last may hold one with it. */
    private static final List<String> RUNS = List.of("float64", "dense_embedding_gradient", "with_mask_propagation");

    private static final List<String> RUN =
            List.of("history", "final_variables", "predictions_after", "with_mask_propagation");

    /**
     * TensorFlow raises Adam's betas to the number of the step as float32 numbers: beta2 = 0.999 is off by 1.3e-8, so 1 −
     * beta2^t by 1.29e-5 and its root by 6.44e-6; beta1 = 0.9 is off by 2.4e-8, so 1 − beta1^t by 2.4e-7. The step is off
     * by both, as a part of its size, which is at most (1 − beta1) / √(1 − beta2) = 3.2 times the learning rate (Kingma and
     * Ba).
     */
    private static final double ADAM_STEP = 3.2 * (6.44e-6 + 2.4e-7);

    private static final List<String> WITH_POWERS = List.of("Adam", "AdamW", "Nadam", "Adamax");

    /** The momentum of a normalization is not among them: it stays as it was written. */
    private static final List<String> OF_LAYERS = List.of("l1", "l2");

    private static final List<String> OF_OPTIMIZERS = List.of("momentum", "learning_rate", "initial_accumulator_value");
    private static final List<String> DECIMAL_IN_KERAS_2 = List.of("l1", "l2", "learning_rate");

    /** Predictions and losses add up what some ten weights are off by. */
    private static final double SUMMED = 10;

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "name", "model", "optimizer", "loss", "initial_variables", "history", "final_variables");
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "name",
                "model",
                "optimizer",
                "loss",
                "metrics",
                "x",
                "y",
                "batch_size",
                "epochs",
                "fit_args",
                "initial_variables",
                "history",
                "final_variables",
                "predictions_after",
                "float64",
                "float64_max_abs_diff",
                "dense_embedding_gradient",
                "with_mask_propagation");
    }

    @Override
    public String tolerance() {
        return "1e-5 * max(1, |expected|) + 4 * float64_max_abs_diff; in float64 1e-9, with Adam's float32 powers";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.float32(GoldenArrays.number(item, "float64_max_abs_diff"));
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        RUNS.forEach(run -> runKeys(item.path(run)));
        JsonNode expected = asReleased(item);
        boolean superseded = item.has("dense_embedding_gradient") || item.has("with_mask_propagation");
        Tolerance float32 = tolerance(item);
        check.in(DType.FLOAT32.kerasName());
        train(file, item, expected, DType.FLOAT32, float32, float32, check);
        check.in(DType.FLOAT64.kerasName());
        if (!superseded) {
            double noise = adamNoise(item);
            train(
                    file,
                    item,
                    GoldenArrays.required(item, "float64"),
                    DType.FLOAT64,
                    new Tolerance(FLOAT64, noise),
                    new Tolerance(FLOAT64, SUMMED * noise),
                    check);
        } else {
            // What released Keras computes, and what summed gradients give, is recorded in float32 only.
            train(file, item, expected, DType.FLOAT64, float32, float32, check);
        }
    }

    private static void runKeys(JsonNode run) {
        if (!run.isMissingNode()) {
            GoldenArrays.only(run, RUN);
            runKeys(run.path(RUN.get(RUN.size() - 1)));
        }
    }

    /** The recorded run that counts: gradients of an Embedding summed per row, masks passed on. */
    private static JsonNode asReleased(JsonNode item) {
        JsonNode summed = item.has("dense_embedding_gradient") ? item.get("dense_embedding_gradient") : item;
        return summed.has("with_mask_propagation") ? summed.get("with_mask_propagation") : summed;
    }

    private static double adamNoise(JsonNode item) {
        if (!WITH_POWERS.contains(item.path("optimizer").path("class_name").asString(""))) {
            return 0;
        }
        double batches = Math.ceil(item.path("x").size() / GoldenArrays.number(item, "batch_size"));
        JsonNode rate = item.path("optimizer").path("config").path("learning_rate");
        double size = GoldenArrays.number(rate.isObject() ? rate.path("config").path("initial_learning_rate") : rate);
        return ADAM_STEP * size * batches * GoldenArrays.number(item, "epochs");
    }

    private static void train(
            GoldenFile file,
            ObjectNode item,
            JsonNode expected,
            DType dtype,
            Tolerance weights,
            Tolerance sums,
            Check check) {
        Model model = model(file, item, dtype);
        Tensor x = given(item.get("x"), dtype);
        int batchSize = (int) GoldenArrays.number(item, "batch_size");
        FitOptions options = FitOptions.epochs((int) GoldenArrays.number(item, "epochs"))
                .batchSize(batchSize)
                .shuffle(false);
        History history = model.fit(
                x, given(item.get("y"), dtype), withArguments(options, GoldenArrays.required(item, "fit_args"), dtype));

        List<JsonNode> variables = GoldenArrays.list(item.get("initial_variables"));
        List<JsonNode> values = GoldenArrays.list(GoldenArrays.required(expected, "final_variables"));
        check.same("variables", values.size(), variables.size());
        List<Tensor> trained = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            if (!GoldenArrays.isSeed(variables.get(i))) {
                trained.add(GoldenArrays.tensor(values.get(i), dtype));
            }
        }
        check.close(
                "final weight", model.weights().stream().map(Parameter::value).toList(), trained, weights);
        model.resetState();
        check.close(
                "prediction",
                List.of(model.predict(x, batchSize)),
                GoldenArrays.tensors(GoldenArrays.required(expected, "predictions_after"), dtype),
                sums);
        history(history, GoldenArrays.required(expected, "history"), sums, check);
    }

    private static FitOptions withArguments(FitOptions options, JsonNode arguments, DType dtype) {
        FitOptions result = options;
        for (String name : arguments.propertyNames()) {
            JsonNode value = arguments.get(name);
            result = switch (name) {
                case "validation_split" -> result.validationSplit(GoldenArrays.number(value));
                case "validation_data" ->
                    result.validationData(
                            given(value.get(0), dtype),
                            given(value.get(1), dtype),
                            value.path(2).isArray() ? given(value.get(2), dtype) : null);
                case "sample_weight" -> result.sampleWeight(given(value, dtype));
                case "class_weight" -> result.classWeight(classWeight(value));
                default -> throw new GoldenFormatException("has an argument of fit, " + name + ", that no case had");
            };
        }
        return result;
    }

    private static Map<Integer, Double> classWeight(JsonNode node) {
        Map<Integer, Double> weights = new HashMap<>();
        node.forEachEntry((number, weight) -> weights.put(Integer.valueOf(number), GoldenArrays.number(weight)));
        return weights;
    }

    private static void history(History history, JsonNode expected, Tolerance within, Check check) {
        check.same("names in the history", history.metrics().keySet(), expected.propertyNames());
        for (String series : expected.propertyNames()) {
            List<Double> received = history.metrics().getOrDefault(series, List.of());
            Tensor values =
                    Tensor.of(received.stream().mapToDouble(Double::doubleValue).toArray(), received.size());
            check.close(
                    "history of " + series, values, GoldenArrays.tensor(expected.get(series), DType.FLOAT64), within);
        }
    }

    private static Model model(GoldenFile file, ObjectNode item, DType dtype) {
        KerasConfigs configs = file.configs();
        JsonNode serialized = item.get("model").deepCopy();
        JsonNode optimizer = item.get("optimizer").deepCopy();
        LayerCase.setDType(serialized, dtype);
        List<String> decimal = file.keras2() && dtype == DType.FLOAT64 ? DECIMAL_IN_KERAS_2 : List.of();
        constants(serialized, OF_LAYERS, decimal);
        constants(optimizer, OF_OPTIMIZERS, decimal);
        if (!(configs.layer(serialized.toString()) instanceof Model model)) {
            throw new GoldenFormatException("has a model that is a layer only");
        }
        List<Tensor> initial = GoldenArrays.values(item.get("initial_variables"), DType.FLOAT32).stream()
                .map(variable -> variable.cast(dtype))
                .toList();
        model.setWeights(initial);
        Metric[] metrics = GoldenArrays.list(GoldenArrays.required(item, "metrics")).stream()
                .map(name -> configs.metric(name.toString()))
                .toArray(Metric[]::new);
        model.compile(
                configs.optimizer(optimizer.toString()),
                configs.loss(GoldenArrays.required(item, "loss").toString()),
                metrics);
        return model;
    }

    /** What both runs started from: float32 numbers, widened for the float64 run. */
    private static Tensor given(JsonNode node, DType dtype) {
        return GoldenArrays.tensor(node, DType.FLOAT32).cast(dtype);
    }

    /**
     * TensorFlow rounds some constants to float32 on their way into a computation, even into one in float64; so do we, to
     * compare all further digits.
     *
     * @param keys what to round
     * @param decimal the keys whose constants were recorded rounded but used as they were written, as the run of Keras 2 in
     *     float64 did with what it holds in variables and regularizers
     */
    private static void constants(JsonNode node, List<String> keys, List<String> decimal) {
        if (node instanceof ObjectNode object) {
            for (String key : keys) {
                if (object.path(key).isNumber()) {
                    float rounded = (float) object.get(key).doubleValue();
                    object.put(
                            key,
                            decimal.contains(key) ? Double.parseDouble(Float.toString(rounded)) : (double) rounded);
                }
            }
        }
        node.forEach(child -> constants(child, keys, decimal));
    }
}
