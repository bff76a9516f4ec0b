package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

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

    /** The arguments of {@link Input}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final Shape batchShape;

        private Builder(Shape batchShape) {
            this.batchShape = batchShape;
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
        build(batchShape);
        this.entrance = new KerasTensor.Use(this, List.of(), List.of(batchShape))
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

    @Override
    public String className() {
        return "InputLayer";
    }

    @Override
    public Builder toBuilder() {
        return new Builder(batchShape).common(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        boolean fits = input.shape().rank() == batchShape.rank();
        for (int axis = 0; fits && axis < batchShape.rank(); axis++) {
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
