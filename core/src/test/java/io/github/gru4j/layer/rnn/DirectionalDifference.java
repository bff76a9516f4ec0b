package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.GradientChecker.CallFactory;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a backward pass with one central difference a tensor, along a random direction: what the gradient says about
 * the step v is the sum of gradient ∘ v. As sure as element by element to show that something is wrong, not where, and fast
 * enough for every combination of options.
 */
final class DirectionalDifference {

    private static final double STEP = 1e-5;

    private final Layer layer;
    private final List<Tensor> inputs;
    private final CallFactory calls;
    private final List<Tensor> outputWeights = new ArrayList<>();
    private final Generator random = new Generator(23);

    private DirectionalDifference(Layer layer, List<Tensor> inputs, CallFactory calls) {
        this.layer = layer;
        this.inputs = inputs;
        this.calls = calls;
    }

    /** The largest error over all inputs and trainable weights. */
    static double maxError(Layer layer, List<Tensor> inputs, CallFactory calls) {
        return new DirectionalDifference(layer, inputs, calls).maxError();
    }

    private double maxError() {
        Pass pass = layer.apply(inputs, calls.newCall());
        for (Tensor output : pass.outputs()) {
            outputWeights.add(direction(output));
        }
        Gradients gradients = new Gradients();
        List<@Nullable Tensor> dInputs = pass.backward(new ArrayList<>(outputWeights), gradients);
        double worst = dInputs.size() == inputs.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < inputs.size(); i++) {
            worst = Math.max(worst, error(inputs.get(i), dInputs.get(i), null));
        }
        for (Parameter parameter : layer.trainableWeights()) {
            worst = Math.max(worst, error(parameter.value(), gradients.find(parameter), parameter));
        }
        return worst;
    }

    private double error(Tensor point, @Nullable Tensor gradient, @Nullable Parameter parameter) {
        Tensor origin = point.copy();
        Tensor direction = direction(point);
        double difference =
                (loss(point, origin, direction, STEP, parameter) - loss(point, origin, direction, -STEP, parameter))
                        / (2 * STEP);
        loss(point, origin, direction, 0, parameter);
        double expected = 0;
        for (int i = 0; gradient != null && i < point.size(); i++) {
            expected += gradient.getAt(i) * direction.getAt(i);
        }
        double error = Math.abs(difference - expected) / Math.max(1, Math.abs(expected));
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private double loss(Tensor point, Tensor origin, Tensor direction, double step, @Nullable Parameter parameter) {
        for (int i = 0; i < point.size(); i++) {
            point.setAt(i, origin.getAt(i) + step * direction.getAt(i));
        }
        if (parameter != null) {
            parameter.changed();
        }
        double loss = 0;
        List<Tensor> outputs =
                layer.apply(inputs, calls.newCall().recording(false)).outputs();
        for (int output = 0; output < outputs.size(); output++) {
            for (int i = 0; i < outputs.get(output).size(); i++) {
                loss += outputWeights.get(output).getAt(i) * outputs.get(output).getAt(i);
            }
        }
        return loss;
    }

    private Tensor direction(Tensor like) {
        Tensor direction = Tensor.zeros(DType.FLOAT64, like.shape());
        Tensors.randomize(direction, random);
        return direction;
    }
}
