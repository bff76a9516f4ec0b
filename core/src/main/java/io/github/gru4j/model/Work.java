package io.github.gru4j.model;

import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Module;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a forward pass of a model costs, and whether rows can be computed apart. Stateless. */
final class Work {

    private Work() {}

    /**
     * The multiplications of a forward pass, roughly: each weight is used once for each row and, in a layer whose input has
     * a time axis, once for each step. Looking up a row of an embedding costs nothing.
     *
     * @param inputs what goes into the model
     */
    static double multiplications(Model model, List<Tensor> inputs) {
        int rows = inputs.get(0).dim(0);
        int steps = 1;
        for (Tensor input : inputs) {
            steps = Math.max(steps, input.shape().rank() > 1 ? input.dim(1) : 1);
        }
        return (double) rows * perRow(model, steps);
    }

    private static double perRow(Model model, int steps) {
        double sum = 0;
        for (Layer layer : model.layers()) {
            if (layer instanceof Model inside) {
                sum += perRow(inside, steps);
            } else if (!(layer instanceof Embedding)) {
                sum += (double) layer.countParams() * steps(layer.inputShape(), steps);
            }
        }
        return sum;
    }

    /** How often a layer is used for a row: for each step, of which the model's input has as many as are given. */
    private static int steps(@Nullable Shape shape, int given) {
        if (shape == null || shape.rank() < 3) {
            return 1;
        }
        return shape.dim(1) == Shape.UNKNOWN ? given : shape.dim(1);
    }

    /** Whether a row gives the same when its batch is cut: no layer mixes rows or, when losses count, adds one of a batch. */
    static boolean rowsStandAlone(Model model, boolean addsLosses) {
        if (model.mixesRows() || (addsLosses && model.activityRegularizer() != null)) {
            return false;
        }
        for (Module module : model.submodules()) {
            if (module instanceof Layer layer
                    && (layer.mixesRows() || (addsLosses && layer.activityRegularizer() != null))) {
                return false;
            }
        }
        return true;
    }
}
