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
            "batchnorm",
            "bidirectional_masked_sum",
            "bidirectional_sgd_momentum",
            "binary_classifier",
            "clipnorm_adamw",
            "embedding_masked_classifier",
            "masked_sequence_classifier",
            "masked_sequence_output",
            "stacked_cells",
            "two_layer_rmsprop",
            "gru_adam",
            "gru_dense_sgd_reset_after_False",
            "gru_dense_sgd_reset_after_True",
            "left_padding_two_gru",
            "masking_go_backwards",
            "min_max_norm_and_regularizers",
            "one_hot_classifier",
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
            "time_distributed_sequence",
            "unrolled"));

    private static final Set<String> ADAMS = Set.of("Adam", "AdamW", "Nadam");

    static Set<String> supported() {
        return SUPPORTED;
    }

    /** The run in float64 exists for the development version only; where released Keras differs, there is none. */
    static List<String> supportedInFloat64() {
        return SUPPORTED.stream().filter(name -> !isReleased(item(name))).toList();
    }

    @ParameterizedTest
    @MethodSource("supportedInFloat64")
    void trainingInFloat64TakesTheStepsOfKeras(String name) {
        ObjectNode item = item(name);
        assertTrains(item, item.get("float64"), DType.FLOAT64, 1e-9, adamNoise(item), 10 * adamNoise(item));
    }

    /**
     * TensorFlow raises the betas of Adam and its relatives to the number t of the step as float32 numbers: beta2 = 0.999 is off by 1.3e-8, its
     * power by t times that and by a rounding of at most 3e-8. Of 1 - beta2^t that is at most 2.8e-5 (t = 2), of its root
     * and with it of the step half as much, and the step's size is the learning rate at most. Predictions and losses add
     * up what ten weights or so are off by.
     */
    private static double adamNoise(ObjectNode item) {
        if (!ADAMS.contains(item.get("optimizer").get("class_name").stringValue())) {
            return 0;
        }
        int batches = (int)
                Math.ceil((double) item.get("x").size() / item.get("batch_size").intValue());
        JsonNode rateOrSchedule = item.get("optimizer").get("config").get("learning_rate");
        double rate = rateOrSchedule.isNumber()
                ? rateOrSchedule.doubleValue()
                : rateOrSchedule.get("config").get("initial_learning_rate").doubleValue();
        return 1.4e-5 * rate * batches * item.get("epochs").intValue();
    }

    @ParameterizedTest
    @MethodSource("supported")
    void trainingInFloat32TakesTheStepsOfKeras(String name) {
        ObjectNode item = item(name);
        double noise = 4 * item.get("float64_max_abs_diff").doubleValue();
        assertTrains(item, released(item), DType.FLOAT32, 1e-5, noise, noise);
    }

    private static boolean isReleased(JsonNode run) {
        return released(run) != run;
    }

    /** The run that released Keras gives: rows of an embedding's gradient added up, masks passed on. */
    private static JsonNode released(JsonNode run) {
        JsonNode found = run;
        for (String variant : List.of("dense_embedding_gradient", "with_mask_propagation")) {
            found = found.path(variant).isMissingNode() ? found : found.get(variant);
        }
        return found;
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
        assertThat(others).hasSize(7).doesNotContainValue("");
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
        narrowConstants(serialized, List.of("l1", "l2")); // the momentum of a normalization stays as it is
        narrowConstants(optimizer, List.of("momentum", "l1", "l2", "initial_accumulator_value"));
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
    private static void narrowConstants(JsonNode node, List<String> keys) {
        if (node instanceof ObjectNode object) {
            for (String key : keys) {
                if (object.path(key).isNumber()) {
                    object.put(key, (double) (float) object.get(key).doubleValue());
                }
            }
        }
        node.forEach(child -> narrowConstants(child, keys));
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
