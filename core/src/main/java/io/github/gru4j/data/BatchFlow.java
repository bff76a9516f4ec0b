package io.github.gru4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several elements made into one. */
final class BatchFlow implements Flow {

    private final Flow upstream;
    private final int batchSize;
    private final boolean dropRemainder;
    private final Function<List<Element>, Element> together;
    private boolean drained;

    BatchFlow(Flow upstream, int batchSize, boolean dropRemainder, Function<List<Element>, Element> together) {
        this.upstream = upstream;
        this.batchSize = batchSize;
        this.dropRemainder = dropRemainder;
        this.together = together;
    }

    @Override
    public @Nullable Element next() {
        List<Element> elements = new ArrayList<>();
        while (!drained && elements.size() < batchSize) {
            Element element = upstream.next();
            if (element == null) {
                drained = true;
            } else {
                elements.add(element);
            }
        }
        boolean none = elements.isEmpty() || (dropRemainder && elements.size() < batchSize);
        return none ? null : together.apply(elements);
    }

    @Override
    public void close() {
        upstream.close();
    }
}
