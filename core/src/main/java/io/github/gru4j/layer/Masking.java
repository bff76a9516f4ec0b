package io.github.gru4j.layer;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Masks the time steps in which every feature equals one value, so that the layers behind leave them out, and sets them to
 * zero ({@code keras.layers.Masking}).
 *
 * <p>The mask has the shape of the input without the last axis; it replaces one that came in. Immutable; safe to share
 * between threads.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/masking/">Keras: Masking</a>
 */
public final class Masking extends UnaryLayer {

    private final double maskValue;

    private Masking(PlainBuilder<Masking> builder, double maskValue) {
        super(builder);
        this.maskValue = maskValue;
    }

    /** A layer that masks the steps whose features are all zero. */
    public static Masking of() {
        return of(0);
    }

    /**
     * A layer that masks the steps whose features all have this value.
     *
     * @param maskValue compared in the layer's element type; NaN equals nothing
     */
    public static Masking of(double maskValue) {
        return builder(maskValue).build();
    }

    /** A layer with further arguments; see {@link #of(double)}. */
    public static PlainBuilder<Masking> builder(double maskValue) {
        return new PlainBuilder<>(common -> new Masking(common, maskValue));
    }

    /** The value that marks a masked step. */
    public double maskValue() {
        return maskValue;
    }

    /** True: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public PlainBuilder<Masking> toBuilder() {
        return builder(maskValue).common(this);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        if (input.shape().rank() < 2) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 2 or more, the features last. Received: shape=" + input.shape() + ".");
        }
        int features = input.dim(-1);
        boolean[] used =
                new boolean[features == 0 ? (int) withoutLast(input.shape()).size() : input.size() / features];
        for (int row = 0; row < used.length; row++) {
            used[row] = used(input, row * features, features);
        }
        Mask mask = Mask.of(withoutLast(input.shape()), used);
        return Pass.of(where(used, input), (dOutput, gradients) -> where(used, dOutput))
                .withMask(mask);
    }

    private static Shape withoutLast(Shape shape) {
        int[] dimensions = shape.toArray();
        return Shape.of(Arrays.copyOf(dimensions, dimensions.length - 1));
    }

    private boolean used(Tensor x, int offset, int features) {
        double masked = dtype() == DType.FLOAT32 ? (float) maskValue : maskValue;
        for (int f = 0; f < features; f++) {
            if (x.getAt(offset + f) != masked) {
                return true;
            }
        }
        return false;
    }

    /** The rows that are used; zeros elsewhere. */
    private static Tensor where(boolean[] used, Tensor x) {
        Tensor y = Tensor.zeros(x.dtype(), x.shape());
        int features = x.dim(-1);
        for (int row = 0; row < used.length; row++) {
            if (used[row]) {
                Tensor.copyRange(x, row * features, y, row * features, features);
            }
        }
        return y;
    }

    /** An event whose numbers all have the mask's value becomes zeros; {@link #streamNode} also says that it is masked. */
    @Override
    public Stepper stepper() {
        MaskingStepper step = step();
        return new RowStepper(step.signature(), step.inputSize(), step.size(), (x, xOffset, y, yOffset) -> {
            step.row().apply(x, xOffset, y, yOffset);
        });
    }

    @Override
    public StreamNode streamNode(List<StreamEvents> inputs) {
        MaskingStepper step = step();
        return StreamNode.of(step, false, step.size(), inputs.get(0).sequence(), StreamNode.OWN_MASK);
    }

    private MaskingStepper step() {
        int features = builtShape().dim(-1);
        String signature = Stepper.signature("masking", features, maskValue);
        return new MaskingStepper(signature, features, features, (x, xOffset, y, yOffset) -> {
            boolean used = used(x, xOffset, features);
            if (used) {
                Tensor.copyRange(x, xOffset, y, yOffset, features);
            } else {
                Elementwise.clear(features, y, yOffset);
            }
            return used;
        });
    }
}
