package io.github.gru4j.model;

import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.KerasTensor.Use;
import io.github.gru4j.layer.Layer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The part of a graph of layers between inputs and outputs, in Keras's order: a use comes after those that it takes from,
 * and layers are sorted by their depth, the number of layers between them and the end
 * ({@code keras/src/ops/function.py}, {@code map_graph}). Files list layers and weights in this order.
 */
final class Graph {

    private final Set<KerasTensor> inputs;
    private final List<Use> uses = new ArrayList<>(); // from the inputs to the outputs
    private final IdentityHashMap<Layer, Integer> visits = new IdentityHashMap<>(); // when each layer was first met
    private final List<Layer> layers = new ArrayList<>();

    Graph(List<KerasTensor> inputs, List<KerasTensor> outputs) {
        this.inputs = new LinkedHashSet<>(inputs);
        Set<Use> finished = new HashSet<>();
        outputs.forEach(output -> visit(output, finished));
        sortLayers();
    }

    /** The uses, each after those that it takes from. */
    List<Use> uses() {
        return uses;
    }

    /** The layers, each once. */
    List<Layer> layers() {
        return layers;
    }

    /** Depth first on a stack of our own: a graph may be deeper than that of the thread. */
    private void visit(KerasTensor output, Set<Use> finished) {
        Deque<Step> stack = new ArrayDeque<>();
        enter(output, finished, stack);
        while (!stack.isEmpty()) {
            Step step = stack.getLast();
            if (step.sources.hasNext()) {
                enter(step.sources.next(), finished, stack);
            } else {
                stack.removeLast();
                finished.add(step.use);
                uses.add(step.use);
            }
        }
    }

    /** A use on the way to the inputs, and what it takes that was not visited yet. */
    private record Step(Use use, Iterator<KerasTensor> sources) {}

    private void enter(KerasTensor tensor, Set<Use> finished, Deque<Step> stack) {
        Use use = tensor.use();
        if (finished.contains(use)) {
            return;
        }
        visits.putIfAbsent(use.layer(), visits.size());
        if (inputs.contains(tensor)) {
            stack.addLast(new Step(use, Collections.emptyIterator()));
        } else if (use.inputs().isEmpty()) {
            throw new IllegalArgumentException("Functional: every tensor must come from the inputs. Received: " + tensor
                    + ", which is not among them.");
        } else {
            stack.addLast(new Step(use, use.inputs().iterator()));
        }
    }

    /**
     * A use with the masks that Keras writes down at it. They are nodes of its graph: between a layer and the end they count
     * like layers.
     *
     * @param recorded the masks
     * @param operations what has to be computed for them that no use before needed, each after what it takes
     */
    private record MaskedUse(Use use, List<SymbolicMask> recorded, List<SymbolicMask> operations) {}

    /** The masks of a use on the way, and those that are in the graph already. */
    private static final class Operations {
        private final Set<SymbolicMask> entered = new HashSet<>();
        private final Set<SymbolicMask> finished = new HashSet<>();

        /** What has to be computed for some masks that was not before, each after what it takes. */
        List<SymbolicMask> of(List<SymbolicMask> masks) {
            List<SymbolicMask> all = new ArrayList<>();
            Deque<SymbolicMask> stack = new ArrayDeque<>(masks);
            while (!stack.isEmpty()) {
                SymbolicMask mask = stack.getLast();
                if (entered.add(mask)) {
                    for (Object operand : mask.operands()) {
                        if (operand instanceof SymbolicMask inside && !entered.contains(inside)) {
                            stack.addLast(inside);
                        }
                    }
                } else {
                    stack.removeLast();
                    if (finished.add(mask)) {
                        all.add(mask);
                    }
                }
            }
            return all;
        }
    }

    private void sortLayers() {
        List<MaskedUse> masked = new ArrayList<>();
        SymbolicMasks masks = SymbolicMasks.whileMade();
        Operations operations = new Operations();
        for (Use use : uses) {
            List<SymbolicMask> recorded = masks.recorded(use);
            masked.add(new MaskedUse(use, recorded, operations.of(recorded)));
            masks.add(use);
        }
        Map<Object, Integer> depths = new HashMap<>(); // of uses and of masks
        Map<Layer, Integer> layerDepths = new LinkedHashMap<>();
        for (int i = masked.size() - 1; i >= 0; i--) {
            Use use = masked.get(i).use;
            int depth = Math.max(depths.getOrDefault(use, 0), layerDepths.getOrDefault(use.layer(), 0));
            layerDepths.put(use.layer(), depth);
            for (KerasTensor input : use.inputs()) {
                depths.merge(input.use(), depth + 1, Math::max);
            }
            masked.get(i).recorded.forEach(mask -> depths.merge(mask, depth + 1, Math::max));
            List<SymbolicMask> computed = masked.get(i).operations;
            for (int j = computed.size() - 1; j >= 0; j--) {
                int own = depths.getOrDefault(computed.get(j), 0);
                for (Object operand : computed.get(j).operands()) {
                    if (SymbolicMask.isNode(operand)) {
                        depths.merge(
                                operand instanceof KerasTensor tensor ? tensor.use() : operand, own + 1, Math::max);
                    }
                }
            }
        }
        for (KerasTensor input : inputs) { // one that no output needs
            layerDepths.putIfAbsent(input.use().layer(), 0);
            visits.putIfAbsent(input.use().layer(), -1);
        }
        TreeMap<Integer, List<Layer>> byDepth = new TreeMap<>((a, b) -> Integer.compare(b, a));
        layerDepths.forEach((layer, depth) ->
                byDepth.computeIfAbsent(depth, key -> new ArrayList<>()).add(layer));
        byDepth.values().forEach(sameDepth -> {
            sameDepth.sort((a, b) -> Integer.compare(visits.getOrDefault(a, 0), visits.getOrDefault(b, 0)));
            layers.addAll(sameDepth);
        });
    }
}
