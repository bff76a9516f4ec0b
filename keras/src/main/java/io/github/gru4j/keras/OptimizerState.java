package io.github.gru4j.keras;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The arrays of an optimizer in a file, in the order of Keras, and where each belongs. There are three orders:
 *
 * <ul>
 *   <li>Keras 3: steps, learning rate unless a schedule gives it, then the memory as {@link Optimizer#slots} has it;
 *   <li>Keras 2 from 2.11 on: no learning rate, which the config says, and of the memory what belongs to a weight; SGD
 *       without momentum has one it never uses;
 *   <li>Keras 2 before ({@code optimizer_v2}, and the optimizers of the {@code keras} package): as the second, but first one
 *       kind of memory of all weights, then the next. Some have no steps, Adam one kind more that it never uses.
 * </ul>
 */
final class OptimizerState {

    private final Optimizer optimizer;
    private final HdfReader file;
    private final String group;
    private final List<String> paths;
    private final Place place;
    private final boolean keras3;
    private final boolean kindByKind;

    /**
     * The arrays of an optimizer.
     *
     * @param optimizer what to fill
     * @param group what errors call them all
     * @param paths of the arrays, at least one
     * @param place whose generation says how they are ordered
     */
    OptimizerState(Optimizer optimizer, HdfReader file, String group, List<String> paths, Place place) {
        this.optimizer = optimizer;
        this.file = file;
        this.group = group;
        this.paths = paths;
        this.place = place;
        keras3 = place.generation() == Generation.KERAS_3;
        String first = paths.get(0);
        kindByKind = !keras3 && !first.endsWith("/0") && !first.endsWith("/iteration:0");
    }

    /**
     * Fills the state of the optimizer.
     *
     * @param model the weights that it changes
     * @throws KerasFormatException if the state does not fit them
     */
    void read(Model model) {
        long count = counted() ? count(paths.get(0)) : 0;
        if (rated()) {
            optimizer.setLearningRate(rate());
        }
        if (paths.size() > first()) {
            readSlots(model);
        }
        optimizer.setIterations(count);
    }

    /**
     * Fills the state of the optimizer if it has the very arrays of the file already, and leaves it as it was if it has
     * others, as {@code load_weights} of Keras does ({@code Optimizer.load_own_variables}).
     *
     * @param assign false to see only that nothing is damaged
     * @throws KerasFormatException if an array that would fit is damaged
     */
    void readIfSame(boolean assign) {
        List<Slot> slots = inOrder(paths.size() - first(), 0);
        if (!same(slots)) {
            return;
        }
        long count = counted() ? count(paths.get(0)) : 0;
        double rate = rated() ? rate() : 0;
        for (int i = 0; i < slots.size(); i++) {
            HdfArray array = array(slots.get(i), paths.get(first() + i));
            if (assign) {
                array.copyTo(slots.get(i).value());
            }
        }
        if (assign && rated()) {
            optimizer.setLearningRate(rate);
        }
        if (assign) {
            optimizer.setIterations(count);
        }
    }

    private boolean same(List<Slot> slots) {
        int first = first();
        if (paths.size() - first != slots.size()) {
            return false;
        }
        for (int i = 0; i < paths.size(); i++) {
            Shape expected =
                    i < first ? Shape.of() : slots.get(i - first).value().shape();
            if (!Arrays.equals(file.dimensions(paths.get(i)), expected.toArray())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the number of steps stands first. */
    private boolean counted() {
        return !kindByKind || file.dimensions(paths.get(0)).length == 0;
    }

    /** Whether the learning rate comes next. */
    private boolean rated() {
        return keras3 && optimizer.learningRateSchedule() == null;
    }

    /** Where the memory begins. */
    private int first() {
        return (counted() ? 1 : 0) + (rated() ? 1 : 0);
    }

    /** The one integer of an array, of 64 bits from TensorFlow and of 32 from JAX and torch. */
    private long count(String path) {
        Object values = file.read(path).values();
        long count = -1;
        if (values instanceof long[] longs && longs.length == 1) {
            count = longs[0];
        } else if (values instanceof int[] ints && ints.length == 1) {
            count = ints[0];
        }
        if (count < 0) {
            throw place.at(path).error("iteration must be one integer, 0 or more. Received: another array.");
        }
        return count;
    }

    private double rate() {
        String path = paths.size() > 1 ? paths.get(1) : group + "/1";
        Tensor rate = WeightTree.array(file, path, Shape.of(), "learning_rate", "()", place)
                .tensor();
        double value = rate.getAt(0);
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw place.at(path).error("learning_rate must be a number of 0 or more. Received: " + value + ".");
        }
        return rate.dtype() == DType.FLOAT32 ? OptimizerTree.shortest((float) value) : value;
    }

    private void readSlots(Model model) {
        int first = first();
        int found = paths.size() - first;
        List<Parameter> weights = remembered(model, found);
        optimizer.build(weights);
        List<Slot> slots = inOrder(found, weights.size());
        if (found != slots.size() && !(hasUnused() && found == slots.size() + weights.size())) {
            throw place.at(group)
                    .error("must hold " + (first + slots.size())
                            + " arrays for the trainable weights of the model. Received: " + paths.size() + " arrays.");
        }
        for (int i = 0; i < slots.size(); i++) {
            array(slots.get(i), paths.get(first + i)).copyTo(slots.get(i).value());
        }
    }

    private HdfArray array(Slot slot, String path) {
        Parameter weight = slot.parameter();
        Shape shape = slot.value().shape();
        String name = weight == null ? slot.name() : slot.name() + " of " + weight.name();
        return WeightTree.array(file, path, shape, name, shape.toString(), place);
    }

    /**
     * The weights that the memory belongs to: the trainable ones, or also those that were frozen after training.
     *
     * @throws KerasFormatException if there is no room for it
     */
    private List<Parameter> remembered(Model model, int found) {
        List<Parameter> all =
                model.weights().stream().filter(Parameter::trainable).toList();
        if (all.isEmpty()) {
            return all;
        }
        Optimizer probe = OptimizerConfigs.FAMILY.read(OptimizerConfigs.FAMILY.write(optimizer), Place.of(group));
        probe.build(List.of(Collections.min(
                all, Comparator.comparingLong(weight -> weight.shape().size()))));
        long shared =
                probe.slots().stream().filter(slot -> slot.parameter() == null).count();
        long each = probe.slots().size() - shared;
        long ofAll = each * all.size();
        long more = found - ofAll;
        boolean fits = more == shared || (!keras3 && more == 0) || (hasUnused() && more == all.size());
        List<Parameter> remembered = fits ? all : model.trainableWeights();
        long numbers =
                remembered.stream().mapToLong(weight -> weight.shape().size()).sum();
        place.memory().spend(each * numbers, Double.BYTES, "the state of the optimizer", place.at(group));
        return remembered;
    }

    /** Whether the file has an array for each weight that says nothing. */
    private boolean hasUnused() {
        return !keras3
                && ((optimizer instanceof SGD sgd && sgd.momentum() == 0)
                        || (kindByKind && optimizer instanceof Adam adam && !adam.amsgrad()));
    }

    /** The memory in the order of the file. */
    private List<Slot> inOrder(int found, int weights) {
        List<Slot> slots = optimizer.slots();
        if (keras3) {
            return slots;
        }
        List<Slot> ofWeights =
                slots.stream().filter(slot -> slot.parameter() != null).toList();
        if (!kindByKind) {
            return ofWeights;
        }
        List<Slot> ordered = new ArrayList<>();
        if (found != ofWeights.size() && found != ofWeights.size() + weights) {
            slots.stream().filter(slot -> slot.parameter() == null).forEach(ordered::add);
        }
        Set<String> kinds = new LinkedHashSet<>();
        ofWeights.forEach(slot -> kinds.add(slot.name()));
        for (String kind : kinds) {
            ofWeights.stream().filter(slot -> slot.name().equals(kind)).forEach(ordered::add);
        }
        return ordered;
    }
}
