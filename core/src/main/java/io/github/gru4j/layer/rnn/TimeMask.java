package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Mask;
import org.jspecify.annotations.Nullable;

/**
 * A mask as the time loop sees it: by position in processing order.
 *
 * <p>A masked step keeps the state. Its output is the previous output, zeros before the first used step, or zeros
 * throughout with {@code zeroOutputForMask} (the TensorFlow backend's rules).
 */
final class TimeMask {

    private final @Nullable Mask mask;
    private final RNNOptions options;
    private final int timesteps;

    TimeMask(@Nullable Mask mask, RNNOptions options, int timesteps) {
        this.mask = mask;
        this.options = options;
        this.timesteps = timesteps;
    }

    /** Whether every step is used. */
    boolean isAbsent() {
        return mask == null;
    }

    /** Whether the step at a position is skipped for a row. */
    boolean skips(int row, int position) {
        return mask != null && !mask.used(row, options.timeOf(position, timesteps));
    }

    /**
     * Whether the output at a position is zeroed. In an unrolled backwards layer the TensorFlow backend zeroes the
     * sequence by the mask in its original order, and the last output by the step that was processed last.
     */
    boolean zeroed(int row, int position) {
        if (mask == null || !options.zeroOutputForMask()) {
            return false;
        }
        boolean originalOrder = options.unroll() && options.returnSequences();
        return originalOrder ? !mask.used(row, position) : skips(row, position);
    }
}
