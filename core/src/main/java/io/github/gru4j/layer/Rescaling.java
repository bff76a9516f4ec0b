package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * Multiplies and shifts by constants ({@code keras.layers.Rescaling}).
 *
 * <pre>  y = x ∘ scale + offset </pre>
 *
 * <p>Each constant is one number, or one per element of the last axis. Masks pass. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/">Keras: Rescaling</a>
 */
public final class Rescaling extends UnaryLayer {

    private final double[] scale; // (1) or (features)
    private final double[] offset; // (1) or (features)

    private Rescaling(PlainBuilder<Rescaling> builder, double[] scale, double[] offset) {
        super(builder);
        if (scale.length == 0 || offset.length == 0) {
            throw new IllegalArgumentException("Rescaling: scale and offset must each hold a number. Received: "
                    + scale.length + " and " + offset.length + " numbers.");
        }
        this.scale = scale.clone();
        this.offset = offset.clone();
    }

    /**
     * A layer with one factor and one shift.
     *
     * @param scale the factor
     * @param offset the shift; Keras's default is 0
     */
    public static Rescaling of(double scale, double offset) {
        return builder(new double[] {scale}, new double[] {offset}).build();
    }

    /**
     * A layer with further arguments.
     *
     * @param scale one factor, or one per element of the last axis
     * @param offset one shift, or one per element of the last axis
     */
    public static PlainBuilder<Rescaling> builder(double[] scale, double[] offset) {
        return new PlainBuilder<>(common -> new Rescaling(common, scale, offset));
    }

    /** One factor, or one per element of the last axis. */
    public double[] scale() {
        return scale.clone();
    }

    /** One shift, or one per element of the last axis. */
    public double[] offset() {
        return offset.clone();
    }

    /** True: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public PlainBuilder<Rescaling> toBuilder() {
        return builder(scale, offset).common(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int width = input.shape().rank() == 0 ? 1 : input.dim(-1);
        if ((scale.length != 1 && scale.length != width) || (offset.length != 1 && offset.length != width)) {
            throw new IllegalArgumentException(describe() + ": scale and offset must hold one number or one per element"
                    + " of the last axis. Received: " + scale.length + " and " + offset.length + " numbers, shape="
                    + input.shape() + ".");
        }
        Tensor output = Tensor.zeros(dtype(), input.shape());
        for (int row = 0; width > 0 && row < input.size(); row += width) {
            apply(input, row, output, row, width);
        }
        return Pass.of(output, (dOutput, gradients) -> {
            Tensor dInput = Tensor.zeros(dtype(), input.shape());
            for (int i = 0; i < dInput.size(); i++) {
                dInput.setAt(i, dOutput.getAt(i) * scale[scale.length == 1 ? 0 : i % width]);
            }
            return dInput;
        });
    }

    private void apply(Tensor x, int xOffset, Tensor y, int yOffset, int width) {
        for (int i = 0; i < width; i++) {
            y.setAt(
                    yOffset + i,
                    x.getAt(xOffset + i) * scale[scale.length == 1 ? 0 : i] + offset[offset.length == 1 ? 0 : i]);
        }
    }

    @Override
    public Stepper stepper() {
        int size = builtShape().dim(-1);
        return new RowStepper(
                Stepper.signature("rescaling", size, scale, offset),
                size,
                size,
                (x, xOffset, y, yOffset) -> apply(x, xOffset, y, yOffset, size));
    }
}
