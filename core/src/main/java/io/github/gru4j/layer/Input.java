package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The entrance of a model: says what shape comes in and passes it on ({@code keras.Input}, in files
 * {@code InputLayer}).
 *
 * <p>Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/input/">Keras: Input</a>
 */
public final class Input extends UnaryLayer {

    private final Shape batchShape;
    private final KerasTensor entrance;
    private final @Nullable IntegerType integers;

    /** What a model says about an input of integers; tensors hold them as floating-point numbers. */
    public enum IntegerType {
        /** Integers of 32 bits. */
        INT32,
        /** Integers of 64 bits. */
        INT64
    }

    /** The arguments of {@link Input}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final Shape batchShape;
        private @Nullable IntegerType integers;

        private Builder(Shape batchShape) {
            this.batchShape = batchShape;
        }

        /**
         * Says that the input holds integers, ids for an {@link Embedding}, say; null, the default, for numbers of the
         * layer's element type. It stands in files and changes nothing here.
         */
        public Builder integers(@Nullable IntegerType type) {
            integers = type;
            return this;
        }

        /** The layer. */
        @Override
        public Input build() {
            return new Input(this);
        }
    }

    private Input(Builder builder) {
        super(builder);
        this.batchShape = builder.batchShape;
        this.integers = builder.integers;
        build(batchShape);
        this.entrance = new KerasTensor.Use(this, List.of(), List.of(batchShape), false)
                .outputs()
                .get(0);
    }

    /**
     * An entrance for inputs of this shape.
     *
     * @param dimensions the axes without the batch, for example {@code (timesteps, features)}; {@link Shape#UNKNOWN} for
     *     an axis of any size
     */
    public static Input of(int... dimensions) {
        int[] batchShape = new int[dimensions.length + 1];
        batchShape[0] = Shape.UNKNOWN;
        System.arraycopy(dimensions, 0, batchShape, 1, dimensions.length);
        return builder(Shape.of(batchShape)).build();
    }

    /**
     * An entrance with further arguments.
     *
     * @param batchShape all axes, the batch first (usually {@link Shape#UNKNOWN})
     */
    public static Builder builder(Shape batchShape) {
        return new Builder(batchShape);
    }

    /** The tensor that comes in here, to make a graph of. */
    public KerasTensor tensor() {
        return entrance;
    }

    /** All axes, the batch first. */
    public Shape batchShape() {
        return batchShape;
    }

    /** The type of the integers that the input holds, or null if it holds numbers of the layer's element type. */
    public @Nullable IntegerType integers() {
        return integers;
    }

    @Override
    protected String outputDType(int output) {
        return integers == null ? super.outputDType(output) : integers.name().toLowerCase(Locale.ROOT);
    }

    /** What comes in goes on as it is; the layer behind converts it. */
    @Override
    protected boolean autocast() {
        return false;
    }

    @Override
    public String className() {
        return "InputLayer";
    }

    /** True: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(batchShape).common(this).integers(integers);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        boolean fits = input.shape().rank() == batchShape.rank();
        // As in Keras, any batch will do: a model that was built by calling it has the batch of that call in its file.
        // A stateful layer checks the rows itself.
        for (int axis = 1; fits && axis < batchShape.rank(); axis++) {
            fits = batchShape.dim(axis) == Shape.UNKNOWN || batchShape.dim(axis) == input.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    describe() + ": input must have shape " + batchShape + ". Received: shape=" + input.shape() + ".");
        }
        return Pass.of(input, (dOutput, gradients) -> dOutput);
    }

    @Override
    public Stepper stepper() {
        return new CopyStepper(batchShape.dim(-1));
    }
}
