package io.github.gru4j.metric;

import io.github.gru4j.loss.Loss;
import io.github.gru4j.loss.Samples;
import io.github.gru4j.tensor.Tensor;

/** The mean of what a loss says of each sample. Not thread-safe. */
abstract class LossMetric extends MeanMetric {

    private final Loss loss;

    LossMetric(Loss loss) {
        this.loss = loss;
    }

    LossMetric(String name, Loss loss) {
        super(name);
        this.loss = loss;
    }

    @Override
    protected double[] values(Tensor yTrue, Tensor yPred, Samples samples) {
        return loss.sampleValues(yTrue, yPred, samples);
    }

    @Override
    public Direction direction() {
        return Direction.DOWN;
    }
}
