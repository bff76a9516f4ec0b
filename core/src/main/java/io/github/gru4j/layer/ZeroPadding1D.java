package io.github.gru4j.layer;

/**
 * Lengthens every sequence by steps of zeros ({@code keras.layers.ZeroPadding1D}).
 *
 * <p>Input (batch, timesteps, features). No mask goes on. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/zero_padding1d/">Keras: ZeroPadding1D</a>
 */
public final class ZeroPadding1D extends StepSelection {

    private final int left;
    private final int right;

    private ZeroPadding1D(PlainBuilder<ZeroPadding1D> builder, int left, int right) {
        super(builder);
        if (left < 0 || right < 0) {
            throw new IllegalArgumentException("ZeroPadding1D: left and right must be 0 or more. Received: left=" + left
                    + ", right=" + right + ".");
        }
        this.left = left;
        this.right = right;
    }

    /**
     * A layer that treats both ends alike; Keras's default is 1.
     *
     * @param padding how many steps are added at each end; 0 or more
     */
    public static ZeroPadding1D of(int padding) {
        return of(padding, padding);
    }

    /** A layer that treats the beginning, {@code left}, and the end, {@code right}, each in its way. */
    public static ZeroPadding1D of(int left, int right) {
        return builder(left, right).build();
    }

    /** A layer with further arguments; see {@link #of(int, int)}. */
    public static PlainBuilder<ZeroPadding1D> builder(int left, int right) {
        return new PlainBuilder<>(common -> new ZeroPadding1D(common, left, right));
    }

    /** How many steps are added at the beginning. */
    public int left() {
        return left;
    }

    /** How many steps are added at the end. */
    public int right() {
        return right;
    }

    @Override
    public PlainBuilder<ZeroPadding1D> toBuilder() {
        return builder(left, right).common(this);
    }

    @Override
    int steps(int inputSteps) {
        return Math.addExact(Math.addExact(left, right), inputSteps);
    }

    @Override
    int source(int step, int inputSteps) {
        return step < left || step - left >= inputSteps ? ZEROS : step - left;
    }

    /** Refused by name: no event gives the steps that are added. */
    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(describe()
                + ": time steps that no event gives cannot run step by step. In front of a convolution, give that"
                + " Padding.CAUSAL instead.");
    }
}
