package io.github.gru4j.layer;

/**
 * Cuts steps off both ends of every sequence ({@code keras.layers.Cropping1D}).
 *
 * <p>Input (batch, timesteps, features). No mask goes on. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/cropping1d/">Keras: Cropping1D</a>
 */
public final class Cropping1D extends StepSelection {

    private final int left;
    private final int right;

    private Cropping1D(PlainBuilder<Cropping1D> builder, int left, int right) {
        super(builder);
        if (left < 0 || right < 0) {
            throw new IllegalArgumentException(
                    "Cropping1D: left and right must be 0 or more. Received: left=" + left + ", right=" + right + ".");
        }
        this.left = left;
        this.right = right;
    }

    /**
     * A layer that treats both ends alike; Keras's default is 1.
     *
     * @param cropping how many steps are cut off at each end; 0 or more
     */
    public static Cropping1D of(int cropping) {
        return of(cropping, cropping);
    }

    /** A layer that treats the beginning, {@code left}, and the end, {@code right}, each in its way. */
    public static Cropping1D of(int left, int right) {
        return builder(left, right).build();
    }

    /** A layer with further arguments; see {@link #of(int, int)}. */
    public static PlainBuilder<Cropping1D> builder(int left, int right) {
        return new PlainBuilder<>(common -> new Cropping1D(common, left, right));
    }

    /** How many steps are cut off at the beginning. */
    public int left() {
        return left;
    }

    /** How many steps are cut off at the end. */
    public int right() {
        return right;
    }

    @Override
    public PlainBuilder<Cropping1D> toBuilder() {
        return builder(left, right).common(this);
    }

    @Override
    int steps(int inputSteps) {
        if ((long) left + right >= inputSteps) {
            throw new IllegalArgumentException(describe() + ": input must have more steps than are cut off, "
                    + ((long) left + right) + ". Received: timesteps=" + inputSteps + ".");
        }
        return inputSteps - left - right;
    }

    @Override
    int source(int step, int inputSteps) {
        return step + left;
    }

    /** Refused by name: some events would give no time step. */
    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(
                describe() + ": some events would give no time step, so it cannot run step by step.");
    }
}
