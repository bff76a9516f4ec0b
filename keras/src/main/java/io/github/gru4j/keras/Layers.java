package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The layers that can be read and written, as the codec of one layer sees them when it meets layers inside. It is passed
 * in, so that no codec has to know the table that it stands in.
 */
interface Layers {

    /**
     * Makes a layer from its serialised form; not yet built, unless it is a model that says what it was built for.
     *
     * @throws KerasFormatException if the class is not known, or its config is wrong
     */
    Layer read(Serialized form);

    /** Makes a layer from its serialised form; see {@link #read(Serialized)}. */
    default Layer read(JsonNode node, Place place) {
        return read(Serialized.read(node, place));
    }

    /**
     * Refuses a class that is not known, before any of its details is looked at.
     *
     * @throws KerasFormatException if the class is not known
     */
    void require(Serialized form);

    /**
     * The serialised form of a layer, with what it was built for.
     *
     * @throws IllegalArgumentException if configs cannot hold the layer
     */
    ObjectNode write(Layer layer);

    /** How many numbers building a layer will add, none if it is built; see {@link Codec#weightCount}. */
    long weightCount(Layer layer, Shape input);
}
