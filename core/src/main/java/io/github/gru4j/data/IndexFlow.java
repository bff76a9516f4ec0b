package io.github.gru4j.data;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Elements that are made of their numbers, 0, 1, 2, …, when they are asked for. */
final class IndexFlow implements Flow {

    private final int count;
    private final IntFunction<Element> elements;
    private int next;

    IndexFlow(int count, IntFunction<Element> elements) {
        this.count = count;
        this.elements = elements;
    }

    @Override
    public @Nullable Element next() {
        return next < count ? elements.apply(next++) : null;
    }

    @Override
    public void close() {}
}
