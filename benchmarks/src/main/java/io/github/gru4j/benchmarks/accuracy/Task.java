package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.model.Callback;

/** A task by which recurrent networks are judged. Stateless. */
interface Task {

    /** The word for it on the command line. */
    String name();

    /** What is learned. */
    String title();

    /** What the score is. */
    String measure();

    /** What the score should be, and who says so. */
    String goal();

    /**
     * Trains a model and judges it on samples that it has not seen.
     *
     * @param seed decides the samples, the first weights, the order of the samples and the dropout masks
     * @param progress sees the training
     */
    Score run(long seed, Callback progress);
}
