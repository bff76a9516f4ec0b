package io.github.gru4j.model;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Weights of samples by their class, as Keras's {@code class_weight_to_sample_weights} finds them. Stateless; safe to call
 * from many threads.
 */
final class ClassWeights {

    private ClassWeights() {}

    /** The data with the weights of the classes in place of those of the samples; as they are if classes have none. */
    static Data weighed(Model model, Data data, Map<Integer, Double> classWeight) {
        return classWeight.isEmpty() ? data : new Data(data.x(), data.y(), List.of(of(model, data, classWeight)));
    }

    /**
     * What each sample weighs: the weight of its class, 1 for a class that is not listed.
     *
     * @param data of a model with one output; targets are classes, (samples) or (samples, 1), or one-hot rows, (samples,
     *     classes)
     */
    static Tensor of(Model model, Data data, Map<Integer, Double> classWeight) {
        Tensor y = data.y().get(0);
        if (data.y().size() > 1 || y == null) {
            throw new IllegalArgumentException(model.className() + " '" + model.name()
                    + "': classWeight needs a model with one output. Received: the outputs " + model.outputNames()
                    + ". Use sampleWeights.");
        }
        Shape predictions = model.computeOutputShapes(
                        data.x().stream().map(Tensor::shape).toList())
                .get(0);
        return of(model, y, predictions, classWeight);
    }

    /** For targets and the shape of the predictions that are compared with them. */
    static Tensor of(Model model, Tensor y, Shape predictions, Map<Integer, Double> classWeight) {
        if (y.shape().rank() > 2 || predictions.rank() > 2) { // targets of a sequence look like one-hot rows
            throw new IllegalArgumentException(model.className() + " '" + model.name()
                    + "': classWeight needs one class per sample. Received: targets of shape=" + y.shape()
                    + " for predictions of shape=" + predictions + ". Use sampleWeight.");
        }
        int width = y.size() / y.dim(0);
        double[] weights = new double[y.dim(0)];
        for (int sample = 0; sample < weights.length; sample++) {
            int target = width == 1 ? (int) Math.rint(y.getAt(sample)) : largest(y, sample, width);
            weights[sample] = classWeight.getOrDefault(target, 1.0);
        }
        return Tensor.of(weights, weights.length);
    }

    private static int largest(Tensor y, int sample, int width) {
        int largest = 0;
        for (int i = 1; i < width; i++) {
            if (y.getAt(sample * width + i) > y.getAt(sample * width + largest)) {
                largest = i;
            }
        }
        return largest;
    }
}
