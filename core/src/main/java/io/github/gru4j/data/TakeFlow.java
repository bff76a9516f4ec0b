package io.github.gru4j.data;

import org.jspecify.annotations.Nullable;

/** The first elements; more are not read. */
final class TakeFlow implements Flow {

    private final Flow upstream;
    private long left;

    TakeFlow(Flow upstream, long count) {
        this.upstream = upstream;
        this.left = count;
    }

    @Override
    public @Nullable Element next() {
        return left-- > 0 ? upstream.next() : null;
    }

    @Override
    public void close() {
        upstream.close();
    }
}
