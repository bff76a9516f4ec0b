package io.github.gru4j.layer;

/**
 * Repeats every step ({@code keras.layers.UpSampling1D}).
 *
 * <pre>  (batch, timesteps, features) → (batch, timesteps · size, features) </pre>
 *
 * <p>No mask goes on. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/up_sampling1d/">Keras: UpSampling1D</a>
 */
public final class UpSampling1D extends StepSelection {

    private final int size;

    private UpSampling1D(PlainBuilder<UpSampling1D> builder, int size) {
        super(builder);
        if (size <= 0) {
            throw new IllegalArgumentException(
                    "UpSampling1D: size must be a positive integer. Received: size=" + size + ".");
        }
        this.size = size;
    }

    /**
     * A layer; Keras's default is 2.
     *
     * @param size how often every step comes out; positive
     */
    public static UpSampling1D of(int size) {
        return builder(size).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<UpSampling1D> builder(int size) {
        return new PlainBuilder<>(common -> new UpSampling1D(common, size));
    }

    /** How often every step comes out. */
    public int size() {
        return size;
    }

    @Override
    public PlainBuilder<UpSampling1D> toBuilder() {
        return builder(size).common(this);
    }

    @Override
    int steps(int inputSteps) {
        return Math.multiplyExact(inputSteps, size);
    }

    @Override
    int source(int step, int inputSteps) {
        return step / size;
    }

    /** Refused by name: one event would give several time steps. */
    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(
                describe() + ": one event would give several time steps, so it cannot run step by step.");
    }
}
