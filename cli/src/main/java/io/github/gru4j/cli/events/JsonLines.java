package io.github.gru4j.cli.events;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON value a line: an object, whose fields are found by the names of the features (or taken in their order where
 * nobody knows the names), or an array of numbers. The answer is an object or an array, too.
 */
final class JsonLines implements LineFormat {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // to say which value is NaN
            .build();

    private final List<String> features;
    private final int width;
    private final @Nullable String keyField;
    private boolean object;
    private String key = "";
    private String keyAnswer = ""; // the key's field and value, as JSON

    JsonLines(List<String> features, int width, @Nullable String keyField) {
        this.features = features;
        this.width = width;
        this.keyField = keyField;
    }

    @Override
    public @Nullable String headerAnswer(int outputs) {
        return null;
    }

    @Override
    public void read(String line, float[] event) throws BadLine {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JacksonException e) {
            throw new BadLine("is not JSON: " + e.getOriginalMessage());
        }
        if (!node.isObject() && !node.isArray()) {
            throw new BadLine("must be a JSON object or array, but is " + line.strip());
        }
        object = node.isObject();
        readKey(node);
        boolean named = object && !features.isEmpty();
        List<String> names = object ? new ArrayList<>(node.propertyNames()) : List.of();
        if (keyField != null) {
            names.remove(keyField);
        }
        int count = object ? names.size() : node.size();
        if (!named && count != width) {
            throw new BadLine("has " + count + (count == 1 ? " value" : " values")
                    + (keyField == null ? "" : " beside the key") + ", but the model reads " + width);
        }
        for (int i = 0; i < width; i++) {
            String name = named ? features.get(i) : object ? names.get(i) : "";
            String place = object ? "field '" + name + "'" : "value " + (i + 1);
            JsonNode value = object ? node.path(name) : node.path(i);
            if (value.isMissingNode()) {
                throw new BadLine(place + " is missing");
            }
            float number = value.isNumber() ? (float) value.asDouble(Double.NaN) : Float.NaN;
            if (!Float.isFinite(number)) {
                throw new BadLine(
                        place + " is not a number: " + (value.isNumber() ? value.asString() : value.toString()));
            }
            event[i] = number;
        }
    }

    private void readKey(JsonNode node) throws BadLine {
        if (keyField == null) {
            return;
        }
        if (!object) {
            throw new BadLine("must be a JSON object with the key in its field '" + keyField + "'");
        }
        JsonNode value = node.path(keyField);
        if (value.isMissingNode()) {
            throw new BadLine("field '" + keyField + "', the key, is missing");
        }
        if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
            throw new BadLine("field '" + keyField + "', the key, is neither text nor a number: " + value);
        }
        key = value.asString();
        keyAnswer = JSON.writeValueAsString(keyField) + ":" + value + ",";
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String write(float[] prediction) {
        StringBuilder text = new StringBuilder();
        boolean list = !object || prediction.length > 1;
        text.append(object ? "{" + keyAnswer + "\"prediction\":" : "").append(list ? "[" : "");
        for (int i = 0; i < prediction.length; i++) {
            text.append(i == 0 ? "" : ",")
                    .append(Float.isFinite(prediction[i]) ? Float.toString(prediction[i]) : "null");
        }
        return text.append(list ? "]" : "").append(object ? "}" : "").toString();
    }
}
