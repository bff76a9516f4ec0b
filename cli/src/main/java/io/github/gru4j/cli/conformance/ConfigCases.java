package io.github.gru4j.cli.conformance;

import io.github.gru4j.keras.KerasConfigs;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code configs.json}: what Keras serialises an object to. The object is made from it and serialised again, which must
 * give the same; so must making it once more from that.
 */
final class ConfigCases implements Cases {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public boolean owns(JsonNode item) {
        return Cases.has(item, "kind", "serialized") && !Cases.has(item, "layer");
    }

    @Override
    public Set<String> keys() {
        return Set.of("kind", "serialized");
    }

    @Override
    public String tolerance() {
        return "none: equal in every key and value";
    }

    @Override
    public Tolerance tolerance(JsonNode item) {
        return Tolerance.EXACT;
    }

    @Override
    public void run(GoldenFile file, ObjectNode item, Check check) {
        KerasConfigs configs = file.configs();
        String kind = GoldenArrays.text(item, "kind");
        String first = again(configs, kind, item.get("serialized").toString());
        compare(first, item, check);
        check.same("made once more", JSON.readTree(again(configs, kind, first)), JSON.readTree(first));
    }

    private static String again(KerasConfigs configs, String kind, String json) {
        return switch (kind) {
            case "layer" -> configs.json(configs.layer(json));
            case "optimizer" -> configs.json(configs.optimizer(json));
            case "loss" -> configs.json(configs.loss(json));
            case "metric" -> configs.json(configs.metric(json));
            default -> throw new GoldenFormatException("has an unknown kind, '" + kind + "'");
        };
    }

    /** Compares what we serialise with what the case has under {@code serialized}, numbers within the case's tolerance. */
    static void compare(String json, JsonNode item, Check check) {
        compare("", JSON.readTree(json), GoldenArrays.required(item, "serialized"), check);
    }

    /**
     * Compares key by key, so that a failure names the key.
     *
     * @param path what the two are part of; empty for the whole
     */
    static void compare(String path, JsonNode received, JsonNode expected, Check check) {
        String what = path.isEmpty() ? "serialized" : path;
        if (expected.isObject() && received.isObject()) {
            check.same("keys of " + what, received.propertyNames(), expected.propertyNames());
            expected.properties().forEach(entry -> {
                JsonNode own = received.get(entry.getKey());
                if (own != null) {
                    compare(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                            own,
                            entry.getValue(),
                            check);
                }
            });
        } else if (expected.isNumber() && received.isNumber()) {
            check.close(what, received.doubleValue(), expected.doubleValue());
        } else {
            check.same(what, received.toString(), expected.toString());
        }
    }
}
