package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each sample, or each time step of it, mean 0 and variance 1 over some axes, then scales and shifts
 * ({@code keras.layers.LayerNormalization}).
 *
 * <pre>
 *   y = (x − mean) / √(variance + epsilon) ∘ gamma + beta
 *   y = x / √(variance + epsilon) ∘ gamma                    with rmsScaling
 * </pre>
 *
 * <p>Weights: gamma, beta, each in the shape of the axes. {@code rmsScaling} is what Keras does under that (deprecated)
 * name: it divides by the standard deviation, not by the root mean square. Masks pass. Inference is safe from many threads.
 *
 * @see <a href="https://keras.io/api/layers/normalization_layers/layer_normalization/">Keras: LayerNormalization</a>
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba, Kiros, Hinton: Layer Normalization</a>
 */
public final class LayerNormalization extends UnaryLayer {

    private final List<Integer> axis;
    private final double epsilon;
    private final boolean center;
    private final boolean scale;
    private final boolean rmsScaling;
    private final WeightSpec betaSpec;
    private final WeightSpec gammaSpec;
    private @Nullable Parameter gamma; // the sizes of the axes, in ascending order of the axes
    private @Nullable Parameter beta; // like gamma

    /** The arguments of {@link LayerNormalization}, under Keras's names. */
    public static final class Builder extends NormBuilder<Builder> {
        private List<Integer> axis = List.of(-1);
        private boolean rmsScaling;

        private Builder() {}

        /** The axes over which mean and variance are taken; the last by default. */
        public Builder axis(Integer... axes) {
            axis = List.of(axes);
            return this;
        }

        /** Whether to scale alone, neither centering nor shifting; false by default. */
        public Builder rmsScaling(boolean newRmsScaling) {
            rmsScaling = newRmsScaling;
            return this;
        }

        /** The layer. */
        @Override
        public LayerNormalization build() {
            return new LayerNormalization(this);
        }
    }

    private LayerNormalization(Builder builder) {
        super(builder);
        if (builder.axis.isEmpty()) {
            throw new IllegalArgumentException("LayerNormalization: axis must name an axis. Received: axis=[].");
        }
        this.axis = builder.axis;
        this.epsilon = builder.epsilon();
        this.center = builder.center();
        this.scale = builder.scale();
        this.rmsScaling = builder.rmsScaling;
        this.betaSpec = builder.betaSpec();
        this.gammaSpec = builder.gammaSpec();
    }

    /** A layer over the last axis. */
    public static LayerNormalization of() {
        return builder().build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The axes over which mean and variance are taken, as given. */
    public List<Integer> axis() {
        return axis;
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

    /** Whether the layer scales alone. */
    public boolean rmsScaling() {
        return rmsScaling;
    }

    /** How beta starts and what holds it in check. */
    public WeightSpec betaSpec() {
        return betaSpec;
    }

    /** How gamma starts and what holds it in check. */
    public WeightSpec gammaSpec() {
        return gammaSpec;
    }

    /** True of a normalization over the batch. */
    @Override
    public boolean mixesRows() {
        Shape builtFor = inputShape();
        return builtFor != null && axes(builtFor)[0] == 0;
    }

    /** True of a normalization of the last axis. */
    @Override
    public boolean runsInChunks() {
        return axis.size() == 1 && isFeatureAxis(axis.get(0));
    }

    @Override
    public Builder toBuilder() {
        return new Builder()
                .common(this)
                .norm(epsilon, center, scale, betaSpec, gammaSpec)
                .axis(axis.toArray(new Integer[0]))
                .rmsScaling(rmsScaling);
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        int[] own = axes(shape);
        Shape sizes = Strided.permute(shape, own);
        if (!sizes.isKnown()) {
            throw new IllegalArgumentException(describe() + ": every axis of the normalization must be known."
                    + " Received: axis=" + axis + ", shape=" + shape + ".");
        }
        if (scale || rmsScaling) {
            gamma = addWeight("gamma", sizes, gammaSpec, true, generator);
        }
        if (center && !rmsScaling) {
            beta = addWeight("beta", sizes, betaSpec, true, generator);
        }
    }

    /** The axes, counted from the first, in ascending order. */
    private int[] axes(Shape shape) {
        int[] own = axis.stream()
                .mapToInt(i -> i < 0 ? i + shape.rank() : i)
                .sorted()
                .distinct()
                .toArray();
        if (own.length != axis.size() || own[0] < 0 || own[own.length - 1] >= shape.rank()) {
            throw new IllegalArgumentException(describe() + ": axis must name axes of the input, each once. Received:"
                    + " axis=" + axis + ", shape=" + shape + ".");
        }
        return own;
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        axes(shape);
        return shape;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int[] own = axes(input.shape());
        Row row = row(checked(input, own));
        int[] others = IntStream.range(0, input.shape().rank())
                .filter(i -> Arrays.binarySearch(own, i) < 0)
                .toArray();
        int[] order =
                IntStream.concat(Arrays.stream(others), Arrays.stream(own)).toArray();
        Tensor x = Strided.permute(input, order);
        Tensor y = Tensor.zeros(dtype(), x.shape());
        for (int offset = 0; row.width > 0 && offset < x.size(); offset += row.width) {
            row.apply(x, offset, y, offset);
        }
        int[] inverse = Strided.inverse(order);
        return Pass.of(Strided.permute(y, inverse), (dOutput, gradients) -> {
            Tensor dy = Strided.permute(dOutput, order);
            Tensor dx = Tensor.zeros(dtype(), x.shape());
            Tensor dGamma = gamma == null ? null : gradients.of(gamma);
            Tensor dBeta = beta == null ? null : gradients.of(beta);
            for (int offset = 0; row.width > 0 && offset < x.size(); offset += row.width) {
                row.gradient(x, dy, dx, offset, dGamma, dBeta);
            }
            return Strided.permute(dx, inverse);
        });
    }

    private Tensor checked(Tensor input, int[] own) {
        Shape builtFor = inputShape();
        Shape sizes = Strided.permute(input.shape(), own);
        if (builtFor != null && !Strided.permute(builtFor, axes(builtFor)).equals(sizes)) {
            throw new IllegalArgumentException(describe() + ": input must have the sizes "
                    + Strided.permute(builtFor, axes(builtFor)) + " on the axes " + axis
                    + ", as when the layer was built. Received: shape=" + input.shape() + ".");
        }
        return input;
    }

    private Row row(Tensor input) {
        Shape sizes = Strided.permute(input.shape(), axes(input.shape()));
        return new Row((int) sizes.size(), value(gamma), value(beta), epsilon, rmsScaling);
    }

    private static @Nullable Tensor value(@Nullable Parameter parameter) {
        return parameter == null ? null : parameter.value();
    }

    /** The normalization of one row, forward and back. */
    private record Row(
            int width, @Nullable Tensor gamma, @Nullable Tensor beta, double epsilon, boolean rmsScaling) {

        void apply(Tensor x, int xOffset, Tensor y, int yOffset) {
            double mean = mean(x, xOffset);
            double inverse = inverse(x, xOffset, mean);
            double shift = rmsScaling ? 0 : mean;
            for (int i = 0; i < width; i++) {
                double value = (x.getAt(xOffset + i) - shift) * inverse * gammaAt(i);
                y.setAt(yOffset + i, beta == null ? value : value + beta.getAt(i));
            }
        }

        /** With u = dy ∘ gamma and n elements: dx = (u − Σu/n − x̂ Σ(u ∘ x̂)/n) / σ; scaling alone has no second term. */
        void gradient(Tensor x, Tensor dy, Tensor dx, int offset, @Nullable Tensor dGamma, @Nullable Tensor dBeta) {
            double mean = mean(x, offset);
            double inverse = inverse(x, offset, mean);
            double shift = rmsScaling ? 0 : mean;
            double sum = 0;
            double product = 0;
            for (int i = 0; i < width; i++) {
                double u = dy.getAt(offset + i) * gammaAt(i);
                double normalized = (x.getAt(offset + i) - shift) * inverse;
                sum += u;
                product += u * normalized;
                if (dGamma != null) {
                    dGamma.setAt(i, dGamma.getAt(i) + dy.getAt(offset + i) * normalized);
                }
                if (dBeta != null) {
                    dBeta.setAt(i, dBeta.getAt(i) + dy.getAt(offset + i));
                }
            }
            for (int i = 0; i < width; i++) {
                double u = dy.getAt(offset + i) * gammaAt(i);
                double centered = (x.getAt(offset + i) - mean) * inverse;
                dx.setAt(offset + i, inverse * (u - (rmsScaling ? 0 : sum / width) - centered * product / width));
            }
        }

        private double mean(Tensor x, int offset) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += x.getAt(offset + i);
            }
            return sum / width;
        }

        /** 1 / √(variance + epsilon). */
        private double inverse(Tensor x, int offset, double mean) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                double difference = x.getAt(offset + i) - mean;
                squares += difference * difference;
            }
            return 1 / Math.sqrt(squares / width + epsilon);
        }

        private double gammaAt(int i) {
            return gamma == null ? 1 : gamma.getAt(i);
        }
    }

    /** One event at a time, over its last axis. */
    @Override
    public Stepper stepper() {
        Shape builtFor = builtShape();
        int[] own = axes(builtFor);
        if (own.length != 1 || own[0] != builtFor.rank() - 1) {
            throw new UnsupportedOperationException(describe()
                    + ": only a normalization over the last axis can run step by step. Received: axis=" + axis + ".");
        }
        Row row = new Row(
                builtFor.dim(-1),
                gamma == null ? null : gamma.value().copy(),
                beta == null ? null : beta.value().copy(),
                epsilon,
                rmsScaling);
        String signature = Stepper.signature(
                "layer_normalization", row.width, epsilon, row.gamma != null, row.beta != null, rmsScaling);
        return new RowStepper(signature, row.width, row.width, row::apply);
    }
}
