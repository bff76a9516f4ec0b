package io.github.gru4j.model;

import org.jspecify.annotations.Nullable;

/**
 * The batches of one epoch after the other, as Keras's {@code EpochIterator} gives them: an epoch is a pass over the data or,
 * if its steps are counted, so many batches. Then it goes on where the one before it ended, is short if the data ends, and the
 * next begins with another pass.
 */
final class EpochIterator implements AutoCloseable {

    private final Batches batches;
    private final @Nullable Integer stepsPerEpoch;
    private int counted = Batches.UNKNOWN; // in a whole pass that has been seen
    private int step;
    private long taken; // of the present pass
    private long nextPass;
    private Batches.@Nullable Reader pass;
    private @Nullable Data ahead;

    /**
     * Epochs over batches.
     *
     * @param batches where they come from
     * @param stepsPerEpoch how many make an epoch; null for all of a pass
     * @param firstPass the number of the first pass
     * @param remedy what to do about epochs that would never end
     * @throws IllegalArgumentException if an epoch would never end
     */
    EpochIterator(Batches batches, @Nullable Integer stepsPerEpoch, long firstPass, String remedy) {
        checkEnd(batches, stepsPerEpoch, remedy);
        this.batches = batches;
        this.stepsPerEpoch = stepsPerEpoch;
        this.nextPass = firstPass;
    }

    /**
     * Checks that epochs end.
     *
     * @throws IllegalArgumentException if they do not
     */
    static void checkEnd(Batches batches, @Nullable Integer stepsPerEpoch, String remedy) {
        if (stepsPerEpoch == null && batches.infinite()) {
            throw endless(remedy);
        }
    }

    /** The error of data that never end. */
    static IllegalArgumentException endless(String remedy) {
        return new IllegalArgumentException("Dataset: the data must end. Received: cardinality=INFINITE. " + remedy);
    }

    /** The error of data that end before they have begun. */
    static IllegalArgumentException empty() {
        return new IllegalArgumentException("Dataset: the data must hold at least one batch. Received: none.");
    }

    /** How many batches an epoch has, or {@link Batches#UNKNOWN}. */
    int steps() {
        if (stepsPerEpoch != null) {
            return stepsPerEpoch;
        }
        return batches.count() == Batches.UNKNOWN ? counted : batches.count();
    }

    /**
     * Begins an epoch.
     *
     * @throws IllegalArgumentException if there are no data
     */
    void begin() {
        step = 0;
        ahead = stepsPerEpoch == null || pass == null ? null : pass.next();
        if (ahead == null) {
            close();
            pass = batches.open(nextPass++);
            taken = 0;
            ahead = pass.next();
        }
        if (ahead == null) {
            throw empty();
        }
    }

    /** The next batch of the epoch, or null at its end. */
    @Nullable
    Data next() {
        if (pass == null || (stepsPerEpoch != null && step == stepsPerEpoch)) {
            return null;
        }
        Data next = ahead == null ? pass.next() : ahead;
        ahead = null;
        if (next == null) {
            counted = step;
            return null;
        }
        step++;
        taken++;
        return next;
    }

    /**
     * Where this is, after a batch.
     *
     * @param epoch the number of the epoch
     * @param batch how many batches of it are done
     * @param masks the state of the generator of its dropout masks
     */
    Position position(int epoch, int batch, long masks) {
        return new Position(epoch, batch, nextPass - 1, taken, masks);
    }

    /**
     * Goes to where another one was.
     *
     * @throws IllegalArgumentException if the data end before
     */
    void goOn(Position position) {
        nextPass = position.pass() + 1;
        step = position.batch();
        if (step == 0 && stepsPerEpoch == null) {
            return; // the next epoch begins with another pass
        }
        pass = batches.open(position.pass());
        for (taken = 0; taken < position.taken(); taken++) {
            if (pass.next() == null) {
                throw new IllegalArgumentException(
                        "TrainingState: the data must be those of the training that was saved, of" + " which "
                                + position.taken() + " batches were done. Received: " + taken + " batches.");
            }
        }
    }

    @Override
    public void close() {
        if (pass != null) {
            pass.close();
            pass = null;
        }
    }
}
