package io.github.gru4j.cli.conformance;

import tools.jackson.databind.JsonNode;

/** How cases are named in reports. */
final class CaseIds {

    private CaseIds() {}

    /**
     * The case's own id, or what it is about followed by its place in the file: {@code gelu {"approximate":true} #11}.
     *
     * @param item the case
     * @param position its place in the list, from 0
     */
    static String of(JsonNode item, int position) {
        if (item.path("id").isString()) {
            return item.get("id").stringValue();
        }
        if (item.path("expression").isString()) {
            return item.get("expression").stringValue();
        }
        boolean named = item.path("name").isString() && !item.has("outputs") || item.has("files");
        if (named) {
            return item.path("name").asString("");
        }
        StringBuilder name = new StringBuilder();
        for (String key : new String[] {"kind", "type", "name", "label", "string_name", "class_name", "args"}) {
            JsonNode value = item.path(key);
            if (!value.isMissingNode() && !value.isNull() && !(value.isObject() && value.isEmpty())) {
                name.append(value.isString() ? value.stringValue() : value.toString())
                        .append(' ');
            }
        }
        JsonNode serialized = item.path("serialized").path("class_name");
        if (serialized.isString() && !item.has("class_name") && !item.has("label")) {
            name.append(serialized.stringValue()).append(' ');
        }
        return name + "#" + (position + 1);
    }
}
