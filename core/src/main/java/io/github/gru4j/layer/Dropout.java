package io.github.gru4j.layer;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * In training, sets a random share of the inputs to zero and scales the rest by {@code 1 / (1 - rate)}; in inference,
 * passes them on ({@code keras.layers.Dropout}).
 *
 * <p>Differs from Keras in nothing but the random numbers. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/regularization_layers/dropout/">Keras: Dropout</a>
 */
public final class Dropout extends UnaryLayer {

    private final double rate;
    private final @Nullable Shape noiseShape;
    private final @Nullable Long seed;

    /** The arguments of {@link Dropout}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final double rate;
        private @Nullable Shape noiseShape;
        private @Nullable Long seed;

        private Builder(double rate) {
            this.rate = rate;
        }

        /**
         * The shape of the mask, stretched over the input where an axis is 1; an unknown axis has the input's size. By
         * default the input's shape.
         */
        public Builder noiseShape(@Nullable Shape shape) {
            noiseShape = shape;
            return this;
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

        private Builder(Dropout dropout) {
            this(dropout.rate);
            common(dropout);
            noiseShape = dropout.noiseShape;
            seed = dropout.seed;
        }

        /** The layer. */
        @Override
        public Dropout build() {
            return new Dropout(this);
        }
    }

    private Dropout(Builder builder) {
        super(builder);
        if (!(builder.rate >= 0 && builder.rate <= 1)) {
            throw new IllegalArgumentException(
                    "Dropout: rate must be in the range [0, 1]. Received: rate=" + builder.rate + ".");
        }
        this.rate = builder.rate;
        this.noiseShape = builder.noiseShape;
        this.seed = builder.seed;
    }

    /**
     * A dropout layer.
     *
     * @param rate the share of the inputs set to zero, 0 to 1
     */
    public static Dropout of(double rate) {
        return builder(rate).build();
    }

    /** A dropout layer with further arguments; see {@link #of}. */
    public static Builder builder(double rate) {
        return new Builder(rate);
    }

    /** The share of the inputs set to zero. */
    public double rate() {
        return rate;
    }

    /** The shape of the mask, or null for the input's. */
    public @Nullable Shape noiseShape() {
        return noiseShape;
    }

    /** The seed of the masks, or null. */
    public @Nullable Long seed() {
        return seed;
    }

    /** True unless the shape of the noise says otherwise: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return noiseShape == null;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        if (!call.training() || rate == 0) {
            return Pass.of(input, (dOutput, gradients) -> dOutput);
        }
        return pass(input, mask(input, call.generator(seed)));
    }

    /** The input times a mask. What the mask leaves out becomes 0 whatever it was: infinities and NaN, too, as in Keras. */
    static Pass pass(Tensor input, Tensor mask) {
        return Pass.of(masked(input, mask), (dOutput, gradients) -> masked(dOutput, mask));
    }

    private static Tensor masked(Tensor x, Tensor mask) {
        Tensor y = Tensor.zeros(x.dtype(), x.shape());
        Elementwise.drop(y.size(), x, mask, y);
        return y;
    }

    private Tensor mask(Tensor input, Generator generator) {
        Shape shape = input.shape();
        if (noiseShape == null) {
            return draw(dtype(), shape, rate, generator);
        }
        if (noiseShape.rank() != shape.rank()) {
            throw new IllegalArgumentException(describe() + ": noiseShape must have the rank of the input, "
                    + shape.rank() + ". Received: noiseShape=" + noiseShape + ", shape=" + shape + ".");
        }
        Shape small = noiseShape;
        for (int axis = 0; axis < shape.rank(); axis++) {
            int size = noiseShape.dim(axis);
            if (size == Shape.UNKNOWN) {
                small = small.with(axis, shape.dim(axis));
            } else if (size != 1 && size != shape.dim(axis)) {
                throw new IllegalArgumentException(describe() + ": every axis of noiseShape must be 1 or the input's."
                        + " Received: noiseShape=" + noiseShape + ", shape=" + shape + ".");
            }
        }
        return stretched(draw(dtype(), small, rate, generator), shape);
    }

    /** A mask stretched over an input where its axes are 1. */
    static Tensor stretched(Tensor mask, Shape shape) {
        return Strided.gather(mask, shape, Strided.stretched(mask.shape(), shape));
    }

    /**
     * A dropout mask: each element 0 with probability {@code rate}, else {@code 1 / (1 - rate)}. At a rate of 1 every
     * element is 0.
     */
    public static Tensor draw(DType dtype, Shape shape, double rate, Generator generator) {
        Tensor mask = Tensor.zeros(dtype, shape);
        double scale = 1 / (1 - rate);
        // Of the 53 bits that make a random number between 0 and 1, and without a branch: nobody can predict it.
        long dropped = (long) Math.ceil(rate * 0x1.0p53);
        if (dtype == DType.FLOAT32) {
            float[] values = mask.floats();
            int bits = Float.floatToRawIntBits((float) scale);
            for (int i = 0; i < values.length; i++) {
                long ifKept = dropped - 1 - (generator.nextLong() >>> 11) >> 63; // all bits or none
                values[i] = Float.intBitsToFloat(bits & (int) ifKept);
            }
        } else {
            double[] values = mask.doubles();
            long bits = Double.doubleToRawLongBits(scale);
            for (int i = 0; i < values.length; i++) {
                long ifKept = dropped - 1 - (generator.nextLong() >>> 11) >> 63;
                values[i] = Double.longBitsToDouble(bits & ifKept);
            }
        }
        return mask;
    }

    @Override
    public Stepper stepper() {
        Shape builtFor = builtShape();
        return new CopyStepper(builtFor.dim(-1));
    }
}
