package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor that is not there yet: the place of an output in a graph of layers ({@code keras.KerasTensor}). It is what
 * {@link Layer#connect} takes and gives, and what a functional model is made of.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class KerasTensor {

    /** One use of a layer in a graph. A layer that is used twice has two of them and one set of weights. */
    public static final class Use {
        private final Layer layer;
        private final List<KerasTensor> inputs;
        private final List<KerasTensor> outputs;
        private final boolean namesMask;

        Use(Layer layer, List<KerasTensor> inputs, List<Shape> outputShapes, boolean namesMask) {
            this.layer = layer;
            this.inputs = List.copyOf(inputs);
            this.namesMask = namesMask;
            this.outputs = IntStream.range(0, outputShapes.size())
                    .mapToObj(index -> new KerasTensor(this, index, outputShapes.get(index)))
                    .toList();
        }

        /** The layer. */
        public Layer layer() {
            return layer;
        }

        /** What the layer takes; nothing for an {@link Input}. */
        public List<KerasTensor> inputs() {
            return inputs;
        }

        /**
         * Whether masks of the inputs count in the call. They do, but for a recurrent layer with initial states: as in
         * Keras 3, that one only hands them on, unless the call {@link #namesMask}.
         */
        public boolean heedsMask() {
            return namesMask || layer.heedsMask(inputs.size());
        }

        /** Whether masks of the inputs count only because of {@link Layer#connectMasked}. */
        public boolean namesMask() {
            return namesMask;
        }

        /** What the layer gives. */
        public List<KerasTensor> outputs() {
            return outputs;
        }
    }

    private final Use use;
    private final int index;
    private final Shape shape;

    private KerasTensor(Use use, int index, Shape shape) {
        this.use = use;
        this.index = index;
        this.shape = shape;
    }

    /** The use of a layer that gives this tensor. */
    public Use use() {
        return use;
    }

    /** Which output of the layer it is, from 0. */
    public int index() {
        return index;
    }

    /** Its shape with the batch axis; axes may be unknown. */
    public Shape shape() {
        return shape;
    }

    /** Keras's name of its element type: {@code "float32"}, {@code "float64"} or the type of an entrance of integers. */
    public String dtype() {
        return use.layer.outputDType(index);
    }

    @Override
    public String toString() {
        return "KerasTensor(shape=" + shape + ", output " + index + " of " + use.layer() + ")";
    }
}
