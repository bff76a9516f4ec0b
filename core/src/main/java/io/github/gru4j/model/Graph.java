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

    private void sortLayers() {
        Map<Use, Integer> depths = new HashMap<>();
        Map<Layer, Integer> layerDepths = new LinkedHashMap<>();
        for (int i = uses.size() - 1; i >= 0; i--) {
            Use use = uses.get(i);
            int depth = Math.max(depths.getOrDefault(use, 0), layerDepths.getOrDefault(use.layer(), 0));
            layerDepths.put(use.layer(), depth);
            for (KerasTensor input : use.inputs()) {
                depths.merge(input.use(), depth + 1, Math::max);
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
