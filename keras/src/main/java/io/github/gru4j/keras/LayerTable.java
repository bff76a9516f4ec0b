package io.github.gru4j.keras;

import java.util.ArrayList;
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
            new RNNConfig(),
            new GRUConfig(),
            new BidirectionalConfig(),
            new SequentialConfig());

    private LayerTable() {}

    /** The codecs of the layers that Keras has in a generation; where two share a Java class, the first one writes. */
    static List<Codec<?>> codecs(Generation generation) {
        if (generation == Generation.KERAS_3) {
            return KERAS_3;
        }
        List<Codec<?>> all = new ArrayList<>(KERAS_3);
        all.addAll(List.of(new CuDNNGRUConfig(), new ResidualWrapperConfig(), new DropoutWrapperConfig()));
        return all;
    }
}
