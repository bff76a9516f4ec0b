package io.github.gru4j.keras;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;

/*
 * Keras finds weights by position, not by name: a layer's own variables are vars/0, vars/1, … in its group; an inner layer
 * has the group of the attribute that holds it (layers/gru/cell); a list of layers has a group in which each is called by
 * its class in snake case, with _1, _2 … from the second of a class on (layers/gru_1), whatever the layer's name is. The
 * name stands in an attribute of the vars group.
 */
/** Where the weights of a model stand in {@code model.weights.h5}: writes them there and takes them from there. */
final class WeightTree {

    /** The one weight that Keras keeps as an integer, {@code count} of Normalization. */
    private static final String COUNT = "count";

    private final Codecs codecs;

    /** The trees of models whose layers these codecs know. */
    WeightTree(Codecs codecs) {
        this.codecs = codecs;
    }

    /** Adds the weights of a layer and of all layers inside it to a file. */
    void write(Layer layer, HdfWriter.Group group) {
        HdfWriter.Group vars = group.group("vars");
        vars.name(layer.name());
        List<Parameter> weights = layer.ownWeights();
        for (int i = 0; i < weights.size(); i++) {
            Parameter weight = weights.get(i);
            dataset(vars, Integer.toString(i), weight.value(), weight.name().equals(COUNT));
        }
        Codec<Layer> codec = codecs.codec(layer);
        codec.parts(layer).forEach((attribute, part) -> write(part, group.group(attribute)));
        codec.lists(layer).forEach((attribute, members) -> {
            HdfWriter.Group list = group.group(attribute);
            WeightGroups.named(members).forEach((name, member) -> write(member, list.group(name)));
        });
    }

    /** Adds a tensor to a group, as floating-point numbers or as integers. */
    static void dataset(HdfWriter.Group group, String name, Tensor value, boolean integer) {
        int[] dimensions = value.shape().toArray();
        if (integer) {
            long[] numbers = new long[value.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (long) value.getAt(i);
            }
            group.dataset(name, numbers, dimensions);
        } else {
            group.dataset(name, value.dtype() == DType.FLOAT32 ? value.floats() : value.doubles(), dimensions);
        }
    }

    /**
     * Hands the weights of a model and of all layers inside it their values.
     *
     * @throws KerasFormatException if a weight is missing, has another shape, or there are more than the layer has
     */
    void read(Layer model, HdfReader file, KerasFile.Sink sink, Place place) {
        read(model, new WeightGroups(file), "", sink, place);
    }

    private void read(Layer layer, WeightGroups groups, String path, KerasFile.Sink sink, Place place) {
        HdfReader file = groups.file();
        List<Parameter> weights = layer.ownWeights();
        String vars = path.isEmpty() ? "vars" : path + "/vars";
        int found = file.members(vars).size();
        if (found == CuDNNWeights.COUNT && layer instanceof GRU gru) { // all weights of a GRU are its cell's
            readCuDNN(gru, vars, file, sink, place);
            return;
        }
        Codec<Layer> codec = codecs.codec(layer);
        if (found != weights.size()) {
            throw place.at(vars)
                    .error(layer.className() + " '" + layer.name() + "' must have " + weights.size() + " arrays "
                            + weights.stream().map(Parameter::name).toList() + ". Received: " + found + " arrays.");
        }
        for (int i = 0; i < weights.size(); i++) {
            Parameter weight = weights.get(i);
            sink.accept(
                    weight,
                    array(file, vars + "/" + i, weight.shape(), weight.name(), codec.shapeRule(layer, weight), place)
                            ::copyTo);
        }
        codec.parts(layer).forEach((attribute, part) -> read(part, groups, groups.child(path, attribute), sink, place));
        codec.lists(layer)
                .forEach((attribute, members) -> readList(members, groups, groups.list(path, attribute), sink, place));
    }

    private static void readCuDNN(GRU gru, String vars, HdfReader file, KerasFile.Sink sink, Place place) {
        GRUCell cell = gru.cell();
        int[] bias = file.dimensions(vars + "/2");
        if (!CuDNNWeights.are(bias, cell)) {
            throw place.at(vars)
                    .error(gru.className() + " '" + gru.name() + "' must have reset_after=true, a bias and "
                            + cell.units()
                            + " units, as many as the file, to take the weights of a CuDNNGRU. Received: a bias of shape "
                            + Shape.of(bias) + ".");
        }
        List<Tensor> values = CuDNNWeights.read(file, List.of(vars + "/0", vars + "/1", vars + "/2"), cell, place);
        for (int i = 0; i < values.size(); i++) {
            Tensor value = values.get(i);
            sink.accept(cell.ownWeights().get(i), weight -> weight.copyFrom(value));
        }
    }

    private void readList(List<Layer> members, WeightGroups groups, String list, KerasFile.Sink sink, Place place) {
        Map<String, Layer> named = groups.named(members, list);
        for (String name : groups.members(list)) {
            if (!named.containsKey(name)) {
                throw place.at(list)
                        .error("must hold the weights of the layers " + named.keySet() + " and no others. Received: '"
                                + name + "'.");
            }
        }
        named.forEach((name, member) -> read(member, groups, groups.child(list, name), sink, place));
    }

    /**
     * Finds the array of a weight.
     *
     * @param shape the shape it must have
     * @param name what errors call it
     * @param rule the shape and how it comes about
     */
    static HdfArray array(HdfReader file, String path, Shape shape, String name, String rule, Place place) {
        HdfArray array = file.read(path);
        if (!array.isFloating() && !(name.equals(COUNT) && array.isInteger())) {
            throw place.at(path).error(name + " must hold floating-point numbers. Received: integers.");
        }
        Shape found = Shape.of(array.dimensions());
        if (!found.equals(shape)) {
            throw place.at(path).error(name + " must have shape " + rule + ". Received: shape=" + found + ".");
        }
        return array;
    }
}
