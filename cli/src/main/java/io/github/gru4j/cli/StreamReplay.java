package io.github.gru4j.cli;

import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Model;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a model event by event over whole sequences, each as a stream of its own. The outputs have the shapes that the model's
 * own have: every step of a sequence, and of what has no time axis the value after the last event.
 *
 * <p>A stateful model's streams go on from one call to the next, as its sequences do; not for threads.
 */
final class StreamReplay {

    private final StreamingModel streaming;
    private final List<StreamEvents> events;
    private final boolean timeMajor;
    private final boolean stateful;
    private final List<StreamingState> states = new ArrayList<>(); // of the sequences

    /**
     * Compiles a model.
     *
     * @throws UnsupportedOperationException if it cannot run step by step
     */
    StreamReplay(Model model) {
        this.streaming = StreamingModel.of(model);
        this.events = model.streamEvents();
        List<RNN> recurrent = model.submodules().stream()
                .filter(RNN.class::isInstance)
                .map(RNN.class::cast)
                .toList();
        this.timeMajor = recurrent.stream().anyMatch(RNN::timeMajor);
        this.stateful = recurrent.stream().anyMatch(RNN::stateful);
    }

    /** What comes in with every event, for each input. */
    List<StreamEvents> events() {
        return events;
    }

    /** The number of sequences in some inputs. */
    int sequences(List<Tensor> inputs) {
        boolean swapped = timeMajor && events.get(0).sequence();
        return inputs.get(0).dim(swapped ? 1 : 0);
    }

    /** The number of events in each sequence; 1 where no input has a time axis. */
    int timesteps(List<Tensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (events.get(i).sequence()) {
                return inputs.get(i).dim(timeMajor ? 0 : 1);
            }
        }
        return 1;
    }

    /**
     * Steps through all sequences.
     *
     * @param inputs of the model, the batch with its time axis
     * @param shapes of the model's outputs for them
     */
    List<Tensor> outputs(List<Tensor> inputs, List<Shape> shapes) {
        List<Tensor> outputs =
                shapes.stream().map(shape -> Tensor.zeros(DType.FLOAT32, shape)).toList();
        int sequences = sequences(inputs);
        int timesteps = timesteps(inputs);
        if (!stateful) {
            states.clear();
        }
        float[] in = new float[streaming.inputSize()];
        float[] out = new float[streaming.outputSize()];
        for (int row = 0; row < sequences; row++) {
            if (row == states.size()) {
                states.add(streaming.newState());
            }
            for (int time = 0; time < timesteps; time++) {
                fill(in, inputs, row, sequences, time, timesteps);
                streaming.step(states.get(row), in, out);
                take(out, outputs, row, sequences, time, timesteps);
            }
        }
        return outputs;
    }

    private void fill(float[] in, List<Tensor> inputs, int row, int sequences, int time, int timesteps) {
        int at = 0;
        for (int i = 0; i < inputs.size(); i++) {
            int size = events.get(i).size();
            int place = events.get(i).sequence() ? place(row, sequences, time, timesteps) : row;
            for (int f = 0; f < size; f++) {
                in[at++] = (float) inputs.get(i).getAt(place * size + f);
            }
        }
    }

    private void take(float[] out, List<Tensor> outputs, int row, int sequences, int time, int timesteps) {
        int at = 0;
        for (Tensor output : outputs) {
            int size = output.dim(-1);
            int place = output.shape().rank() == 3 ? place(row, sequences, time, timesteps) : row;
            for (int f = 0; f < size; f++) {
                output.setAt(place * size + f, out[at++]);
            }
        }
    }

    private int place(int row, int sequences, int time, int timesteps) {
        return timeMajor ? time * sequences + row : row * timesteps + time;
    }
}
