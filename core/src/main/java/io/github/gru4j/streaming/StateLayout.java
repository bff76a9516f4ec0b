package io.github.gru4j.streaming;

import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.zip.CRC32C;

/**
 * What the states of one {@link StreamingModel} have in common. Each model has one object of this class, so whether a state
 * belongs to a model is a comparison of references.
 */
final class StateLayout {

    private final ModelFingerprint fingerprint;
    private final Shape shape;
    private final ThreadLocal<CRC32C> checksums = ThreadLocal.withInitial(CRC32C::new);

    /**
     * @param fingerprint of the model
     * @param size numbers in a state
     */
    StateLayout(ModelFingerprint fingerprint, int size) {
        this.fingerprint = fingerprint;
        this.shape = Shape.of(size);
    }

    ModelFingerprint fingerprint() {
        return fingerprint;
    }

    /** Numbers in a state. */
    int size() {
        return shape.dim(0);
    }

    /** The numbers of a stream without events. */
    Tensor zeros() {
        return Tensor.zeros(DType.FLOAT32, shape);
    }

    /**
     * Whether a state of another model goes on in this one, or starts anew.
     *
     * @param architecture of the fingerprint of the model that made the state
     * @param weights of that fingerprint
     * @param numbers in the state
     * @throws ForeignStateException if the change refuses it
     */
    boolean keeps(long architecture, long weights, int numbers, ModelChange change) {
        boolean sameArchitecture = architecture == fingerprint.architecture() && numbers == size();
        if (sameArchitecture && (weights == fingerprint.weights() || change == ModelChange.KEEP)) {
            return true;
        }
        if (change == ModelChange.RESET) {
            return false;
        }
        ModelFingerprint other = new ModelFingerprint(architecture, weights);
        if (sameArchitecture) {
            throw new ForeignStateException("StreamingState: a state must be of a model with these weights, "
                    + fingerprint + ". Received: a state of the model " + other + ", change=REFUSE. Let it go on with"
                    + " ModelChange.KEEP, or start anew with ModelChange.RESET.");
        }
        throw new ForeignStateException("StreamingState: a state must be of a model of this architecture, "
                + fingerprint + " with " + size() + " numbers. Received: a state of the model " + other + " with "
                + numbers + " numbers, change=" + change + ". Start anew with ModelChange.RESET.");
    }

    /** For the checksums of a thread. */
    CRC32C checksum() {
        return checksums.get();
    }
}
