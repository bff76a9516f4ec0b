package io.github.gru4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The elements of an iterator of the caller's, which is closed if it can be. */
final class IteratorFlow implements Flow {

    private final Iterator<? extends Element> source;
    private boolean closed;

    IteratorFlow(Iterator<? extends Element> source) {
        this.source = source;
    }

    @Override
    public @Nullable Element next() {
        return source.hasNext() ? source.next() : null;
    }

    @Override
    public void close() {
        if (closed || !(source instanceof AutoCloseable resource)) {
            return;
        }
        closed = true;
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Dataset: the source could not be closed. Received: " + e + ".", e);
        }
    }
}
