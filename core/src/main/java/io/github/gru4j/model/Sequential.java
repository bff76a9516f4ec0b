package io.github.gru4j.model;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Layers one after the other ({@code keras.Sequential}).
 *
 * <pre>{@code
 * Sequential model = Sequential.of(Input.of(48, 3), GRU.of(32), Dense.of(1));
 * }</pre>
 *
 * <p>With an {@link Input} in front the weights are made at once, else by {@link #build} or the first input. Thread-safety:
 * as {@link Model}.
 */
public final class Sequential extends Model {

    private final List<Layer> layers;
    private final long seed;

    /** The arguments of {@link Sequential}. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final List<Layer> layers = new ArrayList<>();
        private long seed;

        private Builder() {}

        private Builder(Sequential model) {
            common(model);
            model.layers.forEach(layer -> add(layer.toBuilder().build()));
            seed = model.seed;
        }

        /** Adds a layer at the end. */
        public Builder add(Layer layer) {
            layers.add(layer);
            return this;
        }

        /** Decides the first values of the weights; 0 by default. */
        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /** The model. */
        @Override
        public Sequential build() {
            return new Sequential(this);
        }
    }

    private Sequential(Builder builder) {
        super(builder.dtype(dtype(builder.layers)));
        this.layers = List.copyOf(builder.layers);
        this.seed = builder.seed;
        rejectRepeats(layers);
        nameLayers("Sequential", layers);
        if (layers.get(0) instanceof Input input) {
            build(input.batchShape());
        }
    }

    private static DType dtype(List<Layer> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("Sequential: layers must hold at least one layer. Received: none.");
        }
        return layers.get(layers.size() - 1).dtype();
    }

    private static void rejectRepeats(List<Layer> layers) {
        Set<Layer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Layer layer : layers) {
            if (!seen.add(layer)) {
                throw new IllegalArgumentException(
                        "Sequential: every layer may be added once. Received: " + layer + " twice.");
            }
        }
    }

    /** Gives every layer a name of its own as Keras does: {@code gru}, {@code gru_1}, …; names that were given stay. */
    static void nameLayers(String model, List<Layer> layers) {
        Set<String> taken = new HashSet<>();
        for (Layer layer : layers) {
            if (!layer.hasDefaultName() && !taken.add(layer.name())) {
                throw new IllegalArgumentException(
                        model + ": every layer must have a name of its own. Received: two layers named '" + layer.name()
                                + "'.");
            }
        }
        Module.nameDefaults(layers);
    }

    /** A model of these layers. */
    public static Sequential of(Layer... layers) {
        Builder builder = builder();
        for (Layer layer : layers) {
            builder.add(layer);
        }
        return builder.build();
    }

    /** A model with further arguments. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with a copy of every layer, each without its weights. */
    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The name of the last layer. */
    @Override
    public List<String> outputNames() {
        return List.of(layers.get(layers.size() - 1).name());
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
    protected void create(Shape shape, Generator generator) {
        Shape current = shape;
        for (Layer layer : layers) {
            layer.build(current, generator);
            current = layer.computeOutputShape(current);
        }
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        Shape current = shape;
        for (Layer layer : layers) {
            current = layer.computeOutputShape(current);
        }
        return current;
    }

    @Override
    protected Pass forward(List<Tensor> inputs, Call call) {
        List<Pass> passes = new ArrayList<>(layers.size());
        List<Tensor> current = inputs;
        List<@Nullable Mask> masks = Collections.singletonList(call.mask());
        List<Pass.@Nullable Logits> logits = List.of(); // of the last layer
        for (Layer layer : layers) {
            Pass pass = layer.apply(current, call.withMasks(masks));
            masks = pass.masks();
            current = pass.outputs();
            logits = pass.logits();
            if (call.recording()) {
                passes.add(pass);
            }
        }
        Pass result = call.recording() ? recorded(passes) : Pass.of(current);
        return result.withMasks(masks).withLogits(logits);
    }

    private Pass recorded(List<Pass> passes) {
        return Pass.of(passes.get(passes.size() - 1).outputs(), (dOutputs, gradients, wanted) -> {
            int lowest = wanted.test(0) ? 0 : lowestWanted(gradients);
            if (lowest == passes.size()) {
                return Collections.singletonList(null);
            }
            List<@Nullable Tensor> back = dOutputs;
            for (int i = passes.size() - 1; i > lowest; i--) {
                back = passes.get(i).backward(back, gradients);
            }
            back = passes.get(lowest).backward(back, gradients, wanted);
            return lowest == 0 ? back : Collections.singletonList(null);
        });
    }

    /** The first layer with a weight whose gradient is wanted; nobody needs what lies below it. */
    private int lowestWanted(Gradients gradients) {
        int lowest = 0;
        while (lowest < layers.size() && !gradients.wantsAnyOf(layers.get(lowest))) {
            lowest++;
        }
        return lowest;
    }

    // ---- streaming --------------------------------------------------------------------------------------------------

    /** The layers that do something: all but entrances. */
    List<Layer> acting() {
        return layers.stream().filter(layer -> !(layer instanceof Input)).toList();
    }

    /** The steps of the layers one after the other; an event is a step of the input's sequence, or all of a sample. */
    @Override
    public Stepper stepper() {
        List<StreamEntrance.Reader> readers = acting().stream()
                .limit(1)
                .map(layer -> new StreamEntrance.Reader(layer, 0))
                .toList();
        return graph(List.of(StreamEntrance.events(describe(), builtShape(), readers)))
                .stepper();
    }

    @Override
    public StreamNode streamNode(List<StreamEvents> inputs) {
        return graph(inputs).node();
    }

    private StreamGraph graph(List<StreamEvents> inputs) {
        StreamGraph graph = new StreamGraph(inputs);
        List<StreamGraph.Place> places = graph.inputs();
        for (Layer layer : acting()) {
            places = graph.add(layer, places);
        }
        return graph.giving(places);
    }
}
