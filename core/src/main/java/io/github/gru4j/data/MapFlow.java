package io.github.gru4j.data;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changed elements. */
final class MapFlow implements Flow {

    private final Flow upstream;
    private final UnaryOperator<Element> change;

    MapFlow(Flow upstream, UnaryOperator<Element> change) {
        this.upstream = upstream;
        this.change = change;
    }

    @Override
    public @Nullable Element next() {
        Element element = upstream.next();
        return element == null ? null : change.apply(element);
    }

    @Override
    public void close() {
        upstream.close();
    }
}
