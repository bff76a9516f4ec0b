package io.github.gru4j.cli.text;

import io.github.gru4j.model.Model;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;

/** A text that a model reads or writes, character by character. Not safe to share between threads. */
public final class TextStream {

    private final StreamingModel model;
    private final StreamingState state;
    private final float[] in;
    private final float[] probabilities;

    /**
     * An empty text.
     *
     * @param model takes the number of a character, gives the probability of each as the next
     * @throws UnsupportedOperationException if a layer cannot run step by step
     */
    public TextStream(Model model) {
        this.model = StreamingModel.of(model);
        this.state = this.model.newState();
        this.in = new float[this.model.inputSize()];
        this.probabilities = new float[this.model.outputSize()];
    }

    /** How many numbers stand for a character that comes in: 1 in a model of texts. */
    public int inputs() {
        return in.length;
    }

    /** How many probabilities the model gives. */
    public int outputs() {
        return probabilities.length;
    }

    /**
     * Reads the next character.
     *
     * @return how likely each character is to follow; the array is written to again by the next call
     */
    public float[] read(int id) {
        in[0] = id;
        model.step(state, in, probabilities);
        return probabilities;
    }

    /** The character that is most likely to follow. */
    int likeliest() {
        int best = 0;
        for (int id = 1; id < probabilities.length; id++) {
            best = probabilities[id] > probabilities[best] ? id : best;
        }
        return best;
    }

    /**
     * Draws the character that follows, and reads it. To be called when something was read.
     *
     * @param temperature 1 draws with the model's probabilities, less favours the likely ones, 0 takes the likeliest
     */
    public int write(double temperature, Generator random) {
        int drawn = temperature == 0 ? likeliest() : drawn(temperature, random);
        read(drawn);
        return drawn;
    }

    /** Draws with probabilities that are proportional to {@code p^(1/temperature)}. */
    private int drawn(double temperature, Generator random) {
        double most = Math.log(probabilities[likeliest()]);
        double[] weights = new double[probabilities.length];
        double sum = 0;
        for (int id = 0; id < weights.length; id++) {
            weights[id] = Math.exp((Math.log(probabilities[id]) - most) / temperature);
            sum += weights[id];
        }
        double left = random.nextDouble() * sum;
        for (int id = 0; id < weights.length; id++) {
            left -= weights[id];
            if (left < 0) {
                return id;
            }
        }
        return likeliest(); // rounding has left a little
    }
}
