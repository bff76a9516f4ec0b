package io.github.gru4j.streaming;

import io.github.gru4j.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * What a {@link StreamingModel} remembers of one stream between two events: {@link StreamingModel#stateBytes} and 72
 * bytes of Java objects around them. Made by {@link StreamingModel#newState}.
 *
 * <p>A state belongs to the model that made it. Its bytes may outlive that model: they name it by its fingerprint, and
 * {@link ModelChange} says what becomes of them in another.
 *
 * <p>One thread at a time may step a state; different states are independent. Many keys of one model are stepped faster,
 * and take less memory, in a {@link StateTable}.
 */
public final class StreamingState {

    private final StateLayout layout;
    private final Tensor values; // (stateSize)

    StreamingState(StateLayout layout, Tensor values) {
        this.layout = layout;
        this.values = values;
    }

    StateLayout layout() {
        return layout;
    }

    Tensor values() {
        return values;
    }

    /** Starts anew, as if no event had come. */
    public void reset() {
        values.fill(0);
    }

    /** An independent state that continues from here. */
    public StreamingState copy() {
        return new StreamingState(layout, values.copy());
    }

    // ---- as bytes ---------------------------------------------------------------------------------------------------

    /**
     * The state as bytes, to be kept anywhere:
     *
     * <pre>
     *   "G4JS" | version 1 | architecture | weights | n   | numbers       | CRC-32C of all before
     *   4        4           8              8         4     4 · n           4                      little-endian
     * </pre>
     *
     * <p>The numbers keep their bits. Reading back with {@link #fromBytes} notices every damage of up to 32 bits in a row.
     */
    public byte[] toBytes() {
        ByteBuffer target = ByteBuffer.allocate(byteLength());
        write(target);
        return target.array();
    }

    /** How many bytes {@link #toBytes} gives: 32 and 4 for each number; the same for all states of a model. */
    public int byteLength() {
        return StateBytes.length(layout);
    }

    /**
     * Writes the bytes of {@link #toBytes} to a buffer, from its position, which moves behind them. Allocates nothing, but
     * for the first time in a thread.
     *
     * @param target of any byte order, with room for {@link #byteLength} bytes
     */
    public void write(ByteBuffer target) {
        StateBytes.write(layout, values.floats(), target);
    }

    /**
     * A state of a model from bytes.
     *
     * @param model that is to step it
     * @param bytes those of {@link #toBytes}
     * @param change what becomes of a state that another model wrote
     * @throws DamagedStateException if they are not the bytes of a state, whole and unchanged
     * @throws ForeignStateException if another model wrote them and the change refuses that
     */
    public static StreamingState fromBytes(StreamingModel model, byte[] bytes, ModelChange change) {
        StreamingState state = model.newState();
        state.read(ByteBuffer.wrap(bytes), change);
        return state;
    }

    /**
     * Overwrites this state with one from a buffer: all bytes from its position to its limit, which becomes its position.
     * Allocates nothing, but for the first time in a thread, and where the buffer is read-only but not direct.
     *
     * @param source the bytes of {@link #toBytes}; of any byte order
     * @param change what becomes of a state that another model wrote
     * @throws DamagedStateException if they are not the bytes of a state, whole and unchanged; changes nothing
     * @throws ForeignStateException if another model wrote them and the change refuses that; changes nothing
     */
    public void read(ByteBuffer source, ModelChange change) {
        if (!StateBytes.read(layout, values.floats(), source, change)) {
            reset();
        }
    }
}
