package io.github.gru4j.metric;

import io.github.gru4j.layer.Mask;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The mean of a value per prediction, every one a sample of its own. Not thread-safe. */
abstract class ElementMetric extends MeanMetric {

    /** The value of one prediction. */
    abstract double elementValue(double yTrue, double yPred);

    @Override
    protected Samples samples(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Mask mask) {
        return Samples.elements(getClass().getSimpleName(), yPred, sampleWeight, mask);
    }

    @Override
    protected final double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        if (yTrue.size() != yPred.size()) {
            throw wrongShape(yTrue, yPred);
        }
        double[] values = new double[samples.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = elementValue(yTrue.getAt(i), yPred.getAt(i));
        }
        return values;
    }
}
