package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.random.ToBeFilled;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.util.List;

/**
 * How many numbers the weights of everything that one file or text describes may still have: an absurd config is refused
 * before anything is allocated, and so are many models inside one another that would be harmless alone.
 *
 * <p>Not thread-safe.
 */
final class WeightBudget {

    private final long total;
    private long left;

    /** A budget of which nothing is spent. */
    WeightBudget(long total) {
        this.total = total;
        this.left = total;
    }

    /**
     * Builds a layer with zeros for weights, unless it is a model inside that was built when it was read.
     *
     * @param config the layer's, as errors name it
     * @param shapes of its inputs, with the batch axis
     * @param layers knows how many weights the layer will have
     * @throws KerasFormatException if there is no room for its weights
     * @throws IllegalArgumentException if it cannot be built for the shapes
     */
    void build(Layer layer, Config config, List<Shape> shapes, Layers layers) {
        if (layer.built()) {
            return;
        }
        check(weightCountOrMost(layer, shapes.get(0), layers), config);
        // Counted again as each is made: a custom layer does not have to say beforehand how many there will be.
        layer.build(shapes, new ToBeFilled((shape, dtype) -> {
            if (shape.isKnown()) { // else it cannot be made, as the layer will say
                take(shape.size(), dtype, config);
            }
        }));
    }

    private void take(long count, DType dtype, Config config) {
        check(count, config);
        config.place()
                .memory()
                .spend(count, dtype == DType.FLOAT32 ? Float.BYTES : Double.BYTES, "weights", config.place());
        left -= count;
    }

    private void check(long count, Config config) {
        if (count > left) {
            String limit = config.place().file().isEmpty() ? "a text may ask for" : "its file has room for";
            throw config.error("the model must not have more weights than " + limit + ", " + total
                    + " numbers. Received: a layer of " + count + " weights.");
        }
    }

    private static long weightCountOrMost(Layer layer, Shape shape, Layers layers) {
        try {
            return layers.weightCount(layer, shape);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
