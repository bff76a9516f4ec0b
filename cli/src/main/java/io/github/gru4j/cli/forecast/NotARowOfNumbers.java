package io.github.gru4j.cli.forecast;

import io.github.gru4j.tensor.Shape;

/** A model gives something else than one row of numbers for each window. */
public final class NotARowOfNumbers extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Shape shape;

    NotARowOfNumbers(Shape shape) {
        super("NotARowOfNumbers: the model's outputs must have 2 axes. Received: shape=" + shape + ".");
        this.shape = shape;
    }

    /** The shape of the outputs, with the batch axis. */
    public Shape shape() {
        return shape;
    }
}
