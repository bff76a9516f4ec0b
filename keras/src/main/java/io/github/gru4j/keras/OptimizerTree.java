package io.github.gru4j.keras;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Slot;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
        if (optimizer == null) {
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
        OptimizerState state = state(model, file, place);
        if (state != null) {
            state.read(model);
        }
    }

    /**
     * Fills the state of a model's optimizer if it is the one of the file by its name and by its arrays; leaves it as it
     * was if not.
     *
     * @param assign false to see only that nothing is damaged
     * @throws KerasFormatException if an array that would fit is damaged
     */
    static void readIfSame(Model model, HdfReader file, Place place, boolean assign) {
        OptimizerState state = state(model, file, place);
        Optimizer optimizer = model.optimizer();
        if (state != null && optimizer != null) {
            String name = file.attribute(VARS, "name");
            if (name == null || name.equals(optimizer.name())) {
                state.readIfSame(assign);
            }
        }
    }

    /** The state in a file; null if the model is not compiled, or the file has none. */
    private static @Nullable OptimizerState state(Model model, HdfReader file, Place place) {
        Optimizer optimizer = model.optimizer();
        int found = file.members(VARS).size();
        if (optimizer == null || found == 0) {
            return null;
        }
        List<String> paths =
                IntStream.range(0, found).mapToObj(i -> VARS + "/" + i).toList();
        return new OptimizerState(optimizer, file, VARS, paths, place);
    }

    /** The shortest decimal that gives this float32: a rate of 0.001 comes back as 0.001 and not as its float32 image. */
    static double shortest(float rate) {
        return Double.parseDouble(Float.toString(rate));
    }
}
