package io.github.gru4j.streaming;

import io.github.gru4j.layer.Stepper;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * A model that takes one event at a time: the weights as they were when it was made, shared by any number of streams,
 * each with its own {@link StreamingState}. Stepping through a sequence gives bit for bit what the model gives for the
 * whole sequence.
 *
 * <pre>{@code
 * StreamingModel model = StreamingModel.of(trained);
 * StreamingState state = model.newState();
 * model.step(state, features, prediction);      // one event
 * }</pre>
 *
 * <p>Immutable; safe to share between threads. {@link #step} allocates nothing once a thread has stepped before,
 * except where an activation is sparsemax, which sorts a copy of its row.
 */
public final class StreamingModel {

    private final Stepper stepper;
    private final int inputSize;
    private final int outputSize;
    /** Working memory, one per thread: the event, the answer, and the layers' scratch. */
    private final ThreadLocal<Tensor> scratch;

    private StreamingModel(Stepper stepper) {
        this.stepper = stepper;
        this.inputSize = stepper.inputSize();
        this.outputSize = stepper.outputSize();
        int size = inputSize + outputSize + stepper.scratchSize();
        this.scratch = ThreadLocal.withInitial(() -> Tensor.zeros(DType.FLOAT32, Shape.of(size)));
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
        return new StreamingModel(model.stepper());
    }

    /** Numbers per event that come in. */
    public int inputSize() {
        return inputSize;
    }

    /** Numbers per event that go out. */
    public int outputSize() {
        return outputSize;
    }

    /** A state for a new stream. */
    public StreamingState newState() {
        return new StreamingState(stepper.stateSize());
    }

    /**
     * Takes one event.
     *
     * @param state the stream's state; changed
     * @param in the event, {@code inputSize} numbers
     * @param out takes the answer, {@code outputSize} numbers
     */
    public void step(StreamingState state, float[] in, float[] out) {
        if (in.length != inputSize || out.length != outputSize || state.values().size() != stepper.stateSize()) {
            throw mismatch(state, in, out);
        }
        Tensor memory = scratch.get();
        float[] numbers = memory.floats();
        System.arraycopy(in, 0, numbers, 0, inputSize);
        stepper.step(
                1,
                memory,
                0,
                state.values(),
                0,
                stepper.stateSize(),
                memory,
                inputSize,
                memory,
                inputSize + outputSize);
        System.arraycopy(numbers, inputSize, out, 0, outputSize);
    }

    private IllegalArgumentException mismatch(StreamingState state, float[] in, float[] out) {
        return new IllegalArgumentException("StreamingModel: in must hold " + inputSize + " numbers, out " + outputSize
                + ", and state must come from this model's newState(). Received: in.length=" + in.length
                + ", out.length=" + out.length + ", state of " + state.values().size() + " numbers.");
    }
}
