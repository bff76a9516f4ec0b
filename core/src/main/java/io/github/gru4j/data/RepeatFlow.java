package io.github.gru4j.data;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One pass over a source after the other. Ends with a pass that is empty, as all others would be. */
final class RepeatFlow implements Flow {

    private final LongFunction<Flow> source;
    private final long firstPass;
    private final long passes;
    private long pass;
    private boolean empty = true; // so far, in this pass
    private Flow current;

    RepeatFlow(LongFunction<Flow> source, long firstPass, long passes) {
        this.source = source;
        this.firstPass = firstPass;
        this.passes = passes;
        this.current = source.apply(firstPass);
    }

    @Override
    public @Nullable Element next() {
        Element next = current.next();
        while (next == null && !empty && pass + 1 < passes) {
            current.close();
            pass++;
            empty = true;
            current = source.apply(firstPass + pass);
            next = current.next();
        }
        empty &= next == null;
        return next;
    }

    @Override
    public void close() {
        current.close();
    }
}
