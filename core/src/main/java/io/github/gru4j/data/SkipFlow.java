package io.github.gru4j.data;

import org.jspecify.annotations.Nullable;

/** All but the first elements, which are read all the same. */
final class SkipFlow implements Flow {

    private final Flow upstream;
    private long left;

    SkipFlow(Flow upstream, long count) {
        this.upstream = upstream;
        this.left = count;
    }

    @Override
    public @Nullable Element next() {
        for (; left > 0; left--) {
            if (upstream.next() == null) {
                return null;
            }
        }
        return upstream.next();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
