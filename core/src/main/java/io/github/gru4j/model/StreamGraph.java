package io.github.gru4j.model;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.layer.StreamNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Compiles the layers of a model into one {@link Stepper}: a chain where each layer takes what the one before gives and no
 * mask is about, else a {@link GraphStepper}. Layers that only pass events on are left out.
 */
final class StreamGraph {

    /** Stands for the mask of a place that has none. */
    private static final int NONE = Integer.MIN_VALUE;

    /**
     * Where an event is, for one row: in scratch memory, or, where negative, in what comes in ({@code ~start} there).
     *
     * @param start of its numbers
     * @param mask of its mask, or {@link #NONE}
     */
    record Place(int start, int size, boolean sequence, int mask) {
        StreamEvents events() {
            return new StreamEvents(size, sequence, mask != NONE);
        }
    }

    /** A step with the places that it takes from and where it gives to. */
    record Node(Stepper stepper, boolean stateful, int[] starts, int[] sizes, int out) {}

    private final List<Place> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private List<Place> outputs = List.of();
    private int inputSize;
    private int scratch;
    private boolean masks; // whether a step reads one that comes in

    /** A graph of these inputs, masks behind the numbers of all. */
    StreamGraph(List<StreamEvents> events) {
        int at = 0;
        int mask = events.stream().mapToInt(StreamEvents::size).sum();
        for (StreamEvents input : events) {
            inputs.add(new Place(~at, input.size(), input.sequence(), input.masked() ? ~mask : NONE));
            at += input.size();
            mask += input.masked() ? 1 : 0;
        }
        inputSize = at;
    }

    /** Where the inputs are. */
    List<Place> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    /** Adds one use of a layer and says where its outputs are. */
    List<Place> add(Layer layer, List<Place> taken) {
        StreamNode node = layer.streamNode(taken.stream().map(Place::events).toList());
        if (node.isIdentity()) {
            Place in = taken.get(0);
            StreamNode.Output out = node.outputs().get(0);
            return List.of(new Place(in.start, in.size, out.sequence(), out.mask() == 0 ? in.mask : NONE));
        }
        List<Integer> starts = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Place place : taken) {
            starts.add(place.start);
            sizes.add(place.size);
        }
        for (Place place : taken) {
            if (node.readsMasks() && place.mask != NONE) {
                starts.add(place.mask);
                sizes.add(1);
                masks |= place.mask < 0;
            }
        }
        int out = scratch;
        scratch += node.stepper().outputSize();
        boolean stateful = node.stepper().stateSize() > 0 || starts.stream().anyMatch(this::comesAfterState);
        nodes.add(new Node(node.stepper(), stateful, toArray(starts), toArray(sizes), out));
        return outputs(node, taken, out);
    }

    private boolean comesAfterState(int start) {
        return nodes.stream()
                .anyMatch(node -> node.stateful && start >= node.out && start < node.out + node.stepper.outputSize());
    }

    private static List<Place> outputs(StreamNode node, List<Place> taken, int out) {
        List<Place> places = new ArrayList<>();
        int at = out;
        int mask =
                out + node.outputs().stream().mapToInt(StreamNode.Output::size).sum();
        for (StreamNode.Output output : node.outputs()) {
            int own = NONE;
            if (output.mask() == StreamNode.OWN_MASK) {
                own = mask++;
            } else if (output.mask() >= 0) {
                own = taken.get(output.mask()).mask;
            }
            places.add(new Place(at, output.size(), output.sequence(), own));
            at += output.size();
        }
        return places;
    }

    private static int[] toArray(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The graph, which gives these places and nothing else. */
    StreamGraph giving(List<Place> newOutputs) {
        outputs = List.copyOf(newOutputs);
        return this;
    }

    /** How many numbers each output has. */
    int[] outputSizes() {
        return outputs.stream().mapToInt(Place::size).toArray();
    }

    /** The node of the whole graph, for a model inside another. */
    StreamNode node() {
        List<StreamNode.Output> shown = new ArrayList<>();
        List<Place> made = new ArrayList<>();
        for (Place output : outputs) {
            int mask = StreamNode.NO_MASK;
            for (int i = 0; i < inputs.size() && output.mask != NONE; i++) {
                mask = inputs.get(i).mask == output.mask ? i : mask;
            }
            if (output.mask != NONE && mask == StreamNode.NO_MASK) {
                mask = StreamNode.OWN_MASK;
                made.add(new Place(output.mask, 1, false, NONE));
            }
            shown.add(new StreamNode.Output(output.size, output.sequence, mask));
        }
        List<Place> all = new ArrayList<>(outputs);
        all.addAll(made);
        return new StreamNode(stepper(all), masks, shown);
    }

    /** The step of the whole graph, for a model that stands alone: its outputs one after the other, without masks. */
    Stepper stepper() {
        return stepper(outputs);
    }

    private Stepper stepper(List<Place> given) {
        if (isChain(given)) {
            return nodes.isEmpty()
                    ? Stepper.identity(inputSize)
                    : Stepper.chain(nodes.stream().map(Node::stepper).toList());
        }
        // What may refuse an event, an embedding, comes before what changes a state.
        List<Node> ordered =
                new ArrayList<>(nodes.stream().filter(node -> !node.stateful).toList());
        ordered.addAll(nodes.stream().filter(Node::stateful).toList());
        int masksIn = masks
                ? (int) inputs.stream().filter(input -> input.mask != NONE).count()
                : 0;
        return new GraphStepper(inputSize + masksIn, ordered, given, scratch);
    }

    /** Whether every step takes exactly what the one before gives, the first what comes in, and the last gives the output. */
    private boolean isChain(List<Place> given) {
        int start = ~0;
        int size = inputSize;
        for (Node node : nodes) {
            if (!Arrays.equals(node.starts, new int[] {start}) || node.sizes[0] != size || masks) {
                return false;
            }
            start = node.out;
            size = node.stepper.outputSize();
        }
        return given.size() == 1 && given.get(0).start == start && given.get(0).size == size;
    }
}
