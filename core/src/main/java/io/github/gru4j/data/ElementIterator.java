package io.github.gru4j.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One iteration over a {@link Dataset}. Closes itself at the end and after an error; who stops before calls {@link #close}.
 * Not thread-safe.
 */
public final class ElementIterator implements Iterator<Element>, AutoCloseable {

    private final Flow flow;
    private @Nullable Element ahead;
    private boolean ended;

    ElementIterator(Flow flow) {
        this.flow = flow;
    }

    /** Whether there is another element, which may have to be read, or waited for. */
    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            boolean read = false;
            try {
                ahead = flow.next();
                read = ahead != null;
            } finally {
                if (!read) {
                    close();
                }
            }
        }
        return ahead != null;
    }

    /**
     * The next element.
     *
     * @throws NoSuchElementException at the end
     */
    @Override
    public Element next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException("ElementIterator: there is no further element. Ask hasNext() first.");
        }
        Element next = ahead;
        ahead = null;
        return next;
    }

    /** Ends the iteration: threads that prefetch stop, iterators of sources that can be closed are closed. */
    @Override
    public void close() {
        ended = true;
        ahead = null;
        flow.close();
    }
}
