package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies one layer to every time step of a sequence, with the same weights ({@code keras.layers.TimeDistributed}).
 *
 * <pre>  (batch, timesteps, …) → (batch · timesteps, …) → layer → (batch · timesteps, …) → (batch, timesteps, …) </pre>
 *
 * <p>Time is folded into the batch, as Keras 2 does when it does not know the batch size; Keras 3 calls the layer step by
 * step. Most layers treat each row alone and give the same. The others differ: a {@link BatchNormalization} inside takes
 * its statistics over all steps at once and moves them once per batch, an activity regularizer inside is divided by
 * {@code batch · timesteps} and counted once, and a stateful layer inside keeps a state for every step of every row rather
 * than one that goes from step to step.
 *
 * <p>Masks are those of Keras 2: the layer inside gets the folded mask where it fits its input (one axis less), and what it
 * makes of it, or makes by itself as {@link Masking} and {@link Embedding} do, is unfolded. If it makes none, the mask
 * that came in goes on, reduced to (batch, timesteps): a step is used if anything in it is.
 *
 * <p>Weights are those of the layer inside. Inference is as safe from many threads as that layer.
 *
 * @see <a href="https://keras.io/api/layers/recurrent_layers/time_distributed/">Keras: TimeDistributed</a>
 */
public final class TimeDistributed extends UnaryLayer {

    private final Layer layer;

    private TimeDistributed(PlainBuilder<TimeDistributed> builder, Layer layer) {
        super(builder);
        this.layer = layer;
    }

    /**
     * Applies a layer to every time step.
     *
     * @param layer a layer of one input, which belongs to this one from now on
     */
    public static TimeDistributed of(Layer layer) {
        return builder(layer).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<TimeDistributed> builder(Layer layer) {
        return new PlainBuilder<>(common -> new TimeDistributed(common, layer));
    }

    /** The layer that is applied to every time step. */
    public Layer layer() {
        return layer;
    }

    /** True: the layer inside sees each step alone, and carries nothing from one to the next. */
    @Override
    public boolean runsInChunks() {
        return true;
    }

    @Override
    public PlainBuilder<TimeDistributed> toBuilder() {
        return builder(layer.toBuilder().build()).common(this);
    }

    @Override
    protected List<Layer> sublayers() {
        return List.of(layer);
    }

    /** The layer inside converts. */
    @Override
    protected boolean autocast() {
        return false;
    }

    @Override
    protected void create(Shape shape, Generator generator) {
        layer.build(List.of(step(shape)), generator);
    }

    /** The shape of one time step of each sequence: without axis 1. */
    private Shape step(Shape shape) {
        if (shape.rank() < 3) {
            throw new IllegalArgumentException(describe()
                    + ": input must have rank 3 or more, (batch, timesteps, ...). Received: shape=" + shape + ".");
        }
        return without(shape, 1);
    }

    private static Shape without(Shape shape, int axis) {
        int[] dimensions = new int[shape.rank() - 1];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = shape.dim(i < axis ? i : i + 1);
        }
        return Shape.of(dimensions);
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return computeOutputShapes(List.of(shape)).get(0);
    }

    @Override
    public List<Shape> computeOutputShapes(List<Shape> shapes) {
        Shape shape = shapes.get(0);
        return layer.computeOutputShapes(List.of(step(shape))).stream()
                .map(output -> unfolded(output, shape.dim(0), shape.dim(1)))
                .toList();
    }

    /** (rows, …) as (batch, timesteps, …). */
    private static Shape unfolded(Shape shape, int batch, int timesteps) {
        int[] dimensions = new int[shape.rank() + 1];
        dimensions[0] = batch;
        dimensions[1] = timesteps;
        for (int axis = 1; axis < shape.rank(); axis++) {
            dimensions[axis + 1] = shape.dim(axis);
        }
        return Shape.of(dimensions);
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int batch = input.dim(0);
        int timesteps = input.dim(1);
        Tensor folded = input.reshape(step(input.shape()).with(0, batch * timesteps));
        Mask mask = checked(call.mask(), batch, timesteps);
        Mask foldedMask = mask == null || mask.shape().rank() != input.shape().rank() - 1
                ? null
                : mask.reshape(without(mask.shape(), 1).with(0, batch * timesteps));
        Pass pass = layer.apply(List.of(folded), call.withMask(foldedMask).carryingNothing());
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor output : pass.outputs()) {
            outputs.add(output.reshape(unfolded(output.shape(), batch, timesteps)));
        }
        Mask made = pass.mask();
        Mask result = made == null
                ? mask == null ? null : anyBeyondTime(mask)
                : made.reshape(unfolded(made.shape(), batch, timesteps));
        if (!call.recording()) {
            return Pass.of(outputs).withMask(result);
        }
        return Pass.of(outputs, (dOutputs, gradients, wanted) -> {
                    List<@Nullable Tensor> dFolded = new ArrayList<@Nullable Tensor>();
                    for (int i = 0; i < dOutputs.size(); i++) {
                        Tensor dOutput = dOutputs.get(i);
                        dFolded.add(
                                dOutput == null
                                        ? null
                                        : dOutput.reshape(pass.outputs().get(i).shape()));
                    }
                    List<@Nullable Tensor> back = new ArrayList<@Nullable Tensor>();
                    for (Tensor dInput : pass.backward(dFolded, gradients, wanted)) {
                        back.add(dInput == null ? null : dInput.reshape(input.shape()));
                    }
                    return back;
                })
                .withMask(result);
    }

    private @Nullable Mask checked(@Nullable Mask mask, int batch, int timesteps) {
        if (mask != null && (mask.shape().rank() < 2 || mask.batch() != batch || mask.timesteps() != timesteps)) {
            throw new IllegalArgumentException(describe() + ": mask must have shape (batch, timesteps, ...) = (" + batch
                    + ", " + timesteps + ", ...). Received: shape=" + mask.shape() + ".");
        }
        return mask;
    }

    private static Mask anyBeyondTime(Mask mask) {
        boolean[] used = new boolean[mask.batch() * mask.timesteps()];
        int size = used.length == 0 ? 0 : (int) (mask.shape().size() / used.length);
        for (int i = 0; i < used.length * size; i++) {
            used[i / size] |= mask.usedAt(i);
        }
        return Mask.of(Shape.of(mask.batch(), mask.timesteps()), used);
    }

    /** The step of the layer inside, where that looks at one step alone. */
    @Override
    public Stepper stepper() {
        return inside(false).stepper();
    }

    @Override
    public StreamNode streamNode(List<StreamEvents> inputs) {
        boolean masked = inputs.get(0).masked();
        StreamNode inside = inside(masked);
        List<StreamNode.Output> outputs = new ArrayList<>();
        for (StreamNode.Output output : inside.outputs()) {
            // As in the forward pass: a mask that came in goes on with the first output if the layer inside makes none.
            int own = outputs.isEmpty() && masked && output.mask() == StreamNode.NO_MASK ? 0 : output.mask();
            outputs.add(new StreamNode.Output(output.size(), true, own));
        }
        return new StreamNode(inside.stepper(), inside.readsMasks(), outputs);
    }

    private StreamNode inside(boolean masked) {
        Shape builtFor = builtShape();
        if (builtFor.rank() != 3) {
            throw new UnsupportedOperationException(describe() + ": only a layer over steps of shape (batch, features)"
                    + " can run step by step. Received: built for " + builtFor + ".");
        }
        return layer.streamNode(List.of(new StreamEvents(builtFor.dim(-1), false, masked)));
    }
}
