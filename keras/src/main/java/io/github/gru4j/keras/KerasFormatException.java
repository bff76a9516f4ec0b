package io.github.gru4j.keras;

import org.jspecify.annotations.Nullable;

/**
 * A model file or config is damaged, holds something this library does not support, or contradicts itself. The message says where:
 * {@code model.keras!/model.weights.h5: layers/gru/cell/vars/2: bias must have shape …}, or in a text
 * {@code layers[1].units: must be an integer …}.
 *
 * <p>Unchecked; immutable.
 */
public final class KerasFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String file;
    private final String inside;
    private final String reason;

    /**
     * An error at a place in a file.
     *
     * @param file the file, as the caller named it; empty for a text that the caller gave
     * @param inside the place inside the file ({@code "config.json: layers[1] 'gru'"}); empty for the file as a whole
     * @param reason which rule is broken, and the evidence
     */
    public KerasFormatException(String file, String inside, String reason) {
        this(file, inside, reason, null);
    }

    /**
     * An error at a place in a file, with the exception that revealed it.
     *
     * @param file the file, as the caller named it; empty for a text that the caller gave
     * @param inside the place inside the file; empty for the file as a whole
     * @param reason which rule is broken, and the evidence
     * @param cause what was caught, or null
     */
    public KerasFormatException(String file, String inside, String reason, @Nullable Throwable cause) {
        super(where(file, inside) + reason, cause);
        this.file = file;
        this.inside = inside;
        this.reason = reason;
    }

    private static String where(String file, String inside) {
        String where = file + (file.isEmpty() || inside.isEmpty() ? "" : "!/") + inside;
        return where.isEmpty() ? "" : where + ": ";
    }

    /** The file, as the caller named it; empty for a text that the caller gave. */
    public String file() {
        return file;
    }

    /** The place inside the file; empty for the file as a whole. */
    public String inside() {
        return inside;
    }

    /** Which rule is broken, and the evidence. */
    public String reason() {
        return reason;
    }
}
