package io.github.gru4j.model;

import io.github.gru4j.layer.Stepper;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a graph of layers, each after those that it takes from. What comes in, what goes out and what goes from layer
 * to layer has parts one after the other, each (rows, size). The scratch memory holds what every layer gives, then what one
 * layer takes where that does not lie together, then what the hungriest layer needs.
 */
final class GraphStepper implements Stepper {

    private final int inputSize;
    private final StreamGraph.Node[] nodes;
    private final boolean[] together; // whether what a node takes lies together
    private final int[] stateStarts;
    private final int stateSize;
    private final int[] outputStarts;
    private final int[] outputSizes;
    private final int outputSize;
    private final int gathered; // where what a node takes is put together
    private final int own; // where the scratch memory of a node begins
    private final int scratchSize;

    /**
     * @param inputSize numbers that come in, with masks
     * @param nodes each after those that it takes from
     * @param outputs what goes out
     * @param given numbers that all layers give
     */
    GraphStepper(int inputSize, List<StreamGraph.Node> nodes, List<StreamGraph.Place> outputs, int given) {
        this.inputSize = inputSize;
        this.nodes = nodes.toArray(new StreamGraph.Node[0]);
        this.together = new boolean[this.nodes.length];
        this.stateStarts = new int[this.nodes.length];
        int states = 0;
        int widest = 0;
        int hungriest = 0;
        for (int i = 0; i < this.nodes.length; i++) {
            StreamGraph.Node node = this.nodes[i];
            stateStarts[i] = states;
            states += node.stepper().stateSize();
            together[i] = liesTogether(node.starts(), node.sizes());
            widest = together[i] ? widest : Math.max(widest, node.stepper().inputSize());
            hungriest = Math.max(hungriest, node.stepper().scratchSize());
        }
        this.stateSize = states;
        this.outputStarts = outputs.stream().mapToInt(StreamGraph.Place::start).toArray();
        this.outputSizes = outputs.stream().mapToInt(StreamGraph.Place::size).toArray();
        this.outputSize = outputs.stream().mapToInt(StreamGraph.Place::size).sum();
        this.gathered = given;
        this.own = gathered + widest;
        this.scratchSize = own + hungriest;
    }

    /** In what comes in, places count down: the complement of their start. */
    private static boolean liesTogether(int[] starts, int[] sizes) {
        for (int i = 1; i < starts.length; i++) {
            boolean incoming = starts[i - 1] < 0;
            int next = incoming ? ~(~starts[i - 1] + sizes[i - 1]) : starts[i - 1] + sizes[i - 1];
            if (starts[i] != next) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    @Override
    public int outputSize() {
        return outputSize;
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int scratchSize() {
        return scratchSize;
    }

    @Override
    public String signature() {
        List<Object> parts = new ArrayList<>(List.of(inputSize));
        for (StreamGraph.Node node : nodes) {
            parts.add(node.stepper().signature() + " of " + places(node.starts(), node.sizes()));
        }
        parts.add(places(outputStarts, outputSizes));
        return Stepper.signature("graph", parts.toArray());
    }

    private String places(int[] starts, int[] sizes) {
        List<Object> names = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            names.add(starts[i] < 0 ? "in " + ~starts[i] + "+" + sizes[i] : name(starts[i]) + "+" + sizes[i]);
        }
        return names.toString();
    }

    /** A place by the number of its node and its own there. */
    private String name(int start) {
        for (int i = 0; i < nodes.length; i++) {
            int at = start - nodes[i].out();
            if (at >= 0 && at < nodes[i].stepper().outputSize()) {
                return i + "." + at;
            }
        }
        throw new IllegalStateException("GraphStepper: no step gives the place " + start + ".");
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
        for (int i = 0; i < nodes.length; i++) {
            StreamGraph.Node node = nodes[i];
            int start = node.starts()[0];
            Tensor in = scratch;
            int inOffset;
            if (!together[i]) {
                inOffset = scratchOffset + rows * gathered;
                gather(rows, node.starts(), node.sizes(), x, xOffset, scratch, scratchOffset, scratch, inOffset);
            } else if (start < 0) {
                in = x;
                inOffset = xOffset + rows * ~start;
            } else {
                inOffset = scratchOffset + rows * start;
            }
            node.stepper()
                    .step(
                            rows,
                            in,
                            inOffset,
                            state,
                            stateOffset + stateStarts[i],
                            stateStride,
                            scratch,
                            scratchOffset + rows * node.out(),
                            scratch,
                            scratchOffset + rows * own);
        }
        gather(rows, outputStarts, outputSizes, x, xOffset, scratch, scratchOffset, y, yOffset);
    }

    /** Puts places one after the other. */
    private static void gather(
            int rows,
            int[] starts,
            int[] sizes,
            Tensor x,
            int xOffset,
            Tensor scratch,
            int scratchOffset,
            Tensor target,
            int targetOffset) {
        int to = targetOffset;
        for (int i = 0; i < starts.length; i++) {
            int length = rows * sizes[i];
            if (starts[i] < 0) {
                Tensor.copyRange(x, xOffset + rows * ~starts[i], target, to, length);
            } else {
                Tensor.copyRange(scratch, scratchOffset + rows * starts[i], target, to, length);
            }
            to += length;
        }
    }
}
