package io.github.gru4j.layer;

import io.github.gru4j.constraint.Constraint;
import io.github.gru4j.initializer.Initializer;
import io.github.gru4j.initializer.RandomUniform;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns ids into rows of a table that is learned ({@code keras.layers.Embedding}).
 *
 * <pre>  (batch, timesteps) ids → (batch, timesteps, outputDim) </pre>
 *
 * <p>Ids are numbers of a tensor: integers from 0 to {@code inputDim - 1}. The input is read as the caller gave it, not
 * converted to the layer's element type; float32 tells integers apart up to 2^24, so larger ids must come in a float64
 * tensor. With {@code maskZero}, id 0 is padding: such steps are masked, for the layers behind to leave out. A mask that
 * comes in is dropped, as in Keras.
 *
 * <p>Weights: embeddings {@code (inputDim, outputDim)}. The gradient of a row is the sum over its occurrences (Keras's
 * other backends; TensorFlow's optimizers see the occurrences one by one). The work of both passes grows with the number of
 * ids, not with the table. Inference is safe from many threads.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/embedding/">Keras: Embedding</a>
 */
public final class Embedding extends UnaryLayer {

    /** From here on float32 does not tell neighbouring integers apart. */
    private static final int INEXACT = 1 << 24;

    private final int inputDim;
    private final int outputDim;
    private final WeightSpec embeddingsSpec;
    private final boolean maskZero;
    private @Nullable Parameter embeddings; // (inputDim, outputDim)

    /** The arguments of {@link Embedding}, under Keras's names. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final int inputDim;
        private final int outputDim;
        private WeightSpec embeddingsSpec = WeightSpec.of(RandomUniform.of());
        private boolean maskZero;

        private Builder(int inputDim, int outputDim) {
            this.inputDim = inputDim;
            this.outputDim = outputDim;
        }

        /** How the table starts; uniform in [-0.05, 0.05] by default. */
        public Builder embeddingsInitializer(Initializer initializer) {
            embeddingsSpec = embeddingsSpec.withInitializer(initializer);
            return this;
        }

        /** A penalty on the table; none by default. */
        public Builder embeddingsRegularizer(@Nullable Regularizer regularizer) {
            embeddingsSpec = embeddingsSpec.withRegularizer(regularizer);
            return this;
        }

        /** A constraint on the table; none by default. */
        public Builder embeddingsConstraint(@Nullable Constraint constraint) {
            embeddingsSpec = embeddingsSpec.withConstraint(constraint);
            return this;
        }

        /** Whether id 0 is padding that the layers behind leave out; false by default. */
        public Builder maskZero(boolean newMaskZero) {
            maskZero = newMaskZero;
            return this;
        }

        /** The layer. */
        @Override
        public Embedding build() {
            return new Embedding(this);
        }
    }

    private Embedding(Builder builder) {
        super(builder);
        if (builder.inputDim <= 0) {
            throw new IllegalArgumentException(
                    "Embedding: inputDim must be a positive integer. Received: inputDim=" + builder.inputDim + ".");
        }
        if (builder.outputDim <= 0) {
            throw new IllegalArgumentException(
                    "Embedding: outputDim must be a positive integer. Received: outputDim=" + builder.outputDim + ".");
        }
        this.inputDim = builder.inputDim;
        this.outputDim = builder.outputDim;
        this.embeddingsSpec = builder.embeddingsSpec;
        this.maskZero = builder.maskZero;
    }

    /**
     * A layer with Keras's defaults: nothing is masked.
     *
     * @param inputDim the number of different ids; positive
     * @param outputDim the length of a row; positive
     */
    public static Embedding of(int inputDim, int outputDim) {
        return builder(inputDim, outputDim).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static Builder builder(int inputDim, int outputDim) {
        return new Builder(inputDim, outputDim);
    }

    /** The number of different ids. */
    public int inputDim() {
        return inputDim;
    }

    /** The length of a row. */
    public int outputDim() {
        return outputDim;
    }

    /** How the table starts and what holds it in check. */
    public WeightSpec embeddingsSpec() {
        return embeddingsSpec;
    }

    /** Whether id 0 is padding. */
    public boolean maskZero() {
        return maskZero;
    }

    /** (inputDim, outputDim). */
    public Parameter embeddings() {
        if (embeddings == null) {
            throw new IllegalStateException(describe() + ": weights exist once the layer is built. Call build(shape).");
        }
        return embeddings;
    }

    /** True: each step is treated alone. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public Builder toBuilder() {
        Builder builder = builder(inputDim, outputDim).common(this).maskZero(maskZero);
        builder.embeddingsSpec = embeddingsSpec;
        return builder;
    }

    @Override
    protected boolean autocast() {
        return false;
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        embeddings = addWeight("embeddings", Shape.of(inputDim, outputDim), embeddingsSpec, true, generator);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        int[] dimensions = Arrays.copyOf(shape.toArray(), shape.rank() + 1);
        dimensions[shape.rank()] = outputDim;
        return Shape.of(dimensions);
    }

    @Override
    public @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int[] ids = ids(input);
        Tensor table = embeddings().value();
        Tensor output = Tensor.zeros(dtype(), computeOutputShape(input.shape()));
        for (int i = 0; i < ids.length; i++) {
            Tensor.copyRange(table, ids[i] * outputDim, output, i * outputDim, outputDim);
        }
        Pass pass = Pass.of(List.of(output), (dOutputs, gradients) -> {
            Tensor dOutput = dOutputs.get(0);
            if (dOutput != null && gradients.wants(embeddings())) {
                Tensor dTable = gradients.of(embeddings());
                for (int i = 0; i < ids.length; i++) {
                    Elementwise.add(outputDim, dOutput, i * outputDim, dTable, ids[i] * outputDim);
                }
            }
            return Collections.singletonList(null); // ids have no gradient
        });
        return maskZero && input.shape().rank() > 0 ? pass.withMask(Mask.of(input)) : pass;
    }

    private int[] ids(Tensor input) {
        int[] ids = new int[input.size()];
        for (int i = 0; i < ids.length; i++) {
            double id = input.getAt(i);
            if (!(id >= 0 && id < inputDim && id == (int) id)) {
                throw new IllegalArgumentException(describe() + ": ids must be integers from 0 to " + (inputDim - 1)
                        + ", one less than inputDim. Received: " + shown(id) + " at position " + position(input, i)
                        + ".");
            }
            if (id >= INEXACT && input.dtype() == DType.FLOAT32) {
                throw new IllegalArgumentException(describe() + ": ids must be below 2^24 in a float32 tensor, which"
                        + " does not tell larger integers apart. Received: " + shown(id) + " at position "
                        + position(input, i) + ". Give the ids in a float64 tensor.");
            }
            ids[i] = (int) id;
        }
        return ids;
    }

    private static String shown(double id) {
        return id == Math.rint(id) && Math.abs(id) < 1e15 ? Long.toString((long) id) : Double.toString(id);
    }

    private static String position(Tensor input, int i) {
        int[] index = new int[input.shape().rank()];
        int rest = i;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % input.dim(axis);
            rest /= input.dim(axis);
        }
        return Arrays.toString(index);
    }

    /** One id in, its row out; {@link #streamNode} also says whether it is masked. */
    @Override
    public Stepper stepper() {
        MaskingStepper step = step();
        return new RowStepper(step.signature(), 1, outputDim, (x, xOffset, y, yOffset) -> {
            step.row().apply(x, xOffset, y, yOffset);
        });
    }

    @Override
    public StreamNode streamNode(List<StreamEvents> inputs) {
        return maskZero
                ? StreamNode.of(step(), false, outputDim, true, StreamNode.OWN_MASK)
                : StreamNode.of(stepper(), false, outputDim, true, StreamNode.NO_MASK);
    }

    private MaskingStepper step() {
        Shape builtFor = builtShape();
        if (builtFor.rank() != 2) {
            throw new UnsupportedOperationException(
                    describe() + ": only ids of shape (batch, timesteps) can run step by"
                            + " step, one id per event. Received: built for " + builtFor + ".");
        }
        if (inputDim > INEXACT) {
            throw new UnsupportedOperationException(describe() + ": ids must be below 2^24 to run step by step, for"
                    + " events are float32 numbers. Received: inputDim=" + inputDim + ".");
        }
        Tensor table = embeddings().value().copy();
        String signature = Stepper.signature("embedding", inputDim, outputDim, maskZero);
        return new MaskingStepper(signature, 1, outputDim, (x, xOffset, y, yOffset) -> {
            double id = x.getAt(xOffset);
            if (!(id >= 0 && id < inputDim && id == (int) id)) {
                throw new IllegalArgumentException(describe() + ": an event must be an integer from 0 to "
                        + (inputDim - 1) + ". Received: " + shown(id) + ".");
            }
            Tensor.copyRange(table, ((int) id) * outputDim, y, yOffset, outputDim);
            return id != 0;
        });
    }
}
