package io.github.gru4j.model;

import org.jspecify.annotations.Nullable;

/** Where a training, or an evaluation, takes its batches from. */
interface Batches {

    /** How many batches a pass has if that is not known before. */
    int UNKNOWN = -1;

    /** One pass over the data. Not thread-safe. */
    interface Reader extends AutoCloseable {
        /** The next batch, or null at the end. */
        @Nullable
        Data next();

        @Override
        void close();
    }

    /**
     * Begins a pass.
     *
     * @param number decides the order of the samples
     */
    Reader open(long number);

    /** How many batches a pass has, or {@link #UNKNOWN}. */
    int count();

    /** Whether a pass never ends. */
    boolean infinite();
}
