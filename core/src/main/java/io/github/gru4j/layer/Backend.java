package io.github.gru4j.layer;

import io.github.gru4j.internal.kernel.Kernels;
import io.github.gru4j.tensor.DType;

/**
 * Which implementation computes: the Vector API when its module is there, plain Java otherwise. Chosen once per JVM.
 *
 * <p>Safe to share between threads.
 */
public final class Backend {

    private Backend() {}

    /** The name of the float32 implementation: {@code vector-512}, {@code scalar}. */
    public static String name() {
        return Kernels.of(DType.FLOAT32).name();
    }

    /** One sentence: which implementation was chosen, why, and what would change it. */
    public static String reason() {
        return Kernels.reason();
    }
}
