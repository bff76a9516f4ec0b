package io.github.gru4j.cli.conformance;

import io.github.gru4j.initializer.GlorotUniform;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.WeightSpec;
import io.github.gru4j.layer.rnn.RNNCell;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import java.util.function.Function;

/** What the example cells have in common: a builder, so that Bidirectional can make a second one, and first values. */
abstract class ExampleCell extends RNNCell {

    /** The arguments that every layer takes, and how a cell is made of them. */
    static final class Builder extends Layer.Builder<Builder> {
        private final Function<Builder, ? extends RNNCell> constructor;

        Builder(Function<Builder, ? extends RNNCell> constructor) {
            this.constructor = constructor;
        }

        /** Takes over the common arguments of a cell. */
        Builder like(RNNCell cell) {
            return common(cell);
        }

        @Override
        public RNNCell build() {
            return constructor.apply(this);
        }
    }

    ExampleCell(Builder builder) {
        super(builder);
    }

    /** A weight with Keras's default first values. */
    final Parameter weight(String name, Shape shape, Generator generator) {
        return addWeight(name, shape, WeightSpec.of(GlorotUniform.of()), true, generator);
    }
}
