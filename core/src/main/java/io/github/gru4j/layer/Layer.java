package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.random.ToBeFilled;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module that turns tensors into tensors and can walk back ({@code keras.layers.Layer}).
 *
 * <p>A subclass says how its weights are made ({@link #create}) and what it computes ({@link #forward}, whose
 * {@link Pass} carries the backward pass). A layer is built when the shape of its input is known: by {@link #build}, or
 * by the first tensor that arrives.
 *
 * <p>Thread-safety: once built, inference from many threads is safe. Training, assigning weights and
 * {@link #setTrainable} are not.
 */
public abstract class Layer extends Module {

    private static final Mask ONE_STEP = Mask.of(new boolean[][] {{true}});

    private final DType dtype;
    private final @Nullable Regularizer activityRegularizer;
    private final List<Parameter> parameters = new ArrayList<>();
    private volatile @Nullable List<Shape> inputShapes;
    private boolean trainable;

    /** The arguments that every Keras layer takes; each method returns the builder. */
    @SuppressWarnings("unchecked")
    public abstract static class Builder<B extends Builder<B>> {
        private @Nullable String name;
        private boolean trainable = true;
        private DType dtype = DType.FLOAT32;
        private @Nullable Regularizer activityRegularizer;

        /** For subclasses. */
        protected Builder() {}

        /**
         * Takes over the common arguments of a layer, for {@link Layer#toBuilder}. A default name stays a default.
         *
         * @param layer the layer
         */
        protected B common(Layer layer) {
            name = layer.hasDefaultName() ? null : layer.name();
            trainable = layer.trainable;
            dtype = layer.dtype;
            activityRegularizer = layer.activityRegularizer;
            return (B) this;
        }

        /** The layer. */
        public abstract Layer build();

        /** The layer's name; by default the class name in snake case, made unique by the model. */
        public B name(@Nullable String newName) {
            name = newName;
            return (B) this;
        }

        /** Whether training changes the layer's weights; true by default. */
        public B trainable(boolean newTrainable) {
            trainable = newTrainable;
            return (B) this;
        }

        /** The element type of weights and computation; float32 by default. */
        public B dtype(DType newDType) {
            dtype = newDType;
            return (B) this;
        }

        /** Adds a penalty on the layer's output to the loss; none by default. */
        public B activityRegularizer(@Nullable Regularizer regularizer) {
            activityRegularizer = regularizer;
            return (B) this;
        }
    }

    /**
     * A layer without a builder, as a user's own may be.
     *
     * @param name its name, or null for the class name in snake case
     * @param dtype the element type of weights and computation
     */
    protected Layer(@Nullable String name, DType dtype) {
        super(name);
        this.trainable = true;
        this.dtype = dtype;
        this.activityRegularizer = null;
    }

    /** A layer with the common arguments of its builder. */
    protected Layer(Builder<?> builder) {
        super(builder.name);
        this.trainable = builder.trainable;
        this.dtype = builder.dtype;
        this.activityRegularizer = builder.activityRegularizer;
    }

    // ---- what a subclass says ---------------------------------------------------------------------------------------

    /**
     * Makes the weights, with {@link #addWeight}. Called once, when the input's shape is known.
     *
     * @param shape the shape of the first input with the batch axis; axes may be unknown
     * @param generator where initializers without a seed of their own draw from
     */
    protected void create(Shape shape, Generator generator) {}

    /**
     * Makes the weights of a layer with several inputs; by default as for the first.
     *
     * @param shapes the shapes of the inputs with the batch axis; axes may be unknown
     * @param generator where initializers without a seed of their own draw from
     */
    protected void create(List<Shape> shapes, Generator generator) {
        create(shapes.get(0), generator);
    }

    /**
     * Whether {@link #apply} converts the inputs to this layer's element type; true unless a subclass says otherwise. Not
     * so a layer that passes them on to layers which convert for themselves, nor one that reads them as integers, which
     * float32 holds exactly only up to 2^24. Such a layer gets its inputs as the caller gave them.
     */
    protected boolean autocast() {
        return true;
    }

    /**
     * Computes the outputs and the way back.
     *
     * @param inputs the inputs, of this layer's element type unless {@link #autocast} is false; they are the caller's, who
     *     may overwrite them after the way back, so that a layer copies what it keeps for another pass
     * @param call what belongs to this pass
     */
    protected abstract Pass forward(List<Tensor> inputs, Call call);

    /**
     * The shape of the first output for a given shape of the first input.
     *
     * @param shape with the batch axis; axes may be unknown
     */
    public abstract Shape computeOutputShape(Shape shape);

    /**
     * The shapes of all outputs for given shapes of the inputs; by default one output.
     *
     * @param shapes with the batch axis; axes may be unknown
     */
    public List<Shape> computeOutputShapes(List<Shape> shapes) {
        return List.of(computeOutputShape(shapes.get(0)));
    }

    /**
     * The mask of the first output for a given mask of the first input; by default the same, and none for other outputs. A
     * layer whose masks depend on values or on several inputs says them in {@code forward}, with {@link Pass#withMasks}.
     *
     * <p>Where a masked tensor of a graph goes in, the layer is also asked when the graph is made, with a mask of one step.
     */
    public @Nullable Mask computeMask(@Nullable Mask mask) {
        return mask;
    }

    /**
     * Whether in inference a row of the outputs depends on more than that row of the inputs: on other rows of the batch, its
     * place in it, or calls before. False unless a subclass says otherwise; what layers inside say does not count here. A
     * model that may use several threads ({@code Model.setThreads}) cuts no batch on its way through such a layer.
     */
    public boolean mixesRows() {
        return false;
    }

    /**
     * Whether in training a row of the outputs depends on more than that row of the inputs; by default as in inference. A
     * layer that takes statistics of its batch says so here. Training by slices of a batch ({@code FitOptions.threads})
     * refuses such a layer.
     */
    public boolean mixesRowsInTraining() {
        return mixesRows();
    }

    /**
     * Whether a sequence (batch, timesteps, …) may go through this layer chunk after chunk: each step of the outputs depends
     * on that step of the inputs alone, and on what the layer carries from step to step and keeps in
     * {@link Call#carried}. False unless a subclass says otherwise; truncated training ({@code FitOptions.truncatedSteps})
     * refuses such a layer.
     */
    public boolean runsInChunks() {
        return false;
    }

    /** Whether this is the last axis of an input (batch, timesteps, …, features) that the layer was built for. */
    final boolean isFeatureAxis(int axis) {
        Shape builtFor = inputShape();
        return builtFor != null && builtFor.rank() > 2 && (axis == -1 || axis == builtFor.rank() - 1);
    }

    /**
     * A builder with the arguments of this layer: {@code toBuilder().build()} is a new layer of the same configuration,
     * without its weights (Keras's {@code from_config(get_config())}).
     *
     * @throws UnsupportedOperationException if the class does not say how it is built
     */
    public Builder<?> toBuilder() {
        throw new UnsupportedOperationException(
                describe() + ": this layer cannot be built anew. Override toBuilder() in its class.");
    }

    /**
     * This layer as one step of a stream: one event in, one event out, state outside. Shares the weights as they are now.
     *
     * @throws UnsupportedOperationException if the layer needs more than the events so far; the message says why
     */
    public Stepper stepper() {
        throw new UnsupportedOperationException(describe() + ": this layer cannot run step by step.");
    }

    /**
     * This layer at its place in a streaming model, where events may be masked or come from several layers. By default
     * {@link #stepper}, for a layer that takes one tensor and looks at no mask; a mask goes on as {@link #computeMask} says.
     *
     * @param inputs what comes in with every event
     * @throws UnsupportedOperationException if the layer needs more than the events so far; the message says why
     */
    public StreamNode streamNode(List<StreamEvents> inputs) {
        if (inputs.size() != 1) {
            throw new UnsupportedOperationException(
                    describe() + ": a layer of several tensors cannot run step by step unless its class says how."
                            + " Override streamNode().");
        }
        StreamEvents in = inputs.get(0);
        Stepper stepper = stepper();
        if (stepper.inputSize() != in.size()) {
            throw new UnsupportedOperationException(describe() + ": a layer that takes " + stepper.inputSize()
                    + " numbers of each event cannot run step by step where " + in.size() + " come in.");
        }
        boolean masked = in.masked() && computeMask(ONE_STEP) != null;
        int mask = masked ? 0 : StreamNode.NO_MASK;
        return StreamNode.of(stepper, false, stepper.outputSize(), in.sequence(), mask);
    }

    /** The layers that this one holds directly. */
    protected List<Layer> sublayers() {
        return List.of();
    }

    @Override
    protected final List<Layer> children() {
        return sublayers();
    }

    // ---- building ---------------------------------------------------------------------------------------------------

    /**
     * Makes the weights for inputs of this shape. Initializers without a seed draw from a stream seeded by the layer's
     * name, so the result is the same every time.
     *
     * @param shape with the batch axis; axes that do not matter may be {@link Shape#UNKNOWN}
     */
    public final void build(Shape shape) {
        build(List.of(shape));
    }

    /**
     * Makes the weights for several inputs; see {@link #build(Shape)}.
     *
     * @param shapes one per input, with the batch axis
     */
    public final void build(List<Shape> shapes) {
        build(shapes, defaultGenerator());
    }

    /** Where {@link #build(Shape)} and a first input draw first values from: by default a stream seeded by the name. */
    protected Generator defaultGenerator() {
        return new Generator(name().hashCode());
    }

    /**
     * Makes the weights for inputs of this shape; does nothing if they exist.
     *
     * @param shape with the batch axis; axes that do not matter may be {@link Shape#UNKNOWN}
     * @param generator where initializers without a seed of their own draw from
     */
    public final void build(Shape shape, Generator generator) {
        build(List.of(shape), generator);
    }

    /**
     * Makes the weights for several inputs; does nothing if they exist.
     *
     * @param shapes one per input, with the batch axis; axes that do not matter may be {@link Shape#UNKNOWN}
     * @param generator where initializers without a seed of their own draw from
     */
    public final synchronized void build(List<Shape> shapes, Generator generator) {
        if (inputShapes == null) {
            try {
                create(shapes, generator);
            } catch (RuntimeException e) {
                parameters.clear(); // so that another attempt starts from nothing
                throw e;
            }
            inputShapes = List.copyOf(shapes);
        }
    }

    /**
     * Makes the weights for inputs of these shapes as zeros, without asking their initializers: for a caller that fills
     * them next, as a file loader does. Does nothing if they exist.
     *
     * @param shapes one per input, with the batch axis; axes that do not matter may be {@link Shape#UNKNOWN}
     */
    public final void buildToBeFilled(Shape... shapes) {
        build(List.of(shapes), new ToBeFilled((shape, dtype) -> {}));
    }

    /** Whether the weights exist. */
    public final boolean built() {
        return inputShapes != null;
    }

    /** The shape of the first input that the layer was built for, or null before. */
    public final @Nullable Shape inputShape() {
        List<Shape> shapes = inputShapes;
        return shapes == null ? null : shapes.get(0);
    }

    /** The shapes of the inputs that the layer was built for, or null before. */
    public final @Nullable List<Shape> inputShapes() {
        return inputShapes;
    }

    /**
     * Adds a weight; for {@link #create}.
     *
     * @param name Keras's name for it
     * @param shape its shape
     * @param spec how it starts and what holds it in check
     * @param trainable whether training may change it
     * @param generator as given to {@link #create}
     */
    protected final Parameter addWeight(
            String name, Shape shape, WeightSpec spec, boolean trainable, Generator generator) {
        Tensor first;
        if (generator instanceof ToBeFilled later) {
            later.take(shape, dtype);
            first = Tensor.zeros(dtype, shape);
        } else {
            first = spec.initializer().initialize(shape, dtype, generator);
        }
        Parameter parameter = new Parameter(name, first, trainable, spec.regularizer(), spec.constraint());
        parameters.add(parameter);
        return parameter;
    }

    // ---- in a graph -------------------------------------------------------------------------------------------------

    /**
     * Uses this layer in a graph and gives its first output ({@code layer(x)} in Keras's functional API). Nothing is
     * computed and nothing built until a model is made of the graph.
     *
     * @param inputs what the layer takes; for a recurrent layer initial states and constants may follow
     */
    public final KerasTensor connect(KerasTensor... inputs) {
        return connect(List.of(inputs)).get(0);
    }

    /**
     * Uses this layer in a graph and gives all its outputs; see {@link #connect(KerasTensor...)}.
     *
     * @param inputs what the layer takes
     */
    public final List<KerasTensor> connect(List<KerasTensor> inputs) {
        return connect(inputs, false);
    }

    /**
     * As {@link #connect(List)}, for a recurrent layer with initial states whose masked steps are to be skipped all the same:
     * in Keras 3 a call with {@code mask=} beside {@code initial_state=}, in Keras 2 every call. Of other layers the same
     * as {@link #connect(List)}.
     *
     * @param inputs what the layer takes
     */
    public final List<KerasTensor> connectMasked(List<KerasTensor> inputs) {
        return connect(inputs, !heedsMask(inputs.size()));
    }

    private List<KerasTensor> connect(List<KerasTensor> inputs, boolean namesMask) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException(describe() + ": inputs must hold at least one tensor. Received: none.");
        }
        List<Shape> shapes = inputs.stream().map(KerasTensor::shape).toList();
        return new KerasTensor.Use(this, inputs, computeOutputShapes(shapes), namesMask).outputs();
    }

    /**
     * Whether the masks of the inputs count in a call with so many tensors that a graph holds; true but for a recurrent
     * layer with initial states ({@link #connectMasked}).
     */
    protected boolean heedsMask(int tensors) {
        return true;
    }

    /** Keras's name of the element type of an output in a graph; that of the layer. */
    protected String outputDType(int output) {
        return dtype.kerasName();
    }

    // ---- calling ----------------------------------------------------------------------------------------------------

    /**
     * Runs the layer: builds it if need be, converts the inputs to its element type ({@link #autocast}), computes, adds the
     * activity penalty to the loss and says the masks of the outputs.
     *
     * @param inputs the inputs; most layers take one
     * @param call what belongs to this pass
     */
    public final Pass apply(List<Tensor> inputs, Call call) {
        List<Tensor> cast = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            cast.add(autocast() ? input.cast(dtype) : input);
        }
        if (!built()) {
            build(cast.stream().map(Tensor::shape).toList());
        }
        Pass pass = forward(cast, call);
        Regularizer regularizer = activityRegularizer;
        Pass result = regularizer == null || !call.addsLosses() ? pass : penalised(pass, regularizer, call);
        if (call.recording() && !cast.equals(inputs)) {
            result = castingBack(result, inputs);
        }
        if (pass.hasMasks()) {
            return result.withMasks(pass.masks());
        }
        Mask mask = call.mask() == null ? null : computeMask(call.mask());
        return mask == null ? result : result.withMask(mask);
    }

    /** Adds the penalty on the outputs, per sample as in Keras: the regularizer's number divided by the batch size. */
    private Pass penalised(Pass pass, Regularizer regularizer, Call call) {
        addActivityLosses(pass.outputs(), call);
        if (!call.recording()) {
            return Pass.of(pass.outputs()).withLogits(pass.logits());
        }
        Pass penalised = Pass.of(pass.outputs(), (dOutputs, gradients, wanted) -> {
            List<@Nullable Tensor> total = new ArrayList<>(dOutputs);
            for (int i = 0; i < pass.outputs().size(); i++) {
                Tensor output = pass.outputs().get(i);
                Tensor given = dOutputs.get(i);
                Tensor gradient = Tensor.zeros(output.dtype(), output.shape());
                regularizer.addGradient(output, gradient);
                for (int j = 0; j < gradient.size(); j++) {
                    gradient.setAt(j, gradient.getAt(j) / samples(output) + (given == null ? 0 : given.getAt(j)));
                }
                total.set(i, gradient);
            }
            return pass.backward(total, gradients, wanted);
        });
        return penalised.withLogits(pass.logits());
    }

    /**
     * Adds the penalty on these outputs to the loss, if the layer has one and the call wants it; for a subclass that computes
     * outputs past {@link #apply}.
     *
     * @param outputs what the layer shows
     * @param call what belongs to this pass
     */
    protected final void addActivityLosses(List<Tensor> outputs, Call call) {
        Regularizer regularizer = activityRegularizer;
        if (regularizer != null && call.addsLosses()) {
            for (Tensor output : outputs) {
                call.addLoss(this, regularizer.penalty(output) / samples(output));
            }
        }
    }

    /** A pass whose gradients have the element types of the inputs as they came, for the layer that made them. */
    private static Pass castingBack(Pass pass, List<Tensor> inputs) {
        List<DType> dtypes = inputs.stream().map(Tensor::dtype).toList();
        return Pass.of(pass.outputs(), (dOutputs, gradients, wanted) -> {
                    List<@Nullable Tensor> back = new ArrayList<>(pass.backward(dOutputs, gradients, wanted));
                    for (int i = 0; i < back.size(); i++) {
                        Tensor gradient = back.get(i);
                        back.set(i, gradient == null ? null : gradient.cast(dtypes.get(i)));
                    }
                    return back;
                })
                .withLogits(pass.logits());
    }

    private static int samples(Tensor output) {
        return output.shape().rank() == 0 ? 1 : Math.max(1, output.dim(0));
    }

    // ---- configuration and weights ----------------------------------------------------------------------------------

    /** The element type of weights and computation. */
    public final DType dtype() {
        return dtype;
    }

    /** The penalty on the layer's output, or null. */
    public final @Nullable Regularizer activityRegularizer() {
        return activityRegularizer;
    }

    /** Whether training changes the weights. */
    public final boolean trainable() {
        return trainable;
    }

    /** Freezes or unfreezes this layer and every layer inside it. */
    public final void setTrainable(boolean newTrainable) {
        trainable = newTrainable;
        sublayers().forEach(layer -> layer.setTrainable(newTrainable));
    }

    /** All weights in Keras's order, each once: this layer's own, trainable ones first, then those of the layers inside. */
    public final List<Parameter> weights() {
        Set<Parameter> all = new LinkedHashSet<>(ownWeights()); // a layer may be held twice
        sublayers().forEach(layer -> all.addAll(layer.weights()));
        return List.copyOf(all);
    }

    /** This layer's own weights without those of the layers inside, trainable ones first. */
    public final List<Parameter> ownWeights() {
        List<Parameter> own = new ArrayList<>();
        parameters.stream().filter(Parameter::trainable).forEach(own::add);
        parameters.stream().filter(parameter -> !parameter.trainable()).forEach(own::add);
        return own;
    }

    /** The weights that training changes: none of a frozen layer, whatever the layers inside say. */
    public final List<Parameter> trainableWeights() {
        if (!trainable) {
            return List.of();
        }
        Set<Parameter> all = new LinkedHashSet<>();
        parameters.stream().filter(Parameter::trainable).forEach(all::add);
        sublayers().forEach(layer -> all.addAll(layer.trainableWeights()));
        return List.copyOf(all);
    }

    /** The weights that training does not change. */
    public final List<Parameter> nonTrainableWeights() {
        List<Parameter> all = new ArrayList<>(weights());
        all.removeAll(trainableWeights());
        return List.copyOf(all);
    }

    /** Copies of all weights, in the order of {@link #weights}. */
    public final List<Tensor> getWeights() {
        return weights().stream().map(parameter -> parameter.value().copy()).toList();
    }

    /**
     * Overwrites all weights; none is changed unless all fit.
     *
     * @param values one tensor per weight, in the order of {@link #weights}
     */
    public final void setWeights(List<Tensor> values) {
        List<Parameter> weights = weights();
        if (values.size() != weights.size()) {
            throw new IllegalArgumentException(describe() + ": weights must be a list of " + weights.size()
                    + " tensors, one per weight. Received: " + values.size() + " tensors.");
        }
        for (int i = 0; i < weights.size(); i++) {
            Parameter weight = weights.get(i);
            if (!weight.shape().equals(values.get(i).shape())) {
                throw new IllegalArgumentException(describe() + ": weight " + i + ", " + weight.name()
                        + ", must have shape " + weight.shape() + ". Received: shape="
                        + values.get(i).shape() + ".");
            }
        }
        for (int i = 0; i < weights.size(); i++) {
            weights.get(i).assign(values.get(i));
        }
    }

    /**
     * Every number that belongs to the loss beside the loss function's own, in Keras's order ({@code layer.losses}): what
     * this layer and then those inside added during a call (activity penalties and {@link Call#addLoss}), then the penalty
     * of each weight that training changes.
     *
     * @param call the call in which the layer ran
     */
    public final List<Double> losses(Call call) {
        List<Double> all = new ArrayList<>(call.losses(this));
        insideInKerassOrder().forEach(layer -> all.addAll(call.losses(layer)));
        for (Parameter weight : trainableWeights()) {
            Regularizer regularizer = weight.regularizer();
            if (regularizer != null) {
                all.add(regularizer.penalty(weight.value()));
            }
        }
        return List.copyOf(all);
    }

    /**
     * The layers inside, each once, as Keras lists them for their losses: each before what it holds, and what a layer inside
     * holds from the last to the first ({@code keras/src/layers/layer.py}, {@code _flatten_layers}).
     */
    private Set<Layer> insideInKerassOrder() {
        Set<Layer> seen = new LinkedHashSet<>();
        Deque<Layer> next = new ArrayDeque<>(sublayers());
        while (!next.isEmpty()) {
            Layer layer = next.pop();
            if (seen.add(layer)) {
                layer.sublayers().forEach(next::push);
            }
        }
        return seen;
    }

    /** The number of numbers in all weights. */
    public final long countParams() {
        return weights().stream().mapToLong(weight -> weight.value().size()).sum();
    }

    /**
     * The shape of the first input that the layer was built for; for {@link #stepper}.
     *
     * @throws IllegalStateException if the layer is not built
     */
    protected final Shape builtShape() {
        Shape shape = inputShape();
        if (shape == null) {
            throw new IllegalStateException(describe() + ": the layer must be built before it can step.");
        }
        return shape;
    }

    /** The shapes of all inputs that the layer was built for; see {@link #builtShape}. */
    protected final List<Shape> builtShapes() {
        builtShape();
        List<Shape> shapes = inputShapes;
        return shapes == null ? List.of() : shapes;
    }

    /** How errors name this layer: {@code GRU 'gru'}. */
    protected final String describe() {
        return className() + " '" + name() + "'";
    }

    /**
     * Checks the rank and the last axis of an input against what the layer was built for.
     *
     * @param input the tensor
     * @param axes what the axes mean, in order: {@code "batch", "timesteps", "features"}
     */
    protected final void checkInput(Tensor input, String... axes) {
        if (input.shape().rank() != axes.length) {
            throw new IllegalArgumentException(describe() + ": input must have rank " + axes.length + " ("
                    + String.join(", ", axes) + "). Received: shape=" + input.shape() + ".");
        }
        Shape builtFor = inputShape();
        if (builtFor != null && builtFor.dim(-1) != input.dim(-1)) {
            throw new IllegalArgumentException(describe() + ": input must have " + builtFor.dim(-1) + " "
                    + axes[axes.length - 1] + " on its last axis, as when the layer was built. Received: shape="
                    + input.shape() + ".");
        }
    }
}
