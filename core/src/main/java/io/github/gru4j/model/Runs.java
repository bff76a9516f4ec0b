package io.github.gru4j.model;

import io.github.gru4j.optimizer.Optimizer;
import org.jspecify.annotations.Nullable;

/** What callbacks ask of the training that they watch. */
final class Runs {

    private Runs() {}

    /**
     * The training that has begun.
     *
     * @throws IllegalStateException if none has
     */
    static TrainingRun begun(@Nullable TrainingRun run, String owner) {
        if (run == null) {
            throw new IllegalStateException(owner + ": onTrainBegin must be called before the other methods.");
        }
        return run;
    }

    /**
     * The optimizer whose learning rate a callback sets.
     *
     * @throws IllegalStateException if the model is not compiled, or a schedule gives the learning rate
     */
    static Optimizer settable(TrainingRun run, String owner) {
        Optimizer optimizer = run.model().optimizer();
        if (optimizer == null) {
            throw new IllegalStateException(
                    owner + ": the model must be compiled first. Call compile(optimizer, loss).");
        }
        if (optimizer.learningRateSchedule() != null) {
            throw new IllegalStateException(owner + ": the learning rate must be a number that can be set. Received: "
                    + optimizer.getClass().getSimpleName()
                    + " with a schedule. Make the optimizer with a number as its learning rate.");
        }
        return optimizer;
    }
}
