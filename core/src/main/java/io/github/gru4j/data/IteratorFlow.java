package io.github.gru4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The elements of an iterator of the caller's, and what is closed behind them. */
final class IteratorFlow implements Flow {

    private final Iterator<? extends Element> source;
    private @Nullable AutoCloseable resource;

    private IteratorFlow(Iterator<? extends Element> source, @Nullable AutoCloseable resource) {
        this.source = source;
        this.resource = resource;
    }

    /** Over an iterator, which is closed if it can be. */
    static IteratorFlow of(Iterator<? extends Element> source) {
        return new IteratorFlow(source, source instanceof AutoCloseable closeable ? closeable : null);
    }

    /** Over a stream, which is closed. */
    static IteratorFlow of(Callable<? extends Stream<? extends Element>> opening) {
        Stream<? extends Element> stream = unchecked("opened", opening);
        return new IteratorFlow(stream.iterator(), stream);
    }

    @Override
    public @Nullable Element next() {
        return source.hasNext() ? source.next() : null;
    }

    @Override
    public void close() {
        AutoCloseable closing = resource;
        resource = null;
        if (closing != null) {
            unchecked("closed", () -> {
                closing.close();
                return closing;
            });
        }
    }

    private static <T> T unchecked(String what, Callable<T> action) {
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Dataset: the source could not be " + what + ". Received: " + e + ".", e);
        }
    }
}
