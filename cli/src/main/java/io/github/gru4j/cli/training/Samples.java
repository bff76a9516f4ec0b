package io.github.gru4j.cli.training;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;

/** Samples and what a model is to give for them. */
public sealed interface Samples {

    /**
     * All of them in memory.
     *
     * @param x the samples
     * @param y one target for each
     */
    static Samples of(Tensor x, Tensor y) {
        return new InMemory(x, y);
    }

    /**
     * Batches that are made when they are asked for.
     *
     * @param count how many samples they hold in all, for the number of epochs
     */
    static Samples of(Dataset batches, int count) {
        return new InBatches(batches, count);
    }

    /** How many there are. */
    int count();

    /** Trains on them. */
    History fit(Sequential model, FitOptions options);

    /** The options of a training that is judged by them. */
    FitOptions validating(FitOptions options);

    /** Samples in memory. */
    record InMemory(Tensor x, Tensor y) implements Samples {

        @Override
        public int count() {
            return x.dim(0);
        }

        @Override
        public History fit(Sequential model, FitOptions options) {
            return model.fit(x, y, options);
        }

        @Override
        public FitOptions validating(FitOptions options) {
            return options.validationData(x, y);
        }
    }

    /** Samples in batches. */
    record InBatches(Dataset batches, int count) implements Samples {

        @Override
        public History fit(Sequential model, FitOptions options) {
            return model.fit(batches, options);
        }

        @Override
        public FitOptions validating(FitOptions options) {
            return options.validationData(batches);
        }
    }
}
