package io.github.gru4j.layer.rnn;

import org.jspecify.annotations.Nullable;

/** How a {@link Bidirectional} layer makes one output of the two that its layers give. */
public enum MergeMode {
    /** The features of the forward layer, then those of the backward layer. */
    CONCAT("concat"),
    /** The sum. */
    SUM("sum"),
    /** The product. */
    MUL("mul"),
    /** The mean. */
    AVE("ave"),
    /** No merging: two outputs, that of the forward layer first. Keras's {@code None}. */
    NONE(null);

    private final @Nullable String identifier;

    MergeMode(@Nullable String identifier) {
        this.identifier = identifier;
    }

    /** Keras's {@code merge_mode}; null for {@link #NONE}. */
    public @Nullable String identifier() {
        return identifier;
    }

    /**
     * The mode of Keras's {@code merge_mode}.
     *
     * @param identifier concat, sum, mul, ave, or null for {@link #NONE}
     */
    public static MergeMode get(@Nullable String identifier) {
        for (MergeMode mode : values()) {
            if (identifier == null ? mode.identifier == null : identifier.equals(mode.identifier)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("MergeMode: identifier must be concat, sum, mul, ave or null. Received:"
                + " identifier='" + identifier + "'.");
    }
}
