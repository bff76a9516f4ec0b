package io.github.gru4j.layer;

import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.Ones;
import io.github.gru4j.initializer.Zeros;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each feature mean 0 and variance 1, then scales and shifts ({@code keras.layers.BatchNormalization}).
 *
 * <pre>  y = (x − mean) / √(variance + epsilon) ∘ gamma + beta </pre>
 *
 * <p>In training, mean and variance are those of the batch, over every axis but one and, where there is a mask, over the
 * used steps only. In inference they are the moving mean and variance, and so they are in training while the layer is
 * frozen ({@code trainable} false).
 *
 * <p>The moving statistics are weights that no optimizer changes. A training call that is recorded, which is one that a
 * step of an optimizer follows, moves them, {@code moving = moving · momentum + batch · (1 − momentum)}, at once, as Keras
 * does; so two uses of the layer in one model count in their order. Every other call leaves the layer as it is:
 * prediction, evaluation, and a training call that is not recorded.
 *
 * <p>Weights: gamma, beta, moving_mean, moving_variance, each {@code (features)}. Masks pass. Inference is safe from many
 * threads; training is not.
 *
 * <p>Differs from Keras: {@code renorm} and {@code synchronized} are not supported.
 *
 * @see <a href="https://keras.io/api/layers/normalization_layers/batch_normalization/">Keras: BatchNormalization</a>
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe, Szegedy: Batch Normalization</a>
 */
public final class BatchNormalization extends UnaryLayer {

    /** Keras's {@code backend.epsilon()}: a batch without a used step is not divided by zero. */
    private static final double FEW = 1e-7;

    private final int axis;
    private final double momentum;
    private final double epsilon;
    private final boolean center;
    private final boolean scale;
    private final WeightSpec betaSpec;
    private final WeightSpec gammaSpec;
    private final Initializer movingMeanInitializer;
    private final Initializer movingVarianceInitializer;
    private @Nullable Parameter gamma; // (features)
    private @Nullable Parameter beta; // (features)
    private @Nullable Parameter movingMean; // (features)
    private @Nullable Parameter movingVariance; // (features)

    /** The arguments of {@link BatchNormalization}, under Keras's names. */
    public static final class Builder extends NormBuilder<Builder> {
        private int axis = -1;
        private double momentum = 0.99;
        private Initializer movingMeanInitializer = Zeros.of();
        private Initializer movingVarianceInitializer = Ones.of();

        private Builder() {}

        /** The axis that holds the features; the last by default. */
        public Builder axis(int newAxis) {
            axis = newAxis;
            return this;
        }

        /** How much of the moving statistics stays with each batch; 0.99 by default. */
        public Builder momentum(double newMomentum) {
            momentum = newMomentum;
            return this;
        }

        /** How the moving mean starts; zeros by default. */
        public Builder movingMeanInitializer(Initializer initializer) {
            movingMeanInitializer = initializer;
            return this;
        }

        /** How the moving variance starts; ones by default. */
        public Builder movingVarianceInitializer(Initializer initializer) {
            movingVarianceInitializer = initializer;
            return this;
        }

        /** The layer. */
        @Override
        public BatchNormalization build() {
            return new BatchNormalization(this);
        }
    }

    private BatchNormalization(Builder builder) {
        super(builder);
        if (!Double.isFinite(builder.momentum)) {
            throw new IllegalArgumentException(
                    "BatchNormalization: momentum must be a finite number. Received: momentum=" + builder.momentum
                            + ".");
        }
        this.axis = builder.axis;
        this.momentum = builder.momentum;
        this.epsilon = builder.epsilon();
        this.center = builder.center();
        this.scale = builder.scale();
        this.betaSpec = builder.betaSpec();
        this.gammaSpec = builder.gammaSpec();
        this.movingMeanInitializer = builder.movingMeanInitializer;
        this.movingVarianceInitializer = builder.movingVarianceInitializer;
    }

    /** A layer with Keras's defaults: the last axis holds the features. */
    public static BatchNormalization of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The axis that holds the features, as given. */
    public int axis() {
        return axis;
    }

    /** How much of the moving statistics stays with each batch. */
    public double momentum() {
        return momentum;
    }

    /** What is added to the variance. */
    public double epsilon() {
        return epsilon;
    }

    /** Whether beta is added. */
    public boolean center() {
        return center;
    }

    /** Whether gamma is multiplied by. */
    public boolean scale() {
        return scale;
    }

    /** How beta starts and what holds it in check. */
    public WeightSpec betaSpec() {
        return betaSpec;
    }

    /** How gamma starts and what holds it in check. */
    public WeightSpec gammaSpec() {
        return gammaSpec;
    }

    /** How the moving mean starts. */
    public Initializer movingMeanInitializer() {
        return movingMeanInitializer;
    }

    /** How the moving variance starts. */
    public Initializer movingVarianceInitializer() {
        return movingVarianceInitializer;
    }

    /** The mean that inference subtracts, (features). */
    public Parameter movingMean() {
        return built(movingMean);
    }

    /** The variance that inference divides by, (features). */
    public Parameter movingVariance() {
        return built(movingVariance);
    }

    private Parameter built(@Nullable Parameter parameter) {
        if (parameter == null) {
            throw new IllegalStateException(describe() + ": weights exist once the layer is built. Call build(shape).");
        }
        return parameter;
    }

    /** True of a layer that takes the batch for features: each place in it has its own statistics. */
    @Override
    public boolean mixesRows() {
        Shape builtFor = inputShape();
        return axis == 0 || (builtFor != null && axis == -builtFor.rank());
    }

    /** True unless the layer is frozen: mean and variance are those of the batch. */
    @Override
    public boolean mixesRowsInTraining() {
        return trainable() || mixesRows();
    }

    /** True of a normalization of the last axis. */
    @Override
    public boolean runsInChunks() {
        return isFeatureAxis(axis);
    }

    @Override
    public Builder toBuilder() {
        return builder()
                .common(this)
                .norm(epsilon, center, scale, betaSpec, gammaSpec)
                .axis(axis)
                .momentum(momentum)
                .movingMeanInitializer(movingMeanInitializer)
                .movingVarianceInitializer(movingVarianceInitializer);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        int features = shape.dim(last(shape)[shape.rank() - 1]);
        if (features == Shape.UNKNOWN) {
            throw new IllegalArgumentException(
                    describe() + ": the axis of the features must be known. Received: shape=" + shape + ".");
        }
        Shape own = Shape.of(features);
        if (scale) {
            gamma = addWeight("gamma", own, gammaSpec, true, generator);
        }
        if (center) {
            beta = addWeight("beta", own, betaSpec, true, generator);
        }
        movingMean = addWeight("moving_mean", own, WeightSpec.of(movingMeanInitializer), false, generator);
        movingVariance = addWeight("moving_variance", own, WeightSpec.of(movingVarianceInitializer), false, generator);
    }

    /** The axes with that of the features last. */
    private int[] last(Shape shape) {
        int own = axis < 0 ? axis + shape.rank() : axis;
        if (own < 0 || own >= shape.rank()) {
            throw new IllegalArgumentException(describe() + ": axis must be an axis of the input. Received: axis="
                    + axis + ", shape=" + shape + ".");
        }
        return IntStream.concat(IntStream.range(0, shape.rank()).filter(i -> i != own), IntStream.of(own))
                .toArray();
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        last(shape);
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int[] order = last(input.shape());
        Tensor used = used(call.mask(), input);
        Tensor x = Strided.permute(input, order);
        int features = movingMean().value().size();
        if (x.dim(-1) != features) {
            throw new IllegalArgumentException(describe() + ": input must have " + features + " features on axis "
                    + axis + ", as when the layer was built. Received: shape=" + input.shape() + ".");
        }
        boolean ofBatch = call.training() && trainable();
        Statistics statistics =
                ofBatch ? Statistics.of(x, used == null ? null : Strided.permute(used, order)) : moving();
        if (ofBatch && call.recording()) {
            move(movingMean(), statistics.mean);
            move(movingVariance(), statistics.variance);
        }
        Affine affine = affine(statistics);
        Tensor y = Tensor.zeros(dtype(), x.shape());
        for (int row = 0; row < x.size(); row += features) {
            affine.apply(x, row, y, row);
        }
        int[] inverse = Strided.inverse(order);
        return Pass.of(
                Strided.permute(y, inverse),
                (dOutput, gradients) -> Strided.permute(
                        gradient(x, Strided.permute(dOutput, order), statistics, affine, gradients), inverse));
    }

    /** The mask as numbers in the shape of the input: each step stands for all of its last axis. */
    private @Nullable Tensor used(@Nullable Mask mask, Tensor input) {
        if (mask == null) {
            return null;
        }
        Shape shape = mask.shape();
        boolean fits = shape.rank() == input.shape().rank() - 1;
        for (int i = 0; fits && i < shape.rank(); i++) {
            fits = shape.dim(i) == input.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(describe() + ": mask must have the shape of the input without its last"
                    + " axis. Received: mask of shape " + shape + ", input of shape " + input.shape() + ".");
        }
        int[] walk = Arrays.copyOf(Strided.strides(shape), shape.rank() + 1); // stays along the last axis
        return Strided.gather(mask.toTensor(dtype()), input.shape(), walk);
    }

    private void move(Parameter moving, double[] batch) {
        for (int f = 0; f < batch.length; f++) {
            double old = moving.value().getAt(f);
            moving.value().setAt(f, old * momentum + batch[f] * (1 - momentum));
        }
        moving.changed();
    }

    /**
     * Mean and variance of each feature.
     *
     * @param used which elements they are taken over, in the shape of the input; null for all
     * @param count what the sums were divided by; null for statistics that do not depend on the input
     */
    private record Statistics(
            double[] mean, double[] variance, @Nullable Tensor used, double @Nullable [] count) {

        static Statistics of(Tensor x, @Nullable Tensor used) {
            int features = x.dim(-1);
            double[] mean = new double[features];
            double[] variance = new double[features];
            double[] count = new double[features];
            for (int i = 0; i < x.size(); i++) {
                if (used == null || used.getAt(i) != 0) {
                    mean[i % features] += x.getAt(i);
                    count[i % features]++;
                }
            }
            for (int f = 0; f < features; f++) {
                count[f] += used == null ? 0 : FEW;
                mean[f] /= count[f];
            }
            for (int i = 0; i < x.size(); i++) {
                if (used == null || used.getAt(i) != 0) {
                    double difference = x.getAt(i) - mean[i % features];
                    variance[i % features] += difference * difference;
                }
            }
            for (int f = 0; f < features; f++) {
                variance[f] /= count[f];
            }
            return new Statistics(mean, variance, used, count);
        }
    }

    private Statistics moving() {
        return new Statistics(
                numbers(movingMean().value()), numbers(movingVariance().value()), null, null);
    }

    private static double[] numbers(Tensor tensor) {
        return tensor.cast(DType.FLOAT64).doubles().clone();
    }

    private Affine affine(Statistics statistics) {
        double[] inverse = new double[statistics.mean.length];
        for (int f = 0; f < inverse.length; f++) {
            inverse[f] = 1 / Math.sqrt(statistics.variance[f] + epsilon);
        }
        return new Affine(
                statistics.mean,
                inverse,
                gamma == null ? null : numbers(gamma.value()),
                beta == null ? null : numbers(beta.value()));
    }

    /** What happens to each feature. */
    private record Affine(double[] mean, double[] inverse, double @Nullable [] gamma, double @Nullable [] beta) {

        void apply(Tensor x, int xOffset, Tensor y, int yOffset) {
            for (int f = 0; f < mean.length; f++) {
                double value = (x.getAt(xOffset + f) - mean[f]) * inverse[f] * gammaAt(f);
                y.setAt(yOffset + f, beta == null ? value : value + beta[f]);
            }
        }

        double gammaAt(int f) {
            return gamma == null ? 1 : gamma[f];
        }
    }

    /*
     * With u = dy ∘ gamma and v = 1 / √(variance + epsilon), over the used elements of a feature, n of them:
     *   dvariance = −½ v³ Σ u (x − mean)       dmean = −v Σ u − (2/n) dvariance Σ_used (x − mean)
     *   dx = v u  +  [used] ((2/n) dvariance (x − mean) + dmean / n)
     * The sums without a mark go over all elements: the masked ones are normalized, too.
     */
    private Tensor gradient(Tensor x, Tensor dy, Statistics statistics, Affine affine, Gradients gradients) {
        int features = statistics.mean.length;
        double[] sum = new double[features];
        double[] product = new double[features];
        double[] offCenter = new double[features];
        Tensor used = statistics.used;
        for (int i = 0; i < x.size(); i++) {
            int f = i % features;
            double centered = x.getAt(i) - statistics.mean[f];
            sum[f] += dy.getAt(i);
            product[f] += dy.getAt(i) * centered;
            offCenter[f] += used == null || used.getAt(i) != 0 ? centered : 0;
        }
        Tensor dGamma = gamma == null ? null : gradients.of(gamma);
        Tensor dBeta = beta == null ? null : gradients.of(beta);
        double[] count = statistics.count;
        double[] dVariance = new double[features];
        double[] dMean = new double[features];
        for (int f = 0; f < features; f++) {
            double inverse = affine.inverse[f];
            if (dGamma != null) {
                dGamma.setAt(f, dGamma.getAt(f) + product[f] * inverse);
            }
            if (dBeta != null) {
                dBeta.setAt(f, dBeta.getAt(f) + sum[f]);
            }
            if (count != null) {
                dVariance[f] = -0.5 * inverse * inverse * inverse * product[f] * affine.gammaAt(f);
                dMean[f] = -inverse * sum[f] * affine.gammaAt(f) - 2 * dVariance[f] * offCenter[f] / count[f];
            }
        }
        Tensor dx = Tensor.zeros(dtype(), x.shape());
        for (int i = 0; i < x.size(); i++) {
            int f = i % features;
            double found = affine.inverse[f] * dy.getAt(i) * affine.gammaAt(f);
            if (count != null && (used == null || used.getAt(i) != 0)) {
                found += (2 * dVariance[f] * (x.getAt(i) - statistics.mean[f]) + dMean[f]) / count[f];
            }
            dx.setAt(i, found);
        }
        return dx;
    }

    /** One event at a time, as in inference, where the last axis holds the features. */
    @Override
    public Stepper stepper() {
        Shape builtFor = builtShape();
        if (axis != -1 && axis != builtFor.rank() - 1) {
            throw new UnsupportedOperationException(describe()
                    + ": only a normalization of the last axis can run step by step. Received: axis=" + axis + ".");
        }
        Affine affine = affine(moving());
        int features = affine.mean.length;
        String signature =
                Stepper.signature("batch_normalization", features, epsilon, affine.gamma != null, affine.beta != null);
        return new RowStepper(signature, features, features, affine::apply);
    }
}
