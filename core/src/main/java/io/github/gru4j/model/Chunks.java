package io.github.gru4j.model;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.tensor.Tensor;

/** A batch of sequences cut into chunks of steps, for truncated back-propagation through time. Immutable. */
final class Chunks {

    private final Data batch;
    private final int timesteps;
    private final int steps;

    /**
     * Cuts a batch.
     *
     * @param model what is trained; is built if need be
     * @param batch inputs and targets, each (batch, timesteps, …)
     * @param steps of a chunk; the last one may have fewer
     * @throws IllegalArgumentException if something in the model or the batch cannot be cut
     */
    Chunks(Model model, Data batch, int steps) {
        this.batch = batch;
        this.steps = steps;
        Tensor first = batch.x().get(0);
        this.timesteps = first.shape().rank() < 2 ? 0 : first.dim(1);
        if (!model.built()) {
            model.build(batch.x().stream().map(Tensor::shape).toList());
        }
        checkLayers(model);
        batch.x().forEach(x -> checkTime("x", x));
        for (Tensor y : batch.y()) {
            if (y != null) {
                checkTime("y", y);
            }
        }
    }

    private void checkLayers(Model model) {
        for (Layer layer : model.layers()) {
            if (layer instanceof Model inside) {
                checkLayers(inside);
            } else if (!layer.runsInChunks()) {
                String remedy = layer instanceof RNN rnn && !rnn.returnSequences() ? " Use returnSequences(true)." : "";
                throw new IllegalArgumentException(
                        "FitOptions: truncatedSteps must be left out for a layer that needs whole sequences. Received:"
                                + " truncatedSteps=" + steps + ", layer=" + layer.className() + " '" + layer.name()
                                + "'." + remedy);
            }
        }
    }

    private void checkTime(String name, Tensor tensor) {
        if (tensor.shape().rank() < 2 || tensor.dim(1) != timesteps || timesteps == 0) {
            throw new IllegalArgumentException("FitOptions: truncatedSteps needs inputs and targets of shape (batch,"
                    + " timesteps, ...), all with the timesteps of the first input. Received: " + name + " of shape="
                    + tensor.shape() + ", first input of shape="
                    + batch.x().get(0).shape() + ".");
        }
    }

    /** How many chunks there are. */
    int count() {
        return 1 + (timesteps - 1) / steps;
    }

    /** A chunk: the same samples, some of their steps. */
    Data get(int chunk) {
        if (count() == 1) {
            return batch;
        }
        int from = chunk * steps;
        return batch.steps(from, from + Math.min(steps, timesteps - from));
    }
}
