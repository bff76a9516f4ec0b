package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * In training, sets random channels of every sequence to zero at all time steps and scales the rest by
 * {@code 1 / (1 - rate)}; in inference, passes them on ({@code keras.layers.SpatialDropout1D}).
 *
 * <p>Input (batch, timesteps, channels). Masks pass. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/regularization_layers/spatial_dropout1d/">Keras: SpatialDropout1D</a>
 */
public final class SpatialDropout1D extends UnaryLayer {

    private final double rate;
    private final @Nullable Long seed;

    /** The arguments of {@link SpatialDropout1D}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final double rate;
        private @Nullable Long seed;

        private Builder(double rate) {
            this.rate = rate;
        }

        /** The seed of this layer's masks; by default they come from the training's seed. */
        public Builder seed(@Nullable Long newSeed) {
            seed = newSeed;
            return this;
        }

        /** The seed of this layer's masks, as a plain number; see {@link #seed(Long)}. */
        public Builder seed(long newSeed) {
            return seed(Long.valueOf(newSeed));
        }

        /** The layer. */
        @Override
        public SpatialDropout1D build() {
            return new SpatialDropout1D(this);
        }
    }

    private SpatialDropout1D(Builder builder) {
        super(builder);
        if (!(builder.rate >= 0 && builder.rate <= 1)) {
            throw new IllegalArgumentException(
                    "SpatialDropout1D: rate must be in the range [0, 1]. Received: rate=" + builder.rate + ".");
        }
        this.rate = builder.rate;
        this.seed = builder.seed;
    }

    /**
     * A layer.
     *
     * @param rate the share of the channels set to zero, 0 to 1
     */
    public static SpatialDropout1D of(double rate) {
        return builder(rate).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder(double rate) {
        return new Builder(rate);
    }

    /** The share of the channels set to zero. */
    public double rate() {
        return rate;
    }

    /** The seed of the masks, or null. */
    public @Nullable Long seed() {
        return seed;
    }

    /** True: each chunk drops features of its own. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public Builder toBuilder() {
        return builder(rate).common(this).seed(seed);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        checkInput(input, "batch", "timesteps", "channels");
        if (!call.training() || rate == 0) {
            return Pass.of(input, (dOutput, gradients) -> dOutput);
        }
        Tensor mask = Dropout.draw(dtype(), input.shape().with(1, 1), rate, call.generator(seed));
        return Dropout.pass(input, Dropout.stretched(mask, input.shape()));
    }

    @Override
    public Stepper stepper() {
        return new CopyStepper(builtShape().dim(-1));
    }
}
