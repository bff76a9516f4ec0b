package io.github.gru4j.cli.training;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** What the units of a model's last recurrent layer do over time. Stateless. */
public final class HiddenStates {

    private HiddenStates() {}

    /**
     * The outputs of the last recurrent layer after every step.
     *
     * @param model ends in a recurrent layer and a {@code Dense}
     * @param sample {@code (1, steps, features)}
     * @return {@code (steps)(units)}
     */
    public static float[][] of(Sequential model, Tensor sample) {
        List<Layer> layers = model.layers();
        Dense head = (Dense) layers.get(layers.size() - 1);
        Sequential.Builder body = Sequential.builder();
        for (Layer layer : layers.subList(0, layers.size() - 2)) {
            body.add(layer.toBuilder().build());
        }
        Sequential hidden = body.add(everyStep(layers.get(layers.size() - 2))).build();
        List<Tensor> weights = model.getWeights();
        hidden.setWeights(weights.subList(0, weights.size() - head.getWeights().size()));
        Tensor states = hidden.predict(sample);
        float[][] values = new float[states.dim(1)][states.dim(2)];
        for (int step = 0; step < values.length; step++) {
            for (int unit = 0; unit < values[step].length; unit++) {
                values[step][unit] = (float) states.get(0, step, unit);
            }
        }
        return values;
    }

    private static Layer everyStep(Layer last) {
        if (last instanceof Bidirectional both) {
            return Bidirectional.of(everyStepOf(both.forwardLayer()));
        }
        return everyStepOf((RNN) last);
    }

    private static RNN everyStepOf(RNN layer) {
        return layer.toBuilder().returnSequences(true).build();
    }
}
