package io.github.gru4j.tensor;

/**
 * The element type of a {@link Tensor}, under Keras's name for it.
 *
 * <p>Immutable; safe to share between threads.
 */
public enum DType {
    /** 32-bit IEEE floating point, held in a {@code float[]}. The default, as in Keras. */
    FLOAT32("float32"),
    /** 64-bit IEEE floating point, held in a {@code double[]}. The reference that float32 is tested against. */
    FLOAT64("float64");

    private final String kerasName;

    DType(String kerasName) {
        this.kerasName = kerasName;
    }

    /** Keras's name for this type: {@code "float32"} or {@code "float64"}. */
    public String kerasName() {
        return kerasName;
    }

    @Override
    public String toString() {
        return kerasName;
    }
}
