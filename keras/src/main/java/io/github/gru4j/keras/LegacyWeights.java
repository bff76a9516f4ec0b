package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/*
 * Keras lists a layer's weights in legacy files as trainable_weights + non_trainable_weights, at the time of saving: a frozen
 * layer inside another one, or running means, come behind all that training changes
 * (legacy/saving/legacy_h5_format.py, _legacy_weights). The names in the lists are the variables', which nobody relies on.
 */
/** The weights in legacy {@code .h5} files: a group for each layer of the model, which lists its weights in order. */
final class LegacyWeights {

    /** Keras's name for the state of a random generator, which is no weight, though some versions saved it like one. */
    private static final String SEED = "seed_generator_state";

    private static final String TOP_LEVEL = "top_level_model_weights";

    private final HdfReader file;
    private final String root;
    private final Codecs codecs;
    private final Place place;

    /**
     * The weights of a file.
     *
     * @param root the group that holds those of the layers; empty for the file's own
     * @param codecs know what is inside the layers of the model to fill
     * @param place the file as a whole
     */
    LegacyWeights(HdfReader file, String root, Codecs codecs, Place place) {
        this.file = file;
        this.root = root;
        this.codecs = codecs;
        this.place = place;
    }

    /** The paths of the weights of a layer, in order. */
    static List<String> paths(HdfReader file, String group) {
        return Objects.requireNonNullElse(file.list(group, "weight_names"), List.<String>of()).stream()
                .map(name -> group + "/" + name)
                .toList();
    }

    /** The names of the layers in the file, in the model's order. */
    private List<String> layerNames() {
        List<String> names = file.list(root, "layer_names");
        if (names == null) {
            throw place.at(root).error("must list the names of the layers. Received: no attribute layer_names.");
        }
        if (new HashSet<>(names).size() != names.size()) {
            throw place.at(root).error("must list the name of each layer once. Received: a name that is listed twice.");
        }
        return names;
    }

    private String group(String layer) {
        return root.isEmpty() ? layer : root + "/" + layer;
    }

    private List<String> weightPaths(String layer) {
        if (!file.has(group(layer), "weight_names") && !file.has(group(layer), "weight_names0")) {
            throw place.at(group(layer))
                    .error("must list the names of the layer's weights. Received: no attribute weight_names.");
        }
        return paths(file, group(layer)).stream().filter(path -> !isSeed(path)).toList();
    }

    private static boolean isSeed(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.equals(SEED) || name.startsWith(SEED + ":");
    }

    /**
     * Hands the weights of a model their values, layer by layer; those without weights do not count.
     *
     * @throws KerasFormatException if the layers or their weights are others
     */
    void read(Model model, KerasFile.Sink sink) {
        List<Layer> layers = model.layers().stream()
                .filter(layer -> !layer.weights().isEmpty())
                .toList();
        List<String> names = layerNames().stream()
                .filter(name -> !weightPaths(name).isEmpty())
                .toList();
        if (names.size() != layers.size()) {
            throw place.at(root)
                    .error("must hold the weights of the " + layers.size() + " layers "
                            + layers.stream().map(Layer::name).toList() + ". Received: " + names.size() + " layers "
                            + names + ".");
        }
        for (int i = 0; i < layers.size(); i++) {
            read(layers.get(i), names.get(i), sink);
        }
        List<String> top = paths(file, group(TOP_LEVEL));
        if (top.size() != model.ownWeights().size()) {
            throw place.at(group(TOP_LEVEL))
                    .error("must hold the " + model.ownWeights().size() + " weights of " + model.className() + " '"
                            + model.name() + "' itself. Received: " + top.size() + " arrays.");
        }
    }

    /**
     * Hands the weights of those layers their values whose names are in the file.
     *
     * @return the names of these layers
     * @throws KerasFormatException if there are none, or their weights are others
     */
    List<String> readByName(Model model, KerasFile.Sink sink) {
        List<String> names = layerNames();
        List<String> filled = new ArrayList<>();
        for (Layer layer : model.layers()) {
            if (names.contains(layer.name())
                    && !(layer.weights().isEmpty() && weightPaths(layer.name()).isEmpty())) {
                read(layer, layer.name(), sink);
                filled.add(layer.name());
            }
        }
        if (filled.isEmpty()) {
            throw place.at(root)
                    .error("must hold the weights of at least one of the layers "
                            + model.layers().stream().map(Layer::name).toList() + ". Received: layers " + names + ".");
        }
        return filled;
    }

    private void read(Layer layer, String name, KerasFile.Sink sink) {
        String group = group(name);
        List<String> paths = weightPaths(name);
        Map<Parameter, Layer> owners = new HashMap<>();
        collectOwners(layer, owners);
        List<Parameter> weights = weights(layer);
        if (paths.size() != weights.size()) {
            throw place.at(group)
                    .error(layer.className() + " '" + layer.name() + "' must have " + weights.size() + " arrays "
                            + weights.stream().map(Parameter::name).toList() + ". Received: " + paths.size()
                            + " arrays.");
        }
        for (int i = 0; i < weights.size(); i++) {
            Parameter weight = weights.get(i);
            Layer owner = Objects.requireNonNullElse(owners.get(weight), layer);
            if (owner instanceof GRUCell cell && isCuDNN(cell, weights, paths, i)) {
                List<Tensor> converted = CuDNNWeights.read(file, paths.subList(i, i + CuDNNWeights.COUNT), cell, place);
                for (Tensor value : converted) {
                    sink.accept(weights.get(i++), target -> target.copyFrom(value));
                }
                i--;
            } else {
                String rule = codecs.codec(owner).shapeRule(owner, weight);
                sink.accept(
                        weight,
                        WeightTree.array(file, paths.get(i), weight.shape(), weight.name(), rule, place)::copyTo);
            }
        }
    }

    /** A cell's three weights stand together, since they are all trainable or all not. */
    private boolean isCuDNN(GRUCell cell, List<Parameter> weights, List<String> paths, int kernel) {
        return weights.get(kernel) == cell.kernel()
                && cell.useBias()
                && CuDNNWeights.are(file.dimensions(paths.get(kernel + 2)), cell);
    }

    private void collectOwners(Layer layer, Map<Parameter, Layer> owners) {
        layer.ownWeights().forEach(weight -> owners.put(weight, layer));
        inside(layer).forEach(each -> collectOwners(each, owners));
    }

    private List<Layer> inside(Layer layer) {
        Codec<Layer> codec = codecs.codec(layer);
        List<Layer> inside = new ArrayList<>(codec.parts(layer).values());
        codec.lists(layer).values().forEach(inside::addAll);
        return inside;
    }

    /** The weights of a layer in the order of these files. */
    private List<Parameter> weights(Layer layer) {
        Set<Parameter> all = new LinkedHashSet<>(layer.trainableWeights());
        if (place.generation() == Generation.KERAS_3) {
            all.addAll(layer.nonTrainableWeights());
        } else {
            addNonTrainable(layer, all);
        }
        return List.copyOf(all);
    }

    /**
     * {@code non_trainable_weights} of Keras 2, which differs from that of Keras 3 for a frozen layer or model around layers
     * that are not: it lists what these train first ({@code engine/training.py}, {@code engine/base_layer.py}).
     */
    private void addNonTrainable(Layer layer, Set<Parameter> all) {
        boolean frozen = !layer.trainable();
        if (frozen && layer instanceof Model) {
            inside(layer).forEach(each -> all.addAll(each.trainableWeights()));
        }
        layer.ownWeights().stream()
                .filter(weight -> frozen || !weight.trainable())
                .forEach(all::add);
        for (Layer each : inside(layer)) {
            if (frozen) {
                all.addAll(each.trainableWeights());
            }
            addNonTrainable(each, all);
        }
    }
}
