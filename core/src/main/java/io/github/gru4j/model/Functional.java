package io.github.gru4j.model;

import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.KerasTensor.Use;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.layer.StreamNode;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A graph of layers with any number of inputs and outputs ({@code keras.Model(inputs, outputs)}, in files
 * {@code Functional}). A layer that is used twice has its weights once.
 *
 * <pre>{@code
 * KerasTensor source = Input.of(10, 8).tensor();
 * KerasTensor target = Input.of(12, 6).tensor();
 * List<KerasTensor> encoded = GRU.builder(32).returnState(true).build().connect(List.of(source));
 * KerasTensor decoded = GRU.of(32).connect(target, encoded.get(1));
 * Functional model = Functional.of(List.of(source, target), List.of(Dense.of(3).connect(decoded)));
 * }</pre>
 *
 * <p>The weights are made at once. Masks pass along every edge. Thread-safety: as {@link Model}.
 *
 * @see <a href="https://keras.io/guides/functional_api/">Keras: the functional API</a>
 */
public final class Functional extends Model {

    private final List<KerasTensor> inputs; // of Input layers
    private final List<KerasTensor> outputs;
    private final List<Use> uses;
    private final List<Layer> layers;
    private final long seed;

    /** The arguments of {@link Functional}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final List<KerasTensor> inputs;
        private final List<KerasTensor> outputs;
        private long seed;

        private Builder(List<KerasTensor> inputs, List<KerasTensor> outputs) {
            this.inputs = List.copyOf(inputs);
            this.outputs = List.copyOf(outputs);
        }

        private Builder(Functional model, List<KerasTensor> inputs, List<KerasTensor> outputs) {
            this(inputs, outputs);
            common(model);
            seed = model.seed;
        }

        /** Decides the first values of the weights; 0 by default. */
        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /** The model. */
        @Override
        public Functional build() {
            return new Functional(this);
        }
    }

    private Functional(Builder builder) {
        super(builder.dtype(dtype(builder.outputs)));
        this.inputs = builder.inputs;
        this.outputs = builder.outputs;
        this.seed = builder.seed;
        checkInputs(inputs);
        Graph graph = new Graph(inputs, outputs);
        this.uses = List.copyOf(graph.uses());
        this.layers = List.copyOf(graph.layers());
        Sequential.nameLayers("Functional", layers);
        build(inputs.stream().map(KerasTensor::shape).toList());
    }

    private static DType dtype(List<KerasTensor> outputs) {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("Functional: outputs must hold at least one tensor. Received: none.");
        }
        return outputs.get(0).use().layer().dtype();
    }

    private static void checkInputs(List<KerasTensor> inputs) {
        if (inputs.isEmpty() || new HashSet<>(inputs).size() < inputs.size()) {
            throw new IllegalArgumentException(
                    "Functional: inputs must be one or more, each once. Received: " + inputs + ".");
        }
        for (KerasTensor input : inputs) {
            if (!(input.use().layer() instanceof Input)) {
                throw new IllegalArgumentException(
                        "Functional: inputs must be tensors of Input layers. Received: " + input + ".");
            }
        }
    }

    /**
     * A model of the layers between inputs and outputs.
     *
     * @param inputs the entrances, in the order in which the model takes their tensors
     * @param outputs what the model gives
     * @throws IllegalArgumentException if an output depends on an entrance that is not among the inputs
     */
    public static Functional of(List<KerasTensor> inputs, List<KerasTensor> outputs) {
        return builder(inputs, outputs).build();
    }

    /** A model with one input and one output; see {@link #of(List, List)}. */
    public static Functional of(KerasTensor input, KerasTensor output) {
        return of(List.of(input), List.of(output));
    }

    /** A model with further arguments; see {@link #of(List, List)}. */
    public static Builder builder(List<KerasTensor> inputs, List<KerasTensor> outputs) {
        return new Builder(inputs, outputs);
    }

    /** The entrances, in the order in which the model takes their tensors. */
    public List<KerasTensor> inputs() {
        return inputs;
    }

    /** The places of the outputs in the graph. */
    public List<KerasTensor> outputs() {
        return outputs;
    }

    /** The names of the layers that give the outputs; a layer that gives two is named twice, as in Keras. */
    @Override
    public List<String> outputNames() {
        return outputs.stream().map(output -> output.use().layer().name()).toList();
    }

    /** Every use of a layer, each after those that it takes from. */
    public List<Use> uses() {
        return uses;
    }

    /** A builder with the same graph over copies of all layers, each without its weights. */
    @Override
    public Builder toBuilder() {
        Map<Layer, Layer> copies = new HashMap<>();
        layers.forEach(layer -> copies.put(layer, layer.toBuilder().build()));
        Map<KerasTensor, KerasTensor> made = new HashMap<>();
        inputs.forEach(input -> made.put(
                input, entrance(Objects.requireNonNull(copies.get(input.use().layer())))));
        for (Use use : uses) {
            if (!use.inputs().isEmpty()) {
                Layer copy = Objects.requireNonNull(copies.get(use.layer()));
                List<KerasTensor> taken = of(made, use.inputs());
                List<KerasTensor> tensors = use.namesMask() ? copy.connectMasked(taken) : copy.connect(taken);
                for (int i = 0; i < tensors.size(); i++) {
                    made.put(use.outputs().get(i), tensors.get(i));
                }
            }
        }
        return new Builder(this, of(made, inputs), of(made, outputs));
    }

    private static KerasTensor entrance(Layer input) {
        return ((Input) input).tensor();
    }

    private static <T> List<T> of(Map<KerasTensor, T> known, List<KerasTensor> tensors) {
        return tensors.stream()
                .map(tensor -> Objects.requireNonNull(known.get(tensor)))
                .toList();
    }

    @Override
    protected Generator defaultGenerator() {
        return new Generator(seed);
    }

    @Override
    protected List<Layer> sublayers() {
        return layers;
    }

    @Override
    protected void create(List<Shape> shapes, Generator generator) {
        for (Use use : uses) {
            if (!use.inputs().isEmpty()) {
                use.layer().build(use.inputs().stream().map(KerasTensor::shape).toList(), generator);
            }
        }
    }

    @Override
    protected String outputDType(int output) {
        return outputs.get(output).dtype();
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return computeOutputShapes(List.of(shape)).get(0);
    }

    @Override
    public List<Shape> computeOutputShapes(List<Shape> shapes) {
        checkCount(shapes.size());
        Map<KerasTensor, Shape> known = new HashMap<>();
        for (int i = 0; i < shapes.size(); i++) {
            known.put(inputs.get(i), shapes.get(i));
        }
        for (Use use : uses) {
            if (!use.inputs().isEmpty()) {
                List<Shape> found = use.layer().computeOutputShapes(of(known, use.inputs()));
                for (int i = 0; i < found.size(); i++) {
                    known.put(use.outputs().get(i), found.get(i));
                }
            }
        }
        return of(known, outputs);
    }

    private void checkCount(int received) {
        if (received != inputs.size()) {
            throw new IllegalArgumentException(describe() + ": inputs must be a list of " + inputs.size()
                    + " tensors, in the order of "
                    + inputs.stream().map(input -> input.use().layer().name()).toList() + ". Received: "
                    + received + " tensors.");
        }
    }

    // ---- running ----------------------------------------------------------------------------------------------------

    @Override
    protected Pass forward(List<Tensor> given, Call call) {
        checkCount(given.size());
        Map<Use, Pass> passes = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Use entrance = inputs.get(i).use();
            passes.put(entrance, entrance.layer().apply(List.of(given.get(i)), call.withMask(call.mask(i))));
        }
        for (Use use : uses) {
            if (!use.inputs().isEmpty()) {
                List<Tensor> in = new ArrayList<>();
                List<@Nullable Mask> masks = new ArrayList<>();
                for (KerasTensor tensor : use.inputs()) {
                    Pass pass = pass(passes, tensor.use());
                    in.add(pass.outputs().get(tensor.index()));
                    masks.add(pass.masks().get(tensor.index()));
                }
                passes.put(use, apply(use, in, masks, call));
            }
        }
        return result(passes, call.recording());
    }

    private static Pass apply(Use use, List<Tensor> in, List<@Nullable Mask> masks, Call call) {
        if (use.heedsMask()) {
            return use.layer().apply(in, call.withMasks(masks));
        }
        Mask first = masks.get(0);
        Mask handedOn = first == null ? null : use.layer().computeMask(first);
        return use.layer()
                .apply(in, call.withMask(null))
                .withMasks(Collections.nCopies(SymbolicMasks.masked(use.layer()), handedOn));
    }

    private Pass result(Map<Use, Pass> passes, boolean recording) {
        List<Tensor> found = new ArrayList<>();
        List<@Nullable Mask> masks = new ArrayList<>();
        List<Pass.@Nullable Logits> logits = new ArrayList<>();
        for (KerasTensor tensor : outputs) {
            Pass pass = pass(passes, tensor.use());
            found.add(pass.outputs().get(tensor.index()));
            masks.add(pass.masks().get(tensor.index()));
            logits.add(pass.logits(tensor.index()));
        }
        Pass result = recording
                ? Pass.of(found, (dOutputs, gradients, wanted) -> backward(passes, dOutputs, gradients, wanted))
                : Pass.of(found);
        return result.withMasks(masks).withLogits(logits);
    }

    private static Pass pass(Map<Use, Pass> passes, Use use) {
        Pass pass = passes.get(use);
        if (pass == null) {
            throw new IllegalStateException("Functional: " + use.layer() + " has not run.");
        }
        return pass;
    }

    private List<@Nullable Tensor> backward(
            Map<Use, Pass> passes, List<@Nullable Tensor> dOutputs, Gradients gradients, IntPredicate wanted) {
        Set<KerasTensor> onTheWay = onTheWay(gradients, wanted);
        Map<KerasTensor, Tensor> found = new HashMap<>(); // d loss / d tensor, summed over its uses
        Map<KerasTensor, Tensor> ofLogits = new HashMap<>(); // what comes in past the activation that made the tensor
        for (int i = 0; i < outputs.size(); i++) {
            add(found, outputs.get(i), dOutputs.get(i));
        }
        for (int i = outputs.size(); i < dOutputs.size(); i++) {
            add(ofLogits, outputs.get(i - outputs.size()), dOutputs.get(i));
        }
        for (int i = uses.size() - 1; i >= 0; i--) {
            Use use = uses.get(i);
            if (!onTheWay.contains(use.outputs().get(0))) {
                continue;
            }
            Pass pass = pass(passes, use);
            List<@Nullable Tensor> given = new ArrayList<>();
            use.outputs().forEach(output -> given.add(found.get(output)));
            if (!pass.logits().isEmpty()) {
                use.outputs().forEach(output -> given.add(ofLogits.get(output)));
            }
            if (given.stream().allMatch(Objects::isNull) && addsLosses(use.layer())) {
                for (int output = 0; output < pass.outputs().size(); output++) {
                    Tensor value = pass.outputs().get(output);
                    given.set(output, Tensor.zeros(value.dtype(), value.shape()));
                }
            }
            if (given.stream().anyMatch(Objects::nonNull) && !use.inputs().isEmpty()) {
                List<@Nullable Tensor> back = pass.backward(
                        given,
                        gradients,
                        input -> onTheWay.contains(use.inputs().get(input)));
                for (int input = 0; input < use.inputs().size(); input++) {
                    add(found, use.inputs().get(input), back.get(input));
                }
            }
        }
        List<@Nullable Tensor> dInputs = new ArrayList<>();
        inputs.forEach(input -> dInputs.add(found.get(input)));
        return dInputs;
    }

    /** The tensors that depend on something whose gradient is wanted. */
    private Set<KerasTensor> onTheWay(Gradients gradients, IntPredicate wanted) {
        Set<KerasTensor> found = new HashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (wanted.test(i)) {
                found.add(inputs.get(i));
            }
        }
        for (Use use : uses) {
            if (use.inputs().stream().anyMatch(found::contains) || gradients.wantsAnyOf(use.layer())) {
                found.addAll(use.outputs());
            }
        }
        return found;
    }

    /** Whether a layer has to be walked back through even if no loss looks at what it gives: it adds its own. */
    private static boolean addsLosses(Layer layer) {
        return layer.activityRegularizer() != null
                || layer.submodules().stream()
                        .anyMatch(module -> module instanceof Layer inside && inside.activityRegularizer() != null);
    }

    private static void add(Map<KerasTensor, Tensor> found, KerasTensor tensor, @Nullable Tensor gradient) {
        if (gradient != null) {
            found.merge(tensor, gradient, (a, b) -> {
                Tensor sum = a.copy(); // a layer may hand the same tensor to several inputs
                Elementwise.add(b.size(), b, 0, sum, 0);
                return sum;
            });
        }
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    /**
     * The steps of all layers; an event is a step of each input, one after the other, and so is the answer of each output. An
     * input without a time axis is part of every event.
     */
    @Override
    public Stepper stepper() {
        List<StreamEvents> events = new ArrayList<>();
        for (KerasTensor input : inputs) {
            String where = StreamEntrance.name((Input) input.use().layer());
            events.add(StreamEntrance.events(where, input.shape(), StreamEntrance.readers(this, input)));
        }
        StreamGraph graph = graph(events);
        Stepper stepper = graph.stepper();
        int[] sizes = events.stream().mapToInt(StreamEvents::size).toArray();
        return events.size() == 1 && outputs.size() == 1
                ? stepper
                : new RowByRowStepper(stepper, sizes, graph.outputSizes());
    }

    @Override
    public StreamNode streamNode(List<StreamEvents> events) {
        return graph(events).node();
    }

    private StreamGraph graph(List<StreamEvents> events) {
        StreamGraph graph = new StreamGraph(events);
        Map<KerasTensor, StreamGraph.Place> places = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            places.put(inputs.get(i), graph.inputs().get(i));
        }
        for (Use use : uses) {
            if (!use.inputs().isEmpty()) {
                List<StreamGraph.Place> given = graph.add(use.layer(), of(places, use.inputs()));
                for (int i = 0; i < given.size(); i++) {
                    places.put(use.outputs().get(i), given.get(i));
                }
            }
        }
        return graph.giving(of(places, outputs));
    }
}
