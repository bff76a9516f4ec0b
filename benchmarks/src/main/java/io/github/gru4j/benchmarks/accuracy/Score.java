package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.model.Model;
import io.github.gru4j.optimizer.Optimizer;
import java.util.Objects;

/**
 * How well a task was learned.
 *
 * @param value the model's score; smaller is better
 * @param trivial the score of who overlooks the inputs
 * @param reached whether the goal of the task is reached
 * @param weights how many numbers the model has learned
 * @param updates how many batches it was trained on
 */
record Score(double value, double trivial, boolean reached, long weights, long updates) {

    /** The score of a model at the end of its training. */
    static Score of(double value, double trivial, boolean reached, Model model) {
        long weights = model.trainableWeights().stream()
                .mapToLong(weight -> weight.value().size())
                .sum();
        Optimizer optimizer = Objects.requireNonNull(model.optimizer());
        return new Score(value, trivial, reached, weights, optimizer.updates());
    }
}
