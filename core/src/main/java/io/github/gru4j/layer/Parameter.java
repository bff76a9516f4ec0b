package io.github.gru4j.layer;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One weight of a layer: a named tensor with its regularizer and constraint (Keras's {@code Variable}).
 *
 * <p>Layers keep packed copies of their weights, keyed by {@link #version}. Whoever writes into {@link #value} says so
 * with {@link #changed}; {@link #assign} does both. Reading from many threads is safe while nobody writes.
 */
public final class Parameter {

    private final String name;
    private final Tensor value;
    private final boolean trainable;
    private final @Nullable Regularizer regularizer;
    private final @Nullable Constraint constraint;
    private final AtomicLong version = new AtomicLong();

    Parameter(
            String name,
            Tensor value,
            boolean trainable,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        this.name = name;
        this.value = value;
        this.trainable = trainable;
        this.regularizer = regularizer;
        this.constraint = constraint;
    }

    /** Keras's name within the layer: {@code kernel}, {@code recurrent_kernel}, {@code bias}. */
    public String name() {
        return name;
    }

    /** The live value. Call {@link #changed} after writing into it. */
    public Tensor value() {
        return value;
    }

    /** The shape of the value. */
    public Shape shape() {
        return value.shape();
    }

    /** Whether training may change it while its layer is trainable. A running mean, say, is not trainable. */
    public boolean trainable() {
        return trainable;
    }

    /** The penalty that this weight adds to the loss, or null. */
    public @Nullable Regularizer regularizer() {
        return regularizer;
    }

    /** What is applied to the value after every optimizer step, or null. */
    public @Nullable Constraint constraint() {
        return constraint;
    }

    /**
     * Overwrites the value.
     *
     * @param newValue a tensor of equal shape; another element type is converted
     */
    public void assign(Tensor newValue) {
        if (!newValue.shape().equals(shape())) {
            throw new IllegalArgumentException("Parameter '" + name + "': value must have shape " + shape()
                    + ". Received: shape=" + newValue.shape() + ".");
        }
        value.copyFrom(newValue);
        changed();
    }

    /** Says that the value was written, so that packed copies are made anew. */
    public void changed() {
        version.incrementAndGet();
    }

    /** A number that grows with every change of the value. */
    public long version() {
        return version.get();
    }

    @Override
    public String toString() {
        return "Parameter(name=" + name + ", shape=" + shape() + ")";
    }
}
