package io.github.gru4j.keras;

/**
 * How many bytes reading one file may still allocate. Whatever is as large as a file says it is, is asked for here before it
 * is allocated: the entries of an archive, the trees of its JSON, the structures and arrays of its HDF5, the weights of the
 * model and the state of its optimizer. What is kept is spent; what is let go at once must only fit.
 *
 * <p>Not thread-safe.
 */
final class MemoryBudget {

    /** What reading may allocate, of a large file or a text, unless the caller says otherwise. */
    static final long DEFAULT = 2L << 30;

    /** Weights do not compress well, and no structure takes this many times its bytes: what needs more is a bomb. */
    private static final long RATIO = 100;

    /** What a small file may need. */
    private static final long SMALLEST = 64L << 20;

    private final long total;
    private long left;

    /** A budget of which nothing is spent. */
    MemoryBudget(long total) {
        this.total = total;
        this.left = total;
    }

    /**
     * The budget of a file of which the caller says nothing.
     *
     * @param fileSize the size of the file in bytes
     */
    static MemoryBudget ofFile(long fileSize) {
        long ratio = fileSize > DEFAULT / RATIO ? DEFAULT : RATIO * fileSize;
        return new MemoryBudget(Math.max(SMALLEST, ratio));
    }

    /** The budget before anything was spent. */
    long total() {
        return total;
    }

    /**
     * Asks for memory that is kept.
     *
     * @param what it is for, as errors say it
     * @throws KerasFormatException if there is not that much left
     */
    void spend(long bytes, String what, Place place) {
        require(bytes, what, place);
        left -= bytes;
    }

    /** Asks for {@code count} times {@code each} bytes that are kept. */
    void spend(long count, long each, String what, Place place) {
        spend(product(count, each), what, place);
    }

    /**
     * Asks for memory that is let go before more is asked for.
     *
     * @param what it is for, as errors say it
     * @throws KerasFormatException if there is not that much left
     */
    void require(long bytes, String what, Place place) {
        if (bytes < 0 || bytes > left) {
            throw place.error(
                    "must not make reading take more memory than " + total + " bytes. Received: " + what + " of "
                            + bytes + " bytes, where " + left
                            + " are left. If the file is to be trusted, allow more with KerasConfigs.maxMemory.");
        }
    }

    /** Asks for {@code count} times {@code each} bytes that are let go before more is asked for. */
    void require(long count, long each, String what, Place place) {
        require(product(count, each), what, place);
    }

    private static long product(long count, long each) {
        return count < 0 || count > Long.MAX_VALUE / each ? Long.MAX_VALUE : count * each;
    }
}
