package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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

    /** Stands for "no first values" on its way through {@link #create} to {@link #addWeight}; nothing is drawn from it. */
    private static final Generator NO_VALUES = new Generator(0);

    private final DType dtype;
    private final @Nullable Regularizer activityRegularizer;
    private final List<Parameter> parameters = new ArrayList<>();
    private volatile @Nullable Shape inputShape;
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
     * @param shape the input's shape with the batch axis; axes may be unknown
     * @param generator where initializers without a seed of their own draw from
     */
    protected void create(Shape shape, Generator generator) {}

    /**
     * Computes the outputs and the way back.
     *
     * @param inputs the inputs, of this layer's element type
     * @param call what belongs to this pass
     */
    protected abstract Pass forward(List<Tensor> inputs, Call call);

    /**
     * The shape of the first output for a given shape of the first input.
     *
     * @param shape with the batch axis; axes may be unknown
     */
    public abstract Shape computeOutputShape(Shape shape);

    /** The mask of the outputs for a given mask of the inputs; by default the same. */
    public @Nullable Mask computeMask(@Nullable Mask mask) {
        return mask;
    }

    /**
     * This layer as one step of a stream: one event in, one event out, state outside. Shares the weights as they are now.
     *
     * @throws UnsupportedOperationException if the layer needs more than the events so far; the message says why
     */
    public Stepper stepper() {
        throw new UnsupportedOperationException(describe() + ": this layer cannot run step by step.");
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
        build(shape, defaultGenerator());
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
    public final synchronized void build(Shape shape, Generator generator) {
        if (inputShape == null) {
            create(shape, generator);
            inputShape = shape;
        }
    }

    /**
     * Makes the weights for inputs of this shape as zeros, without asking their initializers: for a caller that fills
     * them next, as a file loader does. Does nothing if they exist.
     *
     * @param shape with the batch axis; axes that do not matter may be {@link Shape#UNKNOWN}
     */
    public final void buildToBeFilled(Shape shape) {
        build(shape, NO_VALUES);
    }

    /** Whether the weights exist. */
    public final boolean built() {
        return inputShape != null;
    }

    /** The shape that the layer was built for, or null before. */
    public final @Nullable Shape inputShape() {
        return inputShape;
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
        Parameter parameter = new Parameter(
                name,
                generator == NO_VALUES
                        ? Tensor.zeros(dtype, shape)
                        : spec.initializer().initialize(shape, dtype, generator),
                trainable,
                spec.regularizer(),
                spec.constraint());
        parameters.add(parameter);
        return parameter;
    }

    // ---- calling ----------------------------------------------------------------------------------------------------

    /**
     * Runs the layer: builds it if need be, converts the inputs to its element type, computes, and adds the activity
     * penalty to the loss.
     *
     * @param inputs the inputs; most layers take one
     * @param call what belongs to this pass
     */
    public final Pass apply(List<Tensor> inputs, Call call) {
        List<Tensor> cast = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            cast.add(input.cast(dtype));
        }
        if (!built()) {
            build(cast.get(0).shape());
        }
        Pass pass = forward(cast, call);
        Regularizer regularizer = activityRegularizer;
        return regularizer == null || !call.addsLosses() ? pass : penalised(pass, regularizer, call);
    }

    /** Adds the penalty on the outputs, per sample as in Keras: the regularizer's number divided by the batch size. */
    private static Pass penalised(Pass pass, Regularizer regularizer, Call call) {
        for (Tensor output : pass.outputs()) {
            call.addLoss(regularizer.penalty(output) / samples(output));
        }
        if (!call.recording()) {
            return Pass.of(pass.outputs());
        }
        return Pass.of(pass.outputs(), (dOutputs, gradients) -> {
            List<@Nullable Tensor> total = new ArrayList<>();
            for (int i = 0; i < dOutputs.size(); i++) {
                Tensor output = pass.outputs().get(i);
                Tensor given = dOutputs.get(i);
                Tensor gradient = Tensor.zeros(output.dtype(), output.shape());
                regularizer.addGradient(output, gradient);
                for (int j = 0; j < gradient.size(); j++) {
                    gradient.setAt(j, gradient.getAt(j) / samples(output) + (given == null ? 0 : given.getAt(j)));
                }
                total.add(gradient);
            }
            return pass.backward(total, gradients);
        });
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

    /** All weights in Keras's order: this layer's own, trainable ones first, then those of the layers inside. */
    public final List<Parameter> weights() {
        List<Parameter> all = new ArrayList<>(ownWeights());
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
        List<Parameter> all = new ArrayList<>();
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

    /** The number of numbers in all weights. */
    public final long countParams() {
        return weights().stream().mapToLong(weight -> weight.value().size()).sum();
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
        Shape builtFor = inputShape;
        if (builtFor != null && builtFor.dim(-1) != input.dim(-1)) {
            throw new IllegalArgumentException(describe() + ": input must have " + builtFor.dim(-1) + " "
                    + axes[axes.length - 1] + " on its last axis, as when the layer was built. Received: shape="
                    + input.shape() + ".");
        }
    }
}
