package io.github.gru4j.model;

import java.util.Arrays;
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

    /** What was added so far. */
    double[] state() {
        double[] state = Arrays.copyOf(sums, sums.length + 2);
        state[sums.length] = total;
        state[sums.length + 1] = samples;
        return state;
    }

    /**
     * Goes on from there.
     *
     * @throws IllegalArgumentException if it is the state of other losses
     */
    void setState(double[] state) {
        if (state.length != sums.length + 2) {
            throw new IllegalArgumentException("TrainingState: must hold the losses of " + sums.length
                    + " outputs. Received: " + (state.length - 2) + ".");
        }
        System.arraycopy(state, 0, sums, 0, sums.length);
        total = state[sums.length];
        samples = (int) state[sums.length + 1];
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
