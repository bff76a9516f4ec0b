package io.github.gru4j.random;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;

/**
 * Stands where a generator is asked for, when the caller brings the values later: weights made with it are zeros, and their
 * initializers are not asked. Before each is allocated, its size is told, and may be refused.
 *
 * <p>As thread-safe as the function that it was given.
 */
public final class ToBeFilled extends Generator {

    /** Hears how large a weight is going to be, and may throw to prevent it. */
    @FunctionalInterface
    public interface Room {
        /** Called before a weight of this shape and element type is allocated. */
        void take(Shape shape, DType dtype);
    }

    private final Room room;

    /**
     * A place for values that come later.
     *
     * @param room hears the size of each weight before it is allocated
     */
    public ToBeFilled(Room room) {
        super(0);
        this.room = room;
    }

    /** Asks for a weight of this shape and element type; returns if it may be allocated. */
    public void take(Shape shape, DType dtype) {
        room.take(shape, dtype);
    }

    /** This one again: what is built apart is filled later, too. */
    @Override
    public Generator split() {
        return this;
    }
}
