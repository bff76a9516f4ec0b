package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.layer.rnn.GRUCell;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** States outlive their process and their model, and are never taken for what they are not. */
class StreamingStateTest {

    private static final float[] EVENT = {0.5f, -1};

    private static StreamingModel model(long seed, boolean resetAfter) {
        Sequential model = Sequential.of(
                Input.of(Shape.UNKNOWN, 2),
                GRU.builder(GRUCell.builder(5).resetAfter(resetAfter).build()).build(),
                Dense.of(1));
        if (!resetAfter) { // so that the weights have other shapes, but states the same size
            assertThat(model.weights().get(2).shape()).isEqualTo(Shape.of(15));
        }
        Tensors.randomizeWeights(model, seed);
        return StreamingModel.of(model);
    }

    private static StreamingState stepped(StreamingModel model) {
        StreamingState state = model.newState();
        model.step(state, EVENT, new float[1]);
        return state;
    }

    private static float next(StreamingModel model, StreamingState state) {
        float[] out = new float[1];
        model.step(state.copy(), EVENT, out);
        return out[0];
    }

    @Test
    void bytesAreLaidOutAsDescribed() {
        StreamingModel model = model(1, true);
        StreamingState state = stepped(model);
        ByteBuffer bytes = ByteBuffer.wrap(state.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.limit()).isEqualTo(32 + 4 * 5).isEqualTo(state.byteLength());
        assertThat(HexFormat.of().formatHex(bytes.array(), 0, 8)).isEqualTo("47344a53" + "01000000");
        assertThat(bytes.getLong(8)).isEqualTo(model.fingerprint().architecture());
        assertThat(bytes.getLong(16)).isEqualTo(model.fingerprint().weights());
        assertThat(bytes.getInt(24)).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            assertThat(bytes.getFloat(28 + 4 * i)).isEqualTo(state.values().floats()[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(ModelChange.class)
    void stateOfTheSameModelGoesOnInAnotherProcess(ModelChange change) {
        StreamingState state = stepped(model(1, true));
        state.values().floats()[2] = Float.intBitsToFloat(0x7fc12345); // even a number that is none keeps its bits
        StreamingModel loaded = model(1, true);
        StreamingState read = StreamingState.fromBytes(loaded, state.toBytes(), change);
        Tensors.assertSameBits(read.values(), state.values());
        assertThat(next(loaded, read)).isNaN();
    }

    @Test
    void buffersOfAnyKindAndOrderAreReadFromTheirPosition() {
        StreamingModel model = model(1, true);
        StreamingState state = stepped(model);
        for (ByteBuffer buffer : new ByteBuffer[] {
            ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100).order(ByteOrder.LITTLE_ENDIAN)
        }) {
            ByteOrder order = buffer.order();
            buffer.position(7);
            state.write(buffer);
            assertThat(buffer.position()).isEqualTo(7 + state.byteLength());
            assertThat(buffer.limit()).isEqualTo(100);
            assertThat(buffer.order()).isEqualTo(order);
            buffer.limit(buffer.position()).position(7);
            StreamingState read = model.newState();
            ByteBuffer source = buffer.asReadOnlyBuffer();
            read.read(source, ModelChange.REFUSE);
            assertThat(source.position()).isEqualTo(buffer.limit());
            Tensors.assertSameBits(read.values(), state.values());
        }
    }

    @Test
    void everyChangedByteIsRefusedWhateverTheChangeOfModel() {
        StreamingModel model = model(1, true);
        byte[] bytes = stepped(model).toBytes();
        for (ModelChange change : ModelChange.values()) {
            for (int at = 0; at < bytes.length; at++) {
                for (int delta = 1; delta < 256; delta++) {
                    byte[] damaged = bytes.clone();
                    damaged[at] += (byte) delta;
                    assertThatThrownBy(() -> StreamingState.fromBytes(model, damaged, change))
                            .isInstanceOf(DamagedStateException.class)
                            .hasMessageStartingWith("StreamingState: bytes must be those of a state, whole and"
                                    + " unchanged. Received: 52 bytes that ");
                }
            }
        }
    }

    @Test
    void missingAndFurtherBytesAreRefused() {
        StreamingModel model = model(1, true);
        byte[] bytes = stepped(model).toBytes();
        for (int length = 0; length < 2 * bytes.length; length++) {
            byte[] other = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThatThrownBy(() -> StreamingState.fromBytes(model, other, ModelChange.RESET))
                        .isInstanceOf(DamagedStateException.class);
            }
        }
    }

    @Test
    void refusalsSayWhatIsWrongWithTheBytes() {
        StreamingModel model = model(1, true);
        byte[] bytes = stepped(model).toBytes();
        String rule = "StreamingState: bytes must be those of a state, whole and unchanged. Received: ";
        assertThatThrownBy(() -> StreamingState.fromBytes(model, new byte[3], ModelChange.REFUSE))
                .hasMessage(rule + "3 bytes that do not begin like those of a state.");
        byte[] later = bytes.clone();
        later[4] = 2;
        assertThatThrownBy(() -> StreamingState.fromBytes(model, later, ModelChange.REFUSE))
                .hasMessage(rule + "52 bytes that have version 2, where this release reads version 1.");
        assertThatThrownBy(() -> StreamingState.fromBytes(model, Arrays.copyOf(bytes, 51), ModelChange.REFUSE))
                .hasMessage(rule + "51 bytes that say that they hold 5 numbers, which is not their length.");
        byte[] flipped = bytes.clone();
        flipped[30] ^= 1;
        assertThatThrownBy(() -> StreamingState.fromBytes(model, flipped, ModelChange.REFUSE))
                .hasMessage(rule + "52 bytes that do not have the checksum that they say.");
        StreamingState state = stepped(model);
        assertThatThrownBy(() -> state.write(ByteBuffer.allocate(51)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StreamingState: target must have room for 52 bytes. Received: remaining=51.");
    }

    @Test
    void refusedBytesChangeNothing() {
        StreamingModel model = model(1, true);
        byte[] bytes = stepped(model).toBytes();
        bytes[40]++;
        StreamingState state = stepped(model);
        StreamingState before = state.copy();
        ByteBuffer source = ByteBuffer.wrap(bytes);
        assertThatThrownBy(() -> state.read(source, ModelChange.KEEP)).isInstanceOf(DamagedStateException.class);
        Tensors.assertSameBits(state.values(), before.values());
        assertThat(source.position()).isZero();
        assertThat(source.limit()).isEqualTo(52);
    }

    @Test
    void otherWeightsAreTheCallersChoice() {
        StreamingModel old = model(1, true);
        StreamingModel trained = model(2, true);
        StreamingState state = stepped(old);
        String refusal = "StreamingState: a state must be of a model with these weights, " + trained.fingerprint()
                + ". Received: a state of the model " + old.fingerprint()
                + ", change=REFUSE. Let it go on with ModelChange.KEEP, or start anew with ModelChange.RESET.";
        assertThatThrownBy(() -> trained.adopt(state, ModelChange.REFUSE))
                .isInstanceOf(ForeignStateException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> StreamingState.fromBytes(trained, state.toBytes(), ModelChange.REFUSE))
                .isInstanceOf(ForeignStateException.class)
                .hasMessage(refusal);
        StreamingState kept = trained.adopt(state, ModelChange.KEEP);
        Tensors.assertSameBits(kept.values(), state.values());
        assertThat(kept.values()).isNotSameAs(state.values());
        Tensors.assertSameBits(
                StreamingState.fromBytes(trained, state.toBytes(), ModelChange.KEEP)
                        .values(),
                state.values());
        StreamingState fresh = trained.newState();
        Tensors.assertSameBits(trained.adopt(state, ModelChange.RESET).values(), fresh.values());
        StreamingState overwritten = stepped(trained);
        overwritten.read(ByteBuffer.wrap(state.toBytes()), ModelChange.RESET);
        Tensors.assertSameBits(overwritten.values(), fresh.values());
        assertThat(next(trained, kept)).isNotEqualTo(next(old, state)).isNotEqualTo(next(trained, fresh));
    }

    @Test
    void anotherArchitectureIsNeverKept() {
        StreamingModel old = model(1, true);
        StreamingModel other = model(1, false);
        StreamingState state = stepped(old);
        assertThat(other.stateBytes()).isEqualTo(old.stateBytes());
        for (ModelChange change : new ModelChange[] {ModelChange.REFUSE, ModelChange.KEEP}) {
            String refusal = "StreamingState: a state must be of a model of this architecture, " + other.fingerprint()
                    + " with 5 numbers. Received: a state of the model " + old.fingerprint()
                    + " with 5 numbers, change=" + change + ". Start anew with ModelChange.RESET.";
            assertThatThrownBy(() -> other.adopt(state, change))
                    .isInstanceOf(ForeignStateException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(() -> StreamingState.fromBytes(other, state.toBytes(), change))
                    .isInstanceOf(ForeignStateException.class)
                    .hasMessage(refusal);
        }
        Tensors.assertSameBits(
                other.adopt(state, ModelChange.RESET).values(), other.newState().values());
    }

    @Test
    void stateOfAnotherInstanceMustBeAdoptedBeforeItIsStepped() {
        StreamingModel first = model(1, true);
        StreamingModel second = model(1, true);
        StreamingState state = stepped(first);
        assertThatThrownBy(() -> second.step(state, EVENT, new float[1]))
                .isInstanceOf(ForeignStateException.class)
                .hasMessage("StreamingModel: state must come from this model's newState(), adopt() or fromBytes()."
                        + " Received: a state of another instance, of the model " + first.fingerprint()
                        + " with 5 numbers in a state; this is " + first.fingerprint() + " with 5.");
        StateTable table = first.newTable(1);
        int[] slots = {table.add()};
        assertThatThrownBy(() -> second.step(table, slots, 1, EVENT, new float[1]))
                .isInstanceOf(ForeignStateException.class)
                .hasMessage("StreamingModel: table must come from this model's newTable(). Received: a table of another"
                        + " instance, of the model " + first.fingerprint()
                        + " with 5 numbers in a state; this is " + first.fingerprint() + " with 5.");
        assertThatThrownBy(() -> table.copyFrom(0, second.newState())).isInstanceOf(ForeignStateException.class);
        assertThat(next(second, second.adopt(state, ModelChange.REFUSE))).isEqualTo(next(first, state));
    }
}
