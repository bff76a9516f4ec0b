package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.CompileConfigs.Compilation;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GoldenTrainingTest {

    /** The cases that use only what the library has; every other one must need something that it has not. */
    private static final Set<String> SUPPORTED = new TreeSet<>(List.of(
            "adagrad",
            "adam_amsgrad",
            "adam_exponential_decay",
            "bidirectional_sgd_momentum",
            "gru_adam",
            "gru_dense_sgd_reset_after_False",
            "gru_dense_sgd_reset_after_True",
            "min_max_norm_and_regularizers",
            "partial_last_batch",
            "regularized_constrained",
            "reset_before_clip_momentum",
            "rmsprop_momentum_centered",
            "sgd_clipnorm",
            "sgd_clipvalue",
            "sgd_ema_overwrite",
            "sgd_global_clipnorm",
            "sgd_gradient_accumulation",
            "sgd_nesterov",
            "sgd_weight_decay",
            "stacked_cells",
            "unrolled"));

    static Set<String> supported() {
        return SUPPORTED;
    }

    @ParameterizedTest
    @MethodSource("supported")
    void trainingInFloat64TakesTheStepsOfKeras(String name) {
        ObjectNode item = item(name);
        assertTrains(item, item.get("float64"), DType.FLOAT64, 1e-9, adamNoise(item), 10 * adamNoise(item));
    }

    /**
     * TensorFlow raises Adam's betas to the number of the step as float32 numbers: beta2 = 0.999 is off by 1.3e-8, so
     * 1 - beta2^t by 1.3e-5, its root and with it the step by 6.5e-6 of its size, which is the learning rate at most.
     * Predictions and losses add up what ten weights or so are off by. In Nadam the squares are summed up with the same
     * rounded beta2, so that what is left is beta1 = 0.9, off by 2.4e-8, and 1 - beta1 by 2.4e-7 of its size; with betas
     * rounded alike the case agrees to 1e-9.
     */
    private static double adamNoise(ObjectNode item) {
        String optimizer = item.get("optimizer").get("class_name").stringValue();
        if (!optimizer.equals("Adam") && !optimizer.equals("Nadam")) {
            return 0;
        }
        int batches = (int)
                Math.ceil((double) item.get("x").size() / item.get("batch_size").intValue());
        JsonNode rateOrSchedule = item.get("optimizer").get("config").get("learning_rate");
        double rate = rateOrSchedule.isNumber()
                ? rateOrSchedule.doubleValue()
                : rateOrSchedule.get("config").get("initial_learning_rate").doubleValue();
        double share = optimizer.equals("Adam") ? 6.5e-6 : 5e-7;
        return share * rate * batches * item.get("epochs").intValue();
    }

    @ParameterizedTest
    @MethodSource("supported")
    void trainingInFloat32TakesTheStepsOfKeras(String name) {
        ObjectNode item = item(name);
        double noise = 4 * item.get("float64_max_abs_diff").doubleValue();
        assertTrains(item, item, DType.FLOAT32, 1e-5, noise, noise);
    }

    @Test
    void theOtherCasesNeedWhatTheLibraryHasNot() {
        TreeMap<String, String> others = new TreeMap<>();
        for (ObjectNode item : Golden.cases("training.json", "cases")) {
            String name = item.get("name").stringValue();
            if (!SUPPORTED.contains(name)) {
                others.put(name, missing(item));
            }
        }
        assertThat(others).hasSize(19).doesNotContainValue("");
    }

    /** What a case needs that is not there; empty for nothing. */
    private static String missing(ObjectNode item) {
        try {
            model(item, DType.FLOAT32);
        } catch (KerasFormatException e) {
            return e.reason();
        }
        String arguments = String.join(", ", item.get("fit_args").propertyNames());
        boolean stateful = Json.write(item.get("model")).contains("\"stateful\": true");
        return arguments + (stateful ? "stateful" : "");
    }

    private static void assertTrains(
            ObjectNode item, JsonNode expected, DType dtype, double relative, double noise, double summed) {
        Model model = model(item, dtype);
        Tensor x = given(item.get("x"), dtype);
        Tensor y = given(item.get("y"), dtype);
        History history = model.fit(
                x,
                y,
                FitOptions.epochs(item.get("epochs").intValue())
                        .batchSize(item.get("batch_size").intValue())
                        .shuffle(false));

        List<JsonNode> values = new ArrayList<>();
        for (int i = 0; i < item.get("initial_variables").size(); i++) {
            if (!isSeed(item.get("initial_variables").get(i))) {
                values.add(expected.get("final_variables").get(i));
            }
        }
        List<Parameter> weights = model.weights();
        assertThat(values).hasSameSizeAs(weights);
        for (int i = 0; i < values.size(); i++) {
            assertThat(Golden.distance(weights.get(i).value(), Golden.tensor(values.get(i), dtype), relative, noise))
                    .as(weights.get(i).name())
                    .isLessThanOrEqualTo(1);
        }
        assertThat(Golden.distance(
                        model.predict(x),
                        Golden.tensor(expected.get("predictions_after").get(0), dtype),
                        relative,
                        summed))
                .isLessThanOrEqualTo(1);
        assertThat(history.metrics().keySet()).isEqualTo(expected.get("history").propertyNames());
        for (String series : history.metrics().keySet()) {
            JsonNode epochs = expected.get("history").get(series);
            for (int epoch = 0; epoch < epochs.size(); epoch++) {
                double value = epochs.get(epoch).doubleValue();
                assertThat(history.get(series).get(epoch))
                        .as(series + " of epoch " + epoch)
                        .isCloseTo(value, org.assertj.core.data.Offset.offset(relative * Math.max(1, value) + summed));
            }
        }
    }

    private static Model model(ObjectNode item, DType dtype) {
        ObjectNode serialized = (ObjectNode) item.get("model").deepCopy();
        setDTypes(serialized, dtype);
        ObjectNode optimizer = (ObjectNode) item.get("optimizer").deepCopy();
        narrowConstants(serialized);
        narrowConstants(optimizer);
        Model model = (Model) KerasConfigs.keras3()
                .codecs()
                .read(serialized, Place.of(item.get("name").stringValue()));
        List<Tensor> initial = new ArrayList<>();
        for (JsonNode variable : item.get("initial_variables")) {
            if (!isSeed(variable)) {
                initial.add(given(variable.get("value"), dtype));
            }
        }
        model.setWeights(initial);
        ObjectNode compile = Json.object();
        compile.set("optimizer", optimizer);
        compile.set("loss", item.get("loss"));
        compile.set("metrics", item.get("metrics"));
        Compilation compilation = CompileConfigs.read(compile, Place.of(""));
        if (!compilation.ignored().isEmpty()) {
            throw new KerasFormatException("", "", compilation.ignored());
        }
        compilation.applyTo(model);
        return model;
    }

    /** What both runs started from: float32 numbers, widened for the float64 run. */
    private static Tensor given(JsonNode node, DType dtype) {
        return Golden.tensor(node, DType.FLOAT32).cast(dtype);
    }

    private static boolean isSeed(JsonNode variable) {
        return variable.get("path").stringValue().endsWith("seed_generator_state");
    }

    /**
     * TensorFlow rounds these constants to float32 on their way into a computation, even into one in float64; so do we, to
     * compare all further digits.
     */
    private static void narrowConstants(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String key : List.of("momentum", "l1", "l2", "initial_accumulator_value")) {
                if (object.path(key).isNumber()) {
                    object.put(key, (double) (float) object.get(key).doubleValue());
                }
            }
        }
        node.forEach(GoldenTrainingTest::narrowConstants);
    }

    private static void setDTypes(JsonNode node, DType dtype) {
        if (node instanceof ObjectNode object && object.has("dtype")) {
            object.put("dtype", dtype.kerasName());
        }
        node.forEach(child -> setDTypes(child, dtype));
    }

    private static ObjectNode item(String name) {
        return Golden.cases("training.json", "cases").stream()
                .filter(item -> item.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
