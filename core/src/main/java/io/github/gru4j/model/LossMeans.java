package io.github.gru4j.model;

import java.util.List;
import java.util.Map;

/**
 * The losses of a model over the batches so far: means weighted by the sizes of the batches, whatever the samples in them
 * weigh, as in Keras. Belongs to one epoch and one thread.
 */
final class LossMeans {

    private final List<Objective> trained; // those with a loss
    private final double[] sums;
    private double total;
    private int samples;

    LossMeans(List<Objective> objectives) {
        trained = objectives.stream()
                .filter(objective -> objective.loss() != null)
                .toList();
        sums = new double[trained.size()];
    }

    /**
     * Adds a batch.
     *
     * @param losses of each output that has one, before they are weighed
     * @param penalties what belongs to the loss of the model alone
     * @param rows the size of the batch
     */
    void add(double[] losses, double penalties, int rows) {
        double loss = penalties;
        for (int i = 0; i < losses.length; i++) {
            sums[i] += losses[i] * rows;
            loss += losses[i] * trained.get(i).weight();
        }
        total += loss * rows;
        samples += rows;
    }

    /** The loss of the model: the weighted losses of the outputs and the penalties. */
    double total() {
        return total / samples;
    }

    /** Reports the loss of each output, not weighed, if there are several. Of outputs of one name the last stays. */
    void putEach(Map<String, Double> logs) {
        for (int i = 0; sums.length > 1 && i < sums.length; i++) {
            logs.put(trained.get(i).prefix() + "loss", sums[i] / samples);
        }
    }
}
