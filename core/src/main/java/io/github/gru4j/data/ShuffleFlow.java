package io.github.gru4j.data;

import io.github.gru4j.random.Generator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements drawn from a buffer, which is filled up again from the source before each. */
final class ShuffleFlow implements Flow {

    private final Flow upstream;
    private final int bufferSize;
    private final Generator random;
    private final List<Element> buffer = new ArrayList<>();
    private boolean drained;

    ShuffleFlow(Flow upstream, int bufferSize, Generator random) {
        this.upstream = upstream;
        this.bufferSize = bufferSize;
        this.random = random;
    }

    @Override
    public @Nullable Element next() {
        while (!drained && buffer.size() < bufferSize) {
            Element element = upstream.next();
            if (element == null) {
                drained = true;
            } else {
                buffer.add(element);
            }
        }
        if (buffer.isEmpty()) {
            return null;
        }
        int chosen = random.nextInt(buffer.size());
        Element last = buffer.remove(buffer.size() - 1);
        return chosen == buffer.size() ? last : buffer.set(chosen, last);
    }

    @Override
    public void close() {
        upstream.close();
    }
}
