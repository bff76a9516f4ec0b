package io.github.gru4j.layer;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scales what is negative by a slope that is learned ({@code keras.layers.PReLU}).
 *
 * <pre>  y = x if x ≥ 0;  alpha ∘ x below </pre>
 *
 * <p>Weights: alpha, in the shape of a sample with 1 on the shared axes. Every axis of the input that is not shared must be
 * known; a sequence of any length shares axis 1. Masks pass. Inference is safe from many threads.
 *
 * @see <a href="https://keras.io/api/layers/activation_layers/prelu/">Keras: PReLU</a>
 */
public final class PReLU extends UnaryLayer {

    private final WeightSpec alphaSpec;
    private final @Nullable List<Integer> sharedAxes;
    private @Nullable Parameter alpha; // the sample's shape, 1 on the shared axes

    /** The arguments of {@link PReLU}, under Keras's names. */
    public static final class Builder extends Layer.Builder<Builder> {
        private WeightSpec alphaSpec = WeightSpec.of(Zeros.of());
        private @Nullable List<Integer> sharedAxes;

        private Builder() {}

        /** How the slopes start; zeros by default. */
        public Builder alphaInitializer(Initializer initializer) {
            alphaSpec = alphaSpec.withInitializer(initializer);
            return this;
        }

        /** A penalty on the slopes; none by default. */
        public Builder alphaRegularizer(@Nullable Regularizer regularizer) {
            alphaSpec = alphaSpec.withRegularizer(regularizer);
            return this;
        }

        /** A constraint on the slopes; none by default. */
        public Builder alphaConstraint(@Nullable Constraint constraint) {
            alphaSpec = alphaSpec.withConstraint(constraint);
            return this;
        }

        /** The axes along which one slope serves all, counted from 1, the first after the batch; null for none. */
        public Builder sharedAxes(@Nullable List<Integer> axes) {
            sharedAxes = axes == null ? null : List.copyOf(axes);
            return this;
        }

        /** The layer. */
        @Override
        public PReLU build() {
            return new PReLU(this);
        }
    }

    private PReLU(Builder builder) {
        super(builder);
        this.alphaSpec = builder.alphaSpec;
        this.sharedAxes = builder.sharedAxes;
    }

    /** A layer with a slope for every element of a sample. */
    public static PReLU of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder() {
        return new Builder();
    }

    /** How the slopes start and what holds them in check. */
    public WeightSpec alphaSpec() {
        return alphaSpec;
    }

    /** The axes along which one slope serves all, or null. */
    public @Nullable List<Integer> sharedAxes() {
        return sharedAxes;
    }

    /** The slopes: a sample's shape with 1 on the shared axes. */
    public Parameter alpha() {
        if (alpha == null) {
            throw new IllegalStateException(describe() + ": weights exist once the layer is built. Call build(shape).");
        }
        return alpha;
    }

    /** True where all steps share their slopes. */
    @Override
    public boolean runsInChunks() {
        return alpha != null && alpha.value().size() == alpha.value().dim(-1) && isFeatureAxis(-1);
    }

    @Override
    public Builder toBuilder() {
        Builder builder = builder().common(this).sharedAxes(sharedAxes);
        builder.alphaSpec = alphaSpec;
        return builder;
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        List<Integer> shared = sharedAxes == null ? List.of() : sharedAxes;
        int[] dimensions = new int[Math.max(0, shape.rank() - 1)];
        for (int axis : shared) {
            if (axis < 1 || axis > dimensions.length) {
                throw new IllegalArgumentException(describe() + ": sharedAxes must be axes of the input from 1 on."
                        + " Received: sharedAxes=" + shared + ", shape=" + shape + ".");
            }
        }
        for (int axis = 1; axis <= dimensions.length; axis++) {
            dimensions[axis - 1] = shared.contains(axis) ? 1 : shape.dim(axis);
            if (dimensions[axis - 1] == Shape.UNKNOWN) {
                throw new IllegalArgumentException(describe() + ": every axis that is not shared must be known."
                        + " Received: sharedAxes=" + shared + ", shape=" + shape + ".");
            }
        }
        alpha = addWeight("alpha", Shape.of(dimensions), alphaSpec, true, generator);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        Parameter slopes = alpha();
        int[] walk = Strided.stretched(slopes.shape(), checked(input, slopes).shape());
        Tensor slope = Strided.gather(slopes.value(), input.shape(), walk);
        Tensor output = Tensor.zeros(dtype(), input.shape());
        for (int i = 0; i < output.size(); i++) {
            double x = input.getAt(i);
            output.setAt(i, x >= 0 ? x : slope.getAt(i) * x);
        }
        return Pass.of(output, (dOutput, gradients) -> {
            Tensor dInput = Tensor.zeros(dtype(), input.shape());
            Tensor dSlope = Tensor.zeros(dtype(), input.shape());
            for (int i = 0; i < dInput.size(); i++) {
                double x = input.getAt(i);
                dInput.setAt(i, dOutput.getAt(i) * (x > 0 ? 1 : x < 0 ? slope.getAt(i) : 0));
                dSlope.setAt(i, x < 0 ? dOutput.getAt(i) * x : 0);
            }
            Tensor found = Strided.scatterAdd(dSlope, walk, slopes.shape());
            Tensor dAlpha = gradients.of(slopes);
            for (int i = 0; i < found.size(); i++) {
                dAlpha.setAt(i, dAlpha.getAt(i) + found.getAt(i));
            }
            return dInput;
        });
    }

    private Tensor checked(Tensor input, Parameter slopes) {
        Shape own = slopes.shape();
        boolean fits = input.shape().rank() == own.rank() + 1;
        for (int axis = 1; fits && axis <= own.rank(); axis++) {
            fits = own.dim(axis - 1) == 1 || own.dim(axis - 1) == input.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(describe() + ": input must fit the slopes, (batch, ...) with ... = "
                    + own + " or more where that is 1. Received: shape=" + input.shape() + ".");
        }
        return input;
    }

    /** One event at a time, where all steps of a sequence share their slopes. */
    @Override
    public Stepper stepper() {
        Shape builtFor = builtShape();
        Tensor slopes = alpha().value().copy();
        int size = builtFor.dim(-1);
        if (slopes.size() != slopes.dim(-1)) {
            throw new UnsupportedOperationException(describe() + ": slopes must be shared along every axis but the last"
                    + " to run step by step. Received: slopes of shape " + slopes.shape() + ".");
        }
        boolean one = slopes.size() == 1;
        return new RowStepper(Stepper.signature("prelu", size, slopes.size()), size, size, (x, xOffset, y, yOffset) -> {
            for (int i = 0; i < size; i++) {
                double value = x.getAt(xOffset + i);
                y.setAt(yOffset + i, value >= 0 ? value : slopes.getAt(one ? 0 : i) * value);
            }
        });
    }
}
