package io.github.gru4j.keras;

import io.github.gru4j.keras.KerasFileInfo.LayerInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists the layers that a config describes without making any, so that one which is not supported can be listed, too. */
final class LayerListing {

    /** Under which keys of a config layers stand inside a layer. */
    private static final List<String> HOLDERS =
            List.of("layers", "layer", "forward_layer", "backward_layer", "cell", "cells");

    private final Codecs codecs;
    private final List<LayerInfo> found = new ArrayList<>();

    private LayerListing(Codecs codecs) {
        this.codecs = codecs;
    }

    /**
     * The layers inside a model.
     *
     * @param model its serialised form
     * @param place where it stands, with the meaning of its words
     * @param codecs the layers that are supported
     */
    static List<LayerInfo> of(@Nullable JsonNode model, Place place, Codecs codecs) {
        LayerListing listing = new LayerListing(codecs);
        if (model != null) {
            listing.inside(model.path("config"), place.at(""));
        }
        return listing.found;
    }

    /** Parsed JSON is not nested deeply enough to exhaust the stack. */
    private void inside(JsonNode config, Place place) {
        for (String holder : HOLDERS) {
            JsonNode held = config.path(holder);
            Place here = place.down(holder);
            if (held instanceof ArrayNode members) {
                for (int i = 0; i < members.size(); i++) {
                    add(members.get(i), here.down("[" + i + "]"));
                }
            } else {
                add(held, here);
            }
        }
    }

    private void add(JsonNode node, Place place) {
        if (node instanceof ObjectNode object && object.path("class_name").isString()) {
            try {
                Serialized form = Serialized.read(object, place);
                String name = form.config().string("name", "");
                found.add(new LayerInfo(place.path(), form.className(), name, codecs.knows(form)));
            } catch (KerasFormatException e) { // its config or its name is no such thing
                found.add(new LayerInfo(place.path(), object.path("class_name").stringValue(), "", false));
            }
            inside(object.path("config"), place);
        }
    }
}
