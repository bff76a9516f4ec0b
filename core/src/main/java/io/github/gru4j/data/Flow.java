package io.github.gru4j.data;

import org.jspecify.annotations.Nullable;

/** Elements one after the other: one stage of a pipeline in one iteration. Belongs to one thread at a time. */
interface Flow extends AutoCloseable {

    /** The next element; null at the end, after which it is not asked again. */
    @Nullable
    Element next();

    /** Lets go of what the iteration holds, here and before; may be called twice. */
    @Override
    void close();
}
