package io.github.gru4j.internal.kernel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value derived from weights, kept until the weights change. Safe to share between threads: one computes a missing value
 * and the others wait for it, as it may be computed in the memory of the one before.
 */
public final class Cached<T> {

    private record Entry<T>(long version, T value) {}

    private volatile @Nullable Entry<T> entry;

    /** The value held, of whatever version, or null. */
    public @Nullable T held() {
        Entry<T> current = entry;
        return current == null ? null : current.value;
    }

    /**
     * The value for this version of the weights, computed now unless it is the one already held. Who asks for an older
     * version than is held comes late: the weights that it knew are gone, and it gets the newer value.
     *
     * @param version grows with every change
     */
    public T get(long version, Supplier<T> compute) {
        Entry<T> current = entry;
        return current != null && current.version == version ? current.value : missing(version, compute);
    }

    private synchronized T missing(long version, Supplier<T> compute) {
        Entry<T> current = entry;
        if (current == null || current.version < version) {
            current = new Entry<>(version, compute.get());
            entry = current;
        }
        return current.value;
    }
}
