package io.github.gru4j.benchmarks.peer;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** This library, through its public methods. */
final class Gru4jPeer implements Peer {

    @Override
    public String version() {
        return "this build";
    }

    @Override
    public Stream openStream(GruWeights weights) {
        StreamingModel model =
                StreamingModel.of(Sequential.of(Input.of(Shape.UNKNOWN, weights.features), layer(weights, false)));
        StreamingState state = model.newState();
        return (x, h) -> model.step(state, x, h);
    }

    @Override
    public Sequence openSequence(GruWeights weights, SequenceShape shape) {
        return new Gru4jSequence(layer(weights, true), shape);
    }

    @Override
    public Training openTraining(GruWeights weights, SequenceShape shape) {
        return new Gru4jTraining(layer(weights, true), shape);
    }

    private static GRU layer(GruWeights w, boolean returnSequences) {
        GRU gru = GRU.builder(w.units).returnSequences(returnSequences).build();
        gru.build(Shape.of(Shape.UNKNOWN, Shape.UNKNOWN, w.features));
        gru.setWeights(List.of(
                Tensor.of(w.kernel, w.features, 3 * w.units),
                Tensor.of(w.recurrent, w.units, 3 * w.units),
                Tensor.of(w.bias, 2, 3 * w.units)));
        return gru;
    }

    private static final class Gru4jSequence implements Sequence {
        private final GRU layer;
        private final SequenceShape shape;
        private Tensor x = Tensor.zeros(0);
        private Tensor y = Tensor.zeros(0);

        Gru4jSequence(GRU layer, SequenceShape shape) {
            this.layer = layer;
            this.shape = shape;
        }

        @Override
        public void setInput(float[] values) {
            x = Tensor.of(values, shape.batch(), shape.timesteps(), shape.features());
        }

        @Override
        public void run() {
            y = layer.call(x).output();
        }

        @Override
        public float[] output() {
            return y.floats();
        }
    }

    private static final class Gru4jTraining implements Training {
        private final GRU layer;
        private final SequenceShape shape;
        private final Gradients gradients = new Gradients();
        private final Generator generator = new Generator(1);
        private Tensor x = Tensor.zeros(0);
        private Tensor dOutput = Tensor.zeros(0);
        private boolean inputWanted;

        Gru4jTraining(GRU layer, SequenceShape shape) {
            this.layer = layer;
            this.shape = shape;
        }

        @Override
        public void setInput(float[] values, float[] dValues) {
            x = Tensor.of(values, shape.batch(), shape.timesteps(), shape.features());
            dOutput = Tensor.of(dValues, shape.batch(), shape.timesteps(), shape.units());
        }

        @Override
        public void run() {
            // As after an optimizer's step: what is derived from the weights is derived anew.
            layer.weights().forEach(Parameter::changed);
            gradients.clear();
            Pass pass = layer.apply(List.of(x), Call.training(generator));
            pass.backward(List.of(dOutput), gradients, input -> inputWanted);
        }

        @Override
        public void wantInputGradient(boolean wanted) {
            inputWanted = wanted;
        }

        @Override
        public float[][] gradients() {
            return layer.weights().stream()
                    .map(weight -> gradients.of(weight).floats())
                    .toArray(float[][]::new);
        }
    }
}
