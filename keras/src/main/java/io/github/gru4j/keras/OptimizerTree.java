package io.github.gru4j.keras;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Slot;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/**
 * Where the state of an optimizer stands in {@code model.weights.h5}: the number of steps, the learning rate unless a
 * schedule gives it, then its memory in Keras's order.
 */
final class OptimizerTree {

    private static final String VARS = "optimizer/vars";

    private OptimizerTree() {}

    /** Adds the state of a model's optimizer to a file; nothing if the model is not compiled. */
    static void write(Model model, HdfWriter.Group root) {
        Optimizer optimizer = model.optimizer();
        if (optimizer == null || model.loss() == null) {
            return;
        }
        HdfWriter.Group vars = root.group("optimizer").group("vars");
        vars.name(optimizer.name());
        vars.dataset("0", new long[] {optimizer.iterations()});
        if (optimizer.learningRateSchedule() == null) {
            writeRate(optimizer.learningRate(), vars);
        }
        int first = firstSlot(optimizer);
        List<Slot> slots = slots(optimizer, model.trainableWeights());
        for (int i = 0; i < slots.size(); i++) {
            WeightTree.dataset(vars, Integer.toString(first + i), slots.get(i).value(), false);
        }
    }

    private static int firstSlot(Optimizer optimizer) {
        return optimizer.learningRateSchedule() == null ? 2 : 1;
    }

    /** In float32 as Keras does, unless another rate would come back: then training would not continue bit for bit. */
    private static void writeRate(double rate, HdfWriter.Group vars) {
        if (shortest((float) rate) == rate) {
            vars.dataset("1", new float[] {(float) rate});
        } else {
            vars.dataset("1", new double[] {rate});
        }
    }

    /**
     * What a loaded model can use: the memory of the weights that are trainable now, which may be fewer than in training;
     * none if there are others by now, which this optimizer cannot train.
     */
    private static List<Slot> slots(Optimizer optimizer, List<Parameter> trainable) {
        List<Slot> slots = optimizer.slots().stream()
                .filter(slot -> slot.parameter() == null || trainable.contains(slot.parameter()))
                .toList();
        boolean complete =
                trainable.stream().allMatch(weight -> slots.stream().anyMatch(slot -> slot.parameter() == weight));
        return complete ? slots : List.of();
    }

    /**
     * Fills the state of a model's optimizer, if the model is compiled and the file has any. A file saved before the
     * first step may hold the step count and the learning rate alone.
     *
     * @throws KerasFormatException if the state does not fit the model
     */
    static void read(Model model, HdfReader file, Place place) {
        Optimizer optimizer = model.optimizer();
        int found = file.members(VARS).size();
        if (optimizer == null || found == 0) {
            return;
        }
        HdfReader.Values steps = file.read(VARS + "/0");
        long count = count(steps.values());
        if (count < 0) {
            throw place.at(VARS + "/0").error("iteration must be one integer, 0 or more. Received: another array.");
        }
        if (optimizer.learningRateSchedule() == null) {
            optimizer.setLearningRate(readRate(file, place));
        }
        int first = firstSlot(optimizer);
        if (found > first) {
            optimizer.build(remembered(model, optimizer, found - first));
            readSlots(optimizer.slots(), first, found, file, place);
        }
        optimizer.setIterations(count);
    }

    private static double readRate(HdfReader file, Place place) {
        Tensor rate = WeightTree.tensor(file, VARS + "/1", Shape.of(), "learning_rate", "()", place);
        double value = rate.getAt(0);
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw place.at(VARS + "/1").error("learning_rate must be a number of 0 or more. Received: " + value + ".");
        }
        return rate.dtype() == DType.FLOAT32 ? shortest((float) value) : value;
    }

    /** The one integer of an array, of 64 bits from TensorFlow and of 32 from JAX and torch; negative for anything else. */
    private static long count(Object values) {
        if (values instanceof long[] longs && longs.length == 1) {
            return longs[0];
        }
        return values instanceof int[] ints && ints.length == 1 ? ints[0] : -1;
    }

    /** The weights that the slots belong to: the trainable ones, or also those that were frozen after training. */
    private static List<Parameter> remembered(Model model, Optimizer optimizer, int slots) {
        List<Parameter> all =
                model.weights().stream().filter(Parameter::trainable).toList();
        if (all.isEmpty()) {
            return all;
        }
        Optimizer probe = OptimizerConfigs.FAMILY.read(OptimizerConfigs.FAMILY.write(optimizer), Place.of(VARS));
        probe.build(all.subList(0, 1));
        long shared =
                probe.slots().stream().filter(slot -> slot.parameter() == null).count();
        long each = probe.slots().size() - shared;
        return slots == each * all.size() + shared ? all : model.trainableWeights();
    }

    private static void readSlots(List<Slot> slots, int first, int found, HdfReader file, Place place) {
        if (found != first + slots.size()) {
            throw place.at(VARS)
                    .error("must hold " + (first + slots.size())
                            + " arrays for the trainable weights of the model. Received: " + found + " arrays.");
        }
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            Parameter weight = slot.parameter();
            slot.value()
                    .copyFrom(WeightTree.tensor(
                            file,
                            VARS + "/" + (first + i),
                            slot.value().shape(),
                            weight == null ? slot.name() : slot.name() + " of " + weight.name(),
                            slot.value().shape().toString(),
                            place));
        }
    }

    /** The shortest decimal that gives this float32: a rate of 0.001 comes back as 0.001 and not as its float32 image. */
    private static double shortest(float rate) {
        return Double.parseDouble(Float.toString(rate));
    }
}
