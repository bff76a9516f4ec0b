package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.Shape;
import java.util.List;

/**
 * Builds the layers of a model that is read, with zeros for weights, as long as they are not more than its file has room
 * for: an absurd config is refused before anything is allocated.
 *
 * <p>Not thread-safe.
 */
final class WeightBudget {

    private final Config model;
    private final Layers layers;
    private long left;

    /**
     * The whole budget of a file.
     *
     * @param model the config of the model, as errors name it
     * @param layers knows how many weights a layer will have
     */
    WeightBudget(Config model, Layers layers) {
        this.model = model;
        this.layers = layers;
        this.left = model.place().maxWeights();
    }

    /**
     * Builds a layer.
     *
     * @param config the layer's, as errors name it
     * @param shapes of its inputs, with the batch axis
     * @throws KerasFormatException if there is no room for its weights
     * @throws IllegalArgumentException if it cannot be built for the shapes
     */
    void build(Layer layer, Config config, List<Shape> shapes) {
        long count = weightCountOrMost(layer, shapes.get(0));
        if (count > left) {
            String limit = model.place().file().isEmpty() ? "a text may ask for" : "its file has room for";
            throw config.error("the model must not have more weights than " + limit + ", "
                    + model.place().maxWeights() + " numbers. Received: a layer of " + count + " weights.");
        }
        left -= count;
        layer.buildToBeFilled(shapes.toArray(new Shape[0]));
    }

    private long weightCountOrMost(Layer layer, Shape shape) {
        try {
            return layers.weightCount(layer, shape);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
