/**
 * The gated recurrent unit of Keras, native to the JVM: tensors, layers, training and streaming.
 *
 * <p>The Vector API is used when the JVM was started with {@code --add-modules jdk.incubator.vector}; without it
 * everything works, more slowly.
 */
module io.github.gru4j.core {
    requires static transitive org.jspecify;
    requires static jdk.incubator.vector;

    exports io.github.gru4j.activation;
    exports io.github.gru4j.constraint;
    exports io.github.gru4j.data;
    exports io.github.gru4j.initializer;
    exports io.github.gru4j.layer;
    exports io.github.gru4j.layer.rnn;
    exports io.github.gru4j.loss;
    exports io.github.gru4j.metric;
    exports io.github.gru4j.model;
    exports io.github.gru4j.optimizer;
    exports io.github.gru4j.random;
    exports io.github.gru4j.regularizer;
    exports io.github.gru4j.streaming;
    exports io.github.gru4j.tensor;
}
