package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * In training, adds normal noise of mean 0; in inference, passes its input on ({@code keras.layers.GaussianNoise}).
 *
 * <p>Masks pass. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/regularization_layers/gaussian_noise/">Keras: GaussianNoise</a>
 */
public final class GaussianNoise extends UnaryLayer {

    private final double stddev;
    private final @Nullable Long seed;

    /** The arguments of {@link GaussianNoise}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final double stddev;
        private @Nullable Long seed;

        private Builder(double stddev) {
            this.stddev = stddev;
        }

        /** The seed of this layer's noise; by default it comes from the training's seed. */
        public Builder seed(@Nullable Long newSeed) {
            seed = newSeed;
            return this;
        }

        /** The seed of this layer's noise, as a plain number; see {@link #seed(Long)}. */
        public Builder seed(long newSeed) {
            return seed(Long.valueOf(newSeed));
        }

        /** The layer. */
        @Override
        public GaussianNoise build() {
            return new GaussianNoise(this);
        }
    }

    private GaussianNoise(Builder builder) {
        super(builder);
        if (!(builder.stddev >= 0 && builder.stddev <= 1)) {
            throw new IllegalArgumentException(
                    "GaussianNoise: stddev must be in the range [0, 1]. Received: stddev=" + builder.stddev + ".");
        }
        this.stddev = builder.stddev;
        this.seed = builder.seed;
    }

    /**
     * A layer.
     *
     * @param stddev the standard deviation of the noise, 0 to 1
     */
    public static GaussianNoise of(double stddev) {
        return builder(stddev).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder(double stddev) {
        return new Builder(stddev);
    }

    /** The standard deviation of the noise. */
    public double stddev() {
        return stddev;
    }

    /** The seed of the noise, or null. */
    public @Nullable Long seed() {
        return seed;
    }

    /** True: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public Builder toBuilder() {
        return builder(stddev).common(this).seed(seed);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        if (!call.training() || stddev == 0) {
            return Pass.of(input, (dOutput, gradients) -> dOutput);
        }
        Generator generator = call.generator(seed);
        Tensor output = Tensor.zeros(dtype(), input.shape());
        for (int i = 0; i < output.size(); i++) {
            output.setAt(i, input.getAt(i) + stddev * generator.nextGaussian());
        }
        return Pass.of(output, (dOutput, gradients) -> dOutput);
    }

    @Override
    public Stepper stepper() {
        return new CopyStepper(builtShape().dim(-1));
    }
}
