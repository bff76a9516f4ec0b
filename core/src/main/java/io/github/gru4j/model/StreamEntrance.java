package io.github.gru4j.model;

import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.tensor.Shape;
import java.util.List;

/** What comes into a model with every event of a stream. */
final class StreamEntrance {

    private StreamEntrance() {}

    /**
     * The events of an input: a step of a sequence (batch, timesteps, features), an id of a sequence (batch, timesteps), or
     * all of a sample (batch, features).
     *
     * @param where names the input in errors
     * @param readers the layers that take it, each with the place at which it does
     */
    static StreamEvents events(String where, Shape shape, List<Reader> readers) {
        if (shape.rank() == 2 && !readers.isEmpty() && readers.stream().allMatch(Reader::readsIds)) {
            return new StreamEvents(1, true, false);
        }
        if (shape.rank() == 2 && readers.stream().anyMatch(Reader::readsIds)) {
            throw refused(where, "an input that some layers read as ids and others as numbers", shape);
        }
        if (shape.rank() < 2 || shape.rank() > 3) {
            throw refused(where, "only an input of rank 2 or 3 can, and this", shape);
        }
        if (shape.dim(-1) == Shape.UNKNOWN) {
            throw refused(where, "an input of an unknown number of features", shape);
        }
        return new StreamEvents(shape.dim(-1), shape.rank() == 3, false);
    }

    private static UnsupportedOperationException refused(String where, String what, Shape shape) {
        return new UnsupportedOperationException(
                where + ": " + what + " cannot run step by step. Received: shape=" + shape + ".");
    }

    /**
     * A layer that takes a tensor.
     *
     * @param input the place of the tensor among those that it takes
     */
    record Reader(Layer layer, int input) {
        /** Whether it looks the numbers up in a table. */
        boolean readsIds() {
            if (layer instanceof Sequential model) {
                List<Layer> acting = model.acting();
                return !acting.isEmpty() && new Reader(acting.get(0), 0).readsIds();
            }
            if (layer instanceof Functional model) {
                List<Reader> inside = readers(model, model.inputs().get(input));
                return !inside.isEmpty() && inside.stream().allMatch(Reader::readsIds);
            }
            return layer instanceof Embedding;
        }
    }

    /** Everything in a model that takes a tensor. */
    static List<Reader> readers(Functional model, KerasTensor tensor) {
        return model.uses().stream()
                .filter(use -> use.inputs().contains(tensor))
                .map(use -> new Reader(use.layer(), use.inputs().indexOf(tensor)))
                .toList();
    }

    /** How errors name an entrance. */
    static String name(Input input) {
        return "InputLayer '" + input.name() + "'";
    }
}
