package io.github.gru4j.internal.kernel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value derived from weights, kept until the weights change. Safe to share between threads: two threads may both
 * compute a missing value, and both results are equal.
 */
public final class Cached<T> {

    private record Entry<T>(long version, T value) {}

    private volatile @Nullable Entry<T> entry;

    /** The value held, of whatever version, or null. */
    public @Nullable T held() {
        Entry<T> current = entry;
        return current == null ? null : current.value;
    }

    /** The value for this version of the weights, computed now unless it is the one already held. */
    public T get(long version, Supplier<T> compute) {
        Entry<T> current = entry;
        if (current == null || current.version != version) {
            current = new Entry<>(version, compute.get());
            entry = current;
        }
        return current.value;
    }
}
