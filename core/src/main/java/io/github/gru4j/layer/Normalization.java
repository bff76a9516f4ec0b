package io.github.gru4j.layer;

import io.github.gru4j.initializer.Ones;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Shifts and scales each feature to mean 0 and variance 1, with a mean and a variance that are taken from data once
 * ({@link #adapt}) and saved with the model ({@code keras.layers.Normalization}).
 *
 * <pre>  y = (x − mean) / max(√variance, 1e-7)        inverted: y = mean + x ∘ max(√variance, 1e-7) </pre>
 *
 * <p>The features are the last axis (Keras's default, {@code axis=-1}) or, with {@code axis} null, one mean and variance
 * serve all numbers. Weights, none trainable: mean, variance, count. Inference is safe from many threads;
 * {@link #adapt} is not.
 *
 * <p>Differs from Keras: other axes than the last are rejected.
 *
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/numerical/normalization/">Keras: Normalization</a>
 */
public final class Normalization extends UnaryLayer {

    private static final double EPSILON = 1e-7; // keras.backend.epsilon()

    private final @Nullable Integer axis;
    private final boolean invert;
    private final double @Nullable [] givenMean; // (features) or (1)
    private final double @Nullable [] givenVariance;
    private @Nullable Parameter mean; // (features) or ()
    private @Nullable Parameter variance; // (features) or ()

    /** The arguments of {@link Normalization}, under Keras's names. */
    public static final class Builder extends Layer.Builder<Builder> {
        private @Nullable Integer axis = -1;
        private boolean invert;
        private double @Nullable [] mean;
        private double @Nullable [] variance;

        private Builder() {}

        /** The axis that holds the features: -1 (the default), or null for one mean and variance over everything. */
        public Builder axis(@Nullable Integer newAxis) {
            axis = newAxis;
            return this;
        }

        /** Whether to undo a normalization instead; false by default. */
        public Builder invert(boolean newInvert) {
            invert = newInvert;
            return this;
        }

        /** The mean: one number, or one per feature. Without it, it comes from {@link #adapt}. */
        public Builder mean(double... newMean) {
            mean = newMean.clone();
            return this;
        }

        /** The variance: one number, or one per feature. Without it, it comes from {@link #adapt}. */
        public Builder variance(double... newVariance) {
            variance = newVariance.clone();
            return this;
        }

        private Builder(Normalization layer) {
            common(layer);
            axis = layer.axis;
            invert = layer.invert;
            mean = layer.givenMean;
            variance = layer.givenVariance;
        }

        /** The layer. */
        @Override
        public Normalization build() {
            return new Normalization(this);
        }
    }

    private Normalization(Builder builder) {
        super(builder);
        if ((builder.mean == null) != (builder.variance == null)) {
            throw new IllegalArgumentException("Normalization: mean and variance must be given together or not at all."
                    + " Received: mean=" + Arrays.toString(builder.mean) + ", variance="
                    + Arrays.toString(builder.variance) + ".");
        }
        for (double number : builder.variance == null ? new double[0] : builder.variance) {
            if (!(number >= 0)) {
                throw new IllegalArgumentException("Normalization: variance must be 0 or more. Received: variance="
                        + Arrays.toString(builder.variance) + ".");
            }
        }
        this.axis = builder.axis;
        this.invert = builder.invert;
        this.givenMean = builder.mean;
        this.givenVariance = builder.variance;
    }

    /** A layer that learns one mean and variance per feature of the last axis from {@link #adapt}. */
    public static Normalization of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The axis as given: -1 or the last axis' number, or null. */
    public @Nullable Integer axis() {
        return axis;
    }

    /** Whether this layer undoes a normalization. */
    public boolean invert() {
        return invert;
    }

    /** The mean given at construction, or null when it is adapted. */
    public double @Nullable [] givenMean() {
        return givenMean == null ? null : givenMean.clone();
    }

    /** The variance given at construction, or null when it is adapted. */
    public double @Nullable [] givenVariance() {
        return givenVariance == null ? null : givenVariance.clone();
    }

    /** The adapted mean; (features), or () when axis is null. Null before the layer is built, or when it was given. */
    public @Nullable Parameter mean() {
        return mean;
    }

    /** The adapted variance, shaped as {@link #mean}. */
    public @Nullable Parameter variance() {
        return variance;
    }

    /** True: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        Integer features = axis;
        if (features != null && features != -1 && features != shape.rank() - 1) {
            throw new IllegalArgumentException(describe() + ": axis must be -1, the last axis " + (shape.rank() - 1)
                    + " or null. Received: axis=" + features + ", shape=" + shape + ".");
        }
        if (features != null && shape.dim(-1) == Shape.UNKNOWN) {
            throw new IllegalArgumentException(
                    describe() + ": input must have a known last axis. Received: shape=" + shape + ".");
        }
        if (givenMean != null) {
            checkLength("mean", givenMean, features == null ? 1 : shape.dim(-1));
            checkLength("variance", givenVariance, features == null ? 1 : shape.dim(-1));
            return;
        }
        Shape statistic = features == null ? Shape.of() : Shape.of(shape.dim(-1));
        mean = addWeight("mean", statistic, WeightSpec.of(Zeros.of()), false, generator);
        variance = addWeight("variance", statistic, WeightSpec.of(Ones.of()), false, generator);
        addWeight("count", Shape.of(), WeightSpec.of(Zeros.of()), false, generator);
    }

    private void checkLength(String name, double @Nullable [] values, int features) {
        if (values != null && values.length != 1 && values.length != features) {
            throw new IllegalArgumentException(describe() + ": " + name + " must hold one number or one per feature, "
                    + features + ". Received: " + values.length + " numbers.");
        }
    }

    /**
     * Takes mean and variance from data; replaces earlier ones. Computed in double precision over two passes.
     *
     * @param data any rank of 1 or more; the last axis holds the features. At least one row; finite numbers
     */
    public void adapt(Tensor data) {
        if (givenMean != null) {
            throw new IllegalStateException(
                    describe() + ": mean and variance were given at construction, so there is nothing to adapt.");
        }
        if (!built()) {
            build(data.shape());
        }
        Parameter m = mean;
        Parameter v = variance;
        if (m == null || v == null) {
            throw new IllegalStateException(describe() + ": the layer has no adapted statistics.");
        }
        int features = m.value().size();
        int rows = data.size() / features;
        if (rows == 0 || (axis != null && data.dim(-1) != features)) {
            throw new IllegalArgumentException(describe() + ": data must have at least one row of " + features
                    + " features. Received: shape=" + data.shape() + ".");
        }
        // Both are found before either is replaced: data that is refused leaves the layer as it was.
        Tensor means = Tensor.zeros(dtype(), m.shape());
        Tensor variances = Tensor.zeros(dtype(), v.shape());
        for (int f = 0; f < features; f++) {
            double sum = 0;
            for (int r = 0; r < rows; r++) {
                sum += data.getAt(r * features + f);
            }
            double average = sum / rows;
            double squares = 0;
            for (int r = 0; r < rows; r++) {
                double difference = data.getAt(r * features + f) - average;
                squares += difference * difference;
            }
            if (!Double.isFinite(squares)) {
                throw new IllegalArgumentException(describe()
                        + ": data must be finite to have a mean and a variance. Received: a non-finite number in feature "
                        + f + ".");
            }
            means.setAt(f, average);
            variances.setAt(f, squares / rows);
        }
        m.assign(means);
        v.assign(variances);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        Shape builtFor = inputShape();
        if (input.shape().rank() == 0 || (axis != null && builtFor != null && builtFor.dim(-1) != input.dim(-1))) {
            throw new IllegalArgumentException(describe() + ": input must have "
                    + (builtFor == null ? "" : builtFor.dim(-1) + " ")
                    + "features on its last axis, as when the layer was built. Received: shape=" + input.shape() + ".");
        }
        Affine affine = affine(input.dim(-1));
        Tensor output = Tensor.zeros(dtype(), input.shape());
        affine.apply(input.size(), input, 0, output, 0);
        return Pass.of(output, (dOutput, gradients) -> {
            Tensor dInput = Tensor.zeros(dtype(), input.shape());
            int features = affine.features();
            for (int i = 0; i < dInput.size(); i++) {
                double scale = affine.scale.getAt(i % features);
                dInput.setAt(i, invert ? dOutput.getAt(i) * scale : dOutput.getAt(i) / scale);
            }
            return dInput;
        });
    }

    /** Mean and scale, one number per feature of the last axis. */
    private record Affine(Tensor mean, Tensor scale, boolean invert) {

        int features() {
            return mean.size();
        }

        void apply(int n, Tensor x, int xOffset, Tensor y, int yOffset) {
            int features = features();
            int f = 0;
            for (int i = 0; i < n; i++) {
                double value = x.getAt(xOffset + i);
                double center = mean.getAt(f);
                double spread = scale.getAt(f);
                y.setAt(yOffset + i, invert ? center + value * spread : (value - center) / spread);
                f = f + 1 == features ? 0 : f + 1;
            }
        }
    }

    private Affine affine(int features) {
        Tensor center = Tensor.zeros(dtype(), Shape.of(features));
        Tensor spread = Tensor.zeros(dtype(), Shape.of(features));
        for (int f = 0; f < features; f++) {
            center.setAt(f, statistic(givenMean, mean, f));
            spread.setAt(f, Math.max(Math.sqrt(statistic(givenVariance, variance, f)), EPSILON));
        }
        return new Affine(center, spread, invert);
    }

    private static double statistic(double @Nullable [] given, @Nullable Parameter adapted, int feature) {
        if (given != null) {
            return given[given.length == 1 ? 0 : feature];
        }
        if (adapted == null) {
            throw new IllegalStateException("Normalization: mean and variance exist once the layer is built.");
        }
        return adapted.value().getAt(adapted.value().size() == 1 ? 0 : feature);
    }

    @Override
    public Stepper stepper() {
        Shape builtFor = inputShape();
        if (builtFor == null) {
            throw new IllegalStateException(describe() + ": the layer must be built before it can step.");
        }
        Affine affine = affine(builtFor.dim(-1));
        Object statistics = givenMean == null || givenVariance == null
                ? "adapted"
                : Stepper.signature("given", givenMean, givenVariance);
        return new NormalizationStepper(
                Stepper.signature("normalization", affine.features(), invert, statistics), affine);
    }

    private record NormalizationStepper(String signature, Affine affine) implements Stepper {
        @Override
        public int inputSize() {
            return affine.features();
        }

        @Override
        public int outputSize() {
            return affine.features();
        }

        @Override
        public void step(
                int rows,
                Tensor x,
                int xOffset,
                Tensor state,
                int stateOffset,
                int stateStride,
                Tensor y,
                int yOffset,
                Tensor scratch,
                int scratchOffset) {
            affine.apply(rows * affine.features(), x, xOffset, y, yOffset);
        }
    }
}
