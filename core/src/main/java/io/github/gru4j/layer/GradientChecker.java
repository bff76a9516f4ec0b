package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the backward pass of a layer, a user's own cell included, with central differences in double precision.
 *
 * <pre>{@code
 * GradientChecker.Report report = GradientChecker.check(layer, inputs);
 * assert report.maxError() < 1e-7;
 * }</pre>
 *
 * <p>The loss is a sum of all outputs with fixed random weights, so that every output matters differently.
 */
public final class GradientChecker {

    /** The step of the differences: the error of a central difference is about step² and 1e-16 / step. */
    private static final double STEP = 1e-5;

    private GradientChecker() {}

    /** Makes a call; asked for each forward pass and expected to give equal ones (same seed, same mask). */
    @FunctionalInterface
    public interface CallFactory {
        /** A new call that records. */
        Call newCall();
    }

    /**
     * What was found.
     *
     * @param maxError the largest {@code |difference − gradient| / max(1, |gradient|)}
     * @param where the element with that error, for example {@code kernel[5]} or {@code input 0[3]}
     * @param compared how many elements were compared
     */
    public record Report(double maxError, String where, int compared) {}

    /**
     * As {@link #check(Layer, List, CallFactory)} in a training call whose random numbers are always the same.
     *
     * @param layer a layer of dtype float64
     * @param inputs its inputs; float32 ones are converted
     */
    public static Report check(Layer layer, List<Tensor> inputs) {
        return check(layer, inputs, () -> Call.training(new Generator(0)));
    }

    /**
     * Compares every element of every input and every trainable weight.
     *
     * @param layer a layer of dtype float64
     * @param inputs its inputs; float32 ones are converted
     * @param calls what to run with
     */
    public static Report check(Layer layer, List<Tensor> inputs, CallFactory calls) {
        if (layer.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "GradientChecker: layer must have dtype float64. Received: dtype=" + layer.dtype() + ".");
        }
        // A float32 input would swallow the differences.
        List<Tensor> points =
                inputs.stream().map(input -> input.copy().cast(DType.FLOAT64)).toList();
        Pass pass = layer.apply(points, calls.newCall());
        List<@Nullable Tensor> weights = new ArrayList<>();
        Generator generator = new Generator(1);
        for (Tensor output : pass.outputs()) {
            Tensor weight = Tensor.zeros(DType.FLOAT64, output.shape());
            for (int i = 0; i < weight.size(); i++) {
                weight.setAt(i, generator.nextUniform(-1, 1));
            }
            weights.add(weight);
        }
        Gradients gradients = new Gradients();
        List<@Nullable Tensor> dInputs = pass.backward(weights, gradients);

        Comparison comparison = new Comparison(layer, points, calls, weights);
        for (int i = 0; i < points.size(); i++) {
            comparison.compare("input " + i, points.get(i), i < dInputs.size() ? dInputs.get(i) : null, null);
        }
        for (Parameter parameter : layer.trainableWeights()) {
            comparison.compare(parameter.name(), parameter.value(), gradients.find(parameter), parameter);
        }
        return new Report(comparison.maxError, comparison.where, comparison.compared);
    }

    /** The largest error so far. */
    private static final class Comparison {
        private final Layer layer;
        private final List<Tensor> inputs;
        private final CallFactory calls;
        private final List<@Nullable Tensor> weights;
        private double maxError;
        private String where = "";
        private int compared;

        Comparison(Layer layer, List<Tensor> inputs, CallFactory calls, List<@Nullable Tensor> weights) {
            this.layer = layer;
            this.inputs = inputs;
            this.calls = calls;
            this.weights = weights;
        }

        void compare(String name, Tensor point, @Nullable Tensor gradient, @Nullable Parameter parameter) {
            for (int i = 0; i < point.size(); i++) {
                double original = point.getAt(i);
                double above = lossAt(point, i, original + STEP, parameter);
                double below = lossAt(point, i, original - STEP, parameter);
                lossAt(point, i, original, parameter);
                double difference = (above - below) / (2 * STEP);
                double found = gradient == null ? 0 : gradient.getAt(i);
                double error = Math.abs(difference - found) / Math.max(1, Math.abs(found));
                compared++;
                if (!(error <= maxError)) { // NaN counts as the worst
                    maxError = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
                    where = name + "[" + i + "]";
                }
            }
        }

        private double lossAt(Tensor point, int index, double value, @Nullable Parameter parameter) {
            point.setAt(index, value);
            if (parameter != null) {
                parameter.changed();
            }
            Call call = calls.newCall();
            Pass pass = layer.apply(inputs, call);
            double loss = call.losses();
            for (int output = 0; output < weights.size(); output++) {
                Tensor weight = weights.get(output);
                Tensor values = pass.outputs().get(output);
                for (int i = 0; weight != null && i < values.size(); i++) {
                    loss += weight.getAt(i) * values.getAt(i);
                }
            }
            return loss;
        }
    }
}
