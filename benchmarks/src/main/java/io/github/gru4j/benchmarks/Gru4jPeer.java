package io.github.gru4j.benchmarks;

import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.streaming.StreamingModel;
import io.github.gru4j.streaming.StreamingState;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;

/** This library, through its public methods. */
final class Gru4jPeer implements Peer {

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
}
