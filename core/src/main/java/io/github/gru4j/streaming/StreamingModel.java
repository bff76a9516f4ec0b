package io.github.gru4j.streaming;

import io.github.gru4j.internal.kernel.WarmUp;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that takes one event at a time: the weights as they were when it was made, shared by any number of streams,
 * each with its own {@link StreamingState}. Stepping through a sequence gives bit for bit what the model gives for the
 * whole sequence.
 *
 * <pre>{@code
 * StreamingModel model = StreamingModel.of(trained);
 * StreamingState state = model.newState();
 * model.step(state, features, prediction);      // one event
 *
 * StateTable table = model.newTable(100_000);
 * model.step(table, slots, n, ins, outs);       // one event of each of n keys
 * }</pre>
 *
 * <p>Immutable; safe to share between threads. Once a thread has stepped before, and the JIT compiler knows the way
 * ({@link #warmUp}), stepping allocates nothing, except where an activation is sparsemax, which sorts a copy of its row.
 */
public final class StreamingModel {

    private static final int RESTART = 64; // events of a stream while warming up

    private final Stepper stepper;
    private final int inputSize;
    private final int outputSize;
    private final int stateSize;
    private final StateLayout layout;
    private final ThreadLocal<Event> events;
    private final ThreadLocal<KeyBatch> batches;

    private StreamingModel(Stepper stepper, ModelFingerprint fingerprint) {
        this.stepper = stepper;
        this.inputSize = stepper.inputSize();
        this.outputSize = stepper.outputSize();
        this.stateSize = stepper.stateSize();
        this.layout = new StateLayout(fingerprint, stateSize);
        int memory = inputSize + outputSize + stepper.scratchSize();
        this.events = ThreadLocal.withInitial(() -> new Event(memory));
        this.batches = ThreadLocal.withInitial(() -> new KeyBatch(stepper));
    }

    /** Working memory of one thread for one event: what comes in, what goes out, and the layers' scratch. */
    private static final class Event {
        final Tensor memory;
        final float[] numbers; // of memory

        Event(int size) {
            this.memory = Tensor.zeros(DType.FLOAT32, Shape.of(size));
            this.numbers = memory.floats();
        }
    }

    /**
     * Compiles a model. Later changes of its weights do not show.
     *
     * @param model a built float32 model whose layers need nothing but the events so far
     * @throws UnsupportedOperationException if a layer cannot run step by step; the message names it and says why
     */
    public static StreamingModel of(Model model) {
        if (model.dtype() != DType.FLOAT32) {
            throw new IllegalArgumentException(
                    "StreamingModel: model must have dtype float32. Received: dtype=" + model.dtype() + ".");
        }
        if (!model.built()) {
            throw new IllegalStateException(
                    "StreamingModel: model must be built. Put an Input in front, or call build(shape).");
        }
        for (Module module : model.submodules()) {
            if (module instanceof Layer layer && layer.dtype() != DType.FLOAT32) {
                throw new IllegalArgumentException("StreamingModel: every layer must have dtype float32. Received: "
                        + layer + " with dtype=" + layer.dtype() + ".");
            }
        }
        Stepper stepper = model.stepper();
        return new StreamingModel(stepper, ModelFingerprint.of(model, stepper));
    }

    /** What tells this model from others: states go from one model to another only if the caller says so. */
    public ModelFingerprint fingerprint() {
        return layout.fingerprint();
    }

    /** What tells whether a table or a state is of this model. */
    StateLayout layout() {
        return layout;
    }

    /** Numbers per event that come in. */
    public int inputSize() {
        return inputSize;
    }

    /** Numbers per event that go out. */
    public int outputSize() {
        return outputSize;
    }

    /** The bytes that one stream's state takes, without the object around it: 4 for each number kept. */
    public long stateBytes() {
        return (long) Float.BYTES * stateSize;
    }

    /** A state for a new stream. */
    public StreamingState newState() {
        return new StreamingState(layout, layout.zeros());
    }

    /**
     * A state of this model that goes on where one of another instance is: one of the same model, or of another if the
     * caller says so. That is how live streams change over to new weights.
     *
     * @param state of any model; not changed, and nobody may step it meanwhile
     * @param change what becomes of it if the models differ
     * @throws ForeignStateException if the models differ and the change refuses that
     */
    public StreamingState adopt(StreamingState state, ModelChange change) {
        Tensor values = state.values();
        ModelFingerprint other = state.layout().fingerprint();
        boolean kept = layout.keeps(other.architecture(), other.weights(), values.size(), change);
        return new StreamingState(layout, kept ? values.copy() : layout.zeros());
    }

    /**
     * A table for the states of many keys, empty.
     *
     * @param capacity for how many keys memory is taken now, 0 or more; the table grows beyond
     */
    public StateTable newTable(int capacity) {
        return new StateTable(layout, capacity);
    }

    /**
     * Takes one event.
     *
     * @param state the stream's state; changed
     * @param in the event, {@code inputSize} numbers
     * @param out takes the answer, {@code outputSize} numbers
     * @throws IllegalArgumentException if the sizes do not fit; the state is not changed then
     */
    public void step(StreamingState state, float[] in, float[] out) {
        Tensor values = state.values();
        if (in.length != inputSize || out.length != outputSize || state.layout() != layout) {
            throw mismatch(state, in, out);
        }
        Event event = events.get();
        Tensor memory = event.memory;
        float[] numbers = event.numbers;
        System.arraycopy(in, 0, numbers, 0, inputSize);
        stepper.step(1, memory, 0, values, 0, stateSize, memory, inputSize, memory, inputSize + outputSize);
        System.arraycopy(numbers, inputSize, out, 0, outputSize);
    }

    /**
     * Takes one event of each of many keys. The answers and states are bit for bit those of stepping each key on its own,
     * one event after the other; a key that comes twice takes its events in their order.
     *
     * <p>If a layer refuses an event (an id outside an embedding), some of the keys may have been stepped.
     *
     * @param table holds the keys' states; changed
     * @param slots the keys, by slot; the first {@code n} count
     * @param n number of events
     * @param ins the events, {@code n * inputSize} numbers or more, one event after the other
     * @param outs takes the answers, {@code n * outputSize} numbers or more; another array than {@code ins}
     * @throws IllegalArgumentException if a slot is not in use, or the sizes do not fit; no state is changed then
     */
    public void step(StateTable table, int[] slots, int n, float[] ins, float[] outs) {
        if (n < 0
                || n > slots.length
                || ins.length < (long) n * inputSize
                || outs.length < (long) n * outputSize
                || table.layout() != layout) {
            throw mismatch(table, slots, n, ins, outs);
        }
        table.check(slots, n);
        batches.get().step(stepper, table, slots, n, ins, outs);
    }

    /** How many events of this thread's last call for many keys were taken: all, unless a layer refused one. */
    int taken() {
        return batches.get().taken();
    }

    /**
     * Brings {@link #step step}, of one event and of many keys, to the speed at which it stays: until the JIT compiler has
     * seen enough calls, each takes up to two thousand times as long and allocates. Takes events of its own, with states of
     * its own, until they do not get faster: two to five seconds of a processor, about 10 at most. Call it once per virtual
     * machine and model, in one thread, before the first event that counts.
     *
     * @throws IllegalArgumentException if a layer refuses every event tried: small numbers of both signs, all ones, all zeros
     */
    public void warmUp() {
        List<float[]> accepted = acceptedEvents();
        // Single events come last: they run through code that many keys have shown to the compiler, which had to
        // compile some
        // of it again if it met many keys later, and single events are more calls a second to make it do so.
        warmUpKeys(accepted);
        StreamingState state = newState();
        float[] out = new float[outputSize];
        WarmUp.run(call -> {
            if (call % RESTART == 0) {
                state.reset(); // an unbounded activation must not run away to infinity
            }
            step(state, accepted.get(call % accepted.size()), out);
        });
    }

    private void warmUpKeys(List<float[]> accepted) {
        int keys = KeyBatch.rows(stepper) + 7; // the last chunk is of 7 rows, for which products have smaller tiles
        StateTable table = newTable(keys);
        int[] slots = new int[keys];
        float[] ins = new float[keys * inputSize];
        float[] outs = new float[keys * outputSize];
        for (int key = 0; key < keys; key++) {
            slots[key] = table.add();
            System.arraycopy(accepted.get(key % accepted.size()), 0, ins, key * inputSize, inputSize);
        }
        WarmUp.run(call -> {
            if (call % RESTART == 0) {
                for (int slot : slots) {
                    table.reset(slot);
                }
            }
            step(table, slots, keys, ins, outs);
        });
    }

    /** Events for warming up that no layer refuses, as a masking layer or an embedding does with some. */
    private List<float[]> acceptedEvents() {
        List<float[]> accepted = new ArrayList<>();
        IllegalArgumentException refusal = null;
        StreamingState state = newState();
        float[] out = new float[outputSize];
        for (int kind = 0; kind < 5; kind++) {
            float[] event = new float[inputSize];
            for (int i = 0; i < inputSize; i++) {
                event[i] = kind < 3 ? (7 * i + 5 * kind) % 13 / 6.5f - 0.9f : kind - 3;
            }
            try {
                step(state, event, out);
                accepted.add(event);
            } catch (IllegalArgumentException e) {
                refusal = e;
            }
        }
        if (accepted.isEmpty() && refusal != null) {
            throw refusal;
        }
        return accepted;
    }

    private IllegalArgumentException mismatch(StreamingState state, float[] in, float[] out) {
        if (state.layout() != layout) {
            return foreign("state", "newState(), adopt() or fromBytes()", state.layout());
        }
        return new IllegalArgumentException("StreamingModel: in must hold " + inputSize + " numbers, out " + outputSize
                + ". Received: in.length=" + in.length + ", out.length=" + out.length + ".");
    }

    private IllegalArgumentException mismatch(StateTable table, int[] slots, int n, float[] ins, float[] outs) {
        if (table.layout() != layout) {
            return foreign("table", "newTable()", table.layout());
        }
        return new IllegalArgumentException("StreamingModel: n must be from 0 to slots.length, ins hold " + inputSize
                + " numbers and outs " + outputSize + " for each event. Received: n=" + n + ", slots.length="
                + slots.length
                + ", ins.length=" + ins.length + ", outs.length=" + outs.length + ".");
    }

    private ForeignStateException foreign(String name, String source, StateLayout other) {
        return new ForeignStateException("StreamingModel: " + name + " must come from this model's " + source
                + ". Received: a " + name + " of another instance, of the model " + other.fingerprint() + " with "
                + other.size() + " numbers in a state; this is " + layout.fingerprint() + " with " + layout.size()
                + ".");
    }
}
