package io.github.gru4j.keras;

import java.util.List;

/** The table of Keras's layer classes that configs may hold. A new class is a {@link LayerCodec} and a line in here. */
final class LayerTable {

    private static final List<Codec<?>> KERAS_3 = List.of(
            new InputConfig(),
            new DenseConfig(),
            new DropoutConfig(),
            new NormalizationConfig(),
            new GRUCellConfig(),
            new StackedRNNCellsConfig(),
            new ResidualWrapperConfig(),
            new DropoutWrapperConfig(),
            new RNNConfig(),
            new GRUConfig(),
            new BidirectionalConfig(),
            new SequentialConfig());

    private LayerTable() {}

    /** The codecs of Keras's own layers. */
    static List<Codec<?>> codecs() {
        return KERAS_3;
    }
}
