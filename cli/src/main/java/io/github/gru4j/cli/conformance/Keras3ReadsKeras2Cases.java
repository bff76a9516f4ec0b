package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code keras3_reads_keras2.json}: what Keras 3 makes of the models of Keras 2 that {@code models.json} beside it
 * describes. Where Keras 3 refuses a model, so must a reading of its config with the meaning of Keras 3; where it computes
 * something else from the same weights, so must that reading.
 */
final class Keras3ReadsKeras2Cases implements Cases {

    /** The files of a model. */
    private static final List<String> FORMS = List.of(".h5", "weights", ".keras", ".weights.h5");

    private static final String MODELS = "models.json";

    /** The model in which a recurrent layer hands a mask on, which Keras 3.16 stopped doing. */
    private static final String PASSES_MASKS = "embedding_mask_gru";

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "name", "keras3");
    }

    @Override
    public Set<String> keys() {
        return Set.of("name", "keras3");
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
        JsonNode model = model(file, GoldenArrays.text(item, "name"));
        GoldenArrays.only(item.get("keras3"), FORMS);
        item.get("keras3").properties().forEach(entry -> {
            check.in(entry.getKey());
            if (entry.getValue().isNumber()) {
                difference(model, entry.getValue().doubleValue(), check);
            } else {
                refused(GoldenArrays.required(model, "config"), entry.getValue().asString(""), check);
            }
        });
    }

    private static JsonNode model(GoldenFile file, String name) {
        Path folder = file.path().toAbsolutePath().getParent();
        GoldenFile models = GoldenFile.read(folder == null ? Path.of(MODELS) : folder.resolve(MODELS));
        for (JsonNode model : models.items()) {
            if (model.path("name").asString("").equals(name)) {
                return model;
            }
        }
        throw new GoldenFormatException("is about a model that " + MODELS + " does not have");
    }

    /** Where Keras 3 names {@code time_major} as the reason, everything else must be readable. */
    private static void refused(JsonNode config, String message, Check check) {
        KerasConfigs keras3 = KerasConfigs.keras3();
        if (message.contains("time_major")) {
            keras3.layer(inKeras3(config, false));
        }
        Rejection.expect("the config with the meaning of Keras 3", () -> keras3.layer(inKeras3(config, true)), check);
    }

    /** The same model without {@code time_major}, as Keras 3 computes it, against the outputs of Keras 2. */
    private static void difference(JsonNode item, double expected, Check check) {
        Layer layer = KerasConfigs.keras3().layer(inKeras3(GoldenArrays.required(item, "config"), false));
        layer.setWeights(GoldenArrays.values(GoldenArrays.required(item, "weights"), DType.FLOAT32));
        List<Tensor> inputs = GoldenArrays.tensors(GoldenArrays.required(item, "inputs"), DType.FLOAT32);
        if (!(layer instanceof Model model)) {
            throw new GoldenFormatException("has a model that is a layer only");
        }
        List<Tensor> outputs = GoldenArrays.tensors(GoldenArrays.required(item, "outputs"), DType.FLOAT32);
        double received = difference(outputs, () -> model.predict(inputs).get(0));
        if (PASSES_MASKS.equals(item.path("name").asString(""))) {
            check.decided(
                    Facts.DIFFERENCES, "masks pass through recurrent layers, so the outputs are those of Keras 2");
            check.close("largest difference of an output", received, 0);
            check.close(
                    "largest difference of an output where recurrent layers keep their masks",
                    difference(outputs, () -> maskedOnce((Sequential) model, inputs.get(0))),
                    expected);
        } else {
            check.close("largest difference of an output", received, expected);
        }
    }

    private static double difference(List<Tensor> outputs, Supplier<Tensor> call) {
        double largest = 0;
        for (Tensor output : outputs) {
            Tensor received = call.get();
            for (int i = 0; i < output.size(); i++) {
                largest = Math.max(largest, Math.abs(received.getAt(i) - output.getAt(i)));
            }
        }
        return largest;
    }

    /** The model as Keras 3.16 runs it: a recurrent layer obeys a mask and hands none on. */
    private static Tensor maskedOnce(Sequential model, Tensor input) {
        Tensor value = input;
        @Nullable Mask mask = null;
        for (Layer layer : model.layers()) {
            Pass pass = layer.apply(List.of(value), Call.inference().withMask(mask));
            value = pass.output();
            mask = layer instanceof RNN ? null : pass.mask();
        }
        return value;
    }

    /** A model config of Keras 2 in the words of Keras 3; of its own words it keeps {@code time_major} at most. */
    private static String inKeras3(JsonNode config, boolean timeMajor) {
        ObjectNode converted = (ObjectNode) config.deepCopy();
        converted.remove("keras_version");
        converted.remove("backend");
        converted.put("module", "keras").putNull("registered_name");
        convert(converted, timeMajor);
        return converted.toString();
    }

    private static void convert(JsonNode node, boolean timeMajor) {
        if (node instanceof ObjectNode object) {
            JsonNode shape = object.remove("batch_input_shape");
            if (shape != null && object.has("ragged")) {
                object.set("batch_shape", shape); // an InputLayer; other layers only repeat it
            }
            if (!timeMajor) {
                object.remove("time_major");
            }
        }
        node.forEach(child -> convert(child, timeMajor));
    }
}
