package io.github.gru4j.keras;

import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.Average;
import io.github.gru4j.layer.Maximum;
import io.github.gru4j.layer.Minimum;
import io.github.gru4j.layer.Multiply;
import io.github.gru4j.layer.Subtract;
import java.util.ArrayList;
import java.util.List;

/** The table of Keras's layer classes that configs may hold. A new class is a {@link LayerCodec} and a line in here. */
final class LayerTable {

    private static final List<Codec<?>> KERAS_3 = List.of(
            new InputConfig(),
            new DenseConfig(),
            new MaskingConfig(),
            new EmbeddingConfig(),
            new TimeDistributedConfig(),
            new ActivationLayerConfig(),
            new ReLUConfig(),
            new LeakyReLUConfig(),
            new ELUConfig(),
            new PReLUConfig(),
            new SoftmaxConfig(),
            new DropoutConfig(),
            new SpatialDropout1DConfig(),
            new GaussianNoiseConfig(),
            new NormalizationConfig(),
            new LayerNormalizationConfig(),
            new BatchNormalizationConfig(),
            new RescalingConfig(),
            new Conv1DConfig(),
            new MaxPooling1DConfig(),
            new AveragePooling1DConfig(),
            new GlobalMaxPooling1DConfig(),
            new GlobalAveragePooling1DConfig(),
            new FlattenConfig(),
            new ReshapeConfig(),
            new PermuteConfig(),
            new RepeatVectorConfig(),
            new ZeroPadding1DConfig(),
            new Cropping1DConfig(),
            new UpSampling1DConfig(),
            new MergeConfig<>(Add.class, Add::builder),
            new MergeConfig<>(Subtract.class, Subtract::builder),
            new MergeConfig<>(Multiply.class, Multiply::builder),
            new MergeConfig<>(Average.class, Average::builder),
            new MergeConfig<>(Maximum.class, Maximum::builder),
            new MergeConfig<>(Minimum.class, Minimum::builder),
            new ConcatenateConfig(),
            new GRUCellConfig(),
            new StackedRNNCellsConfig(),
            new RNNConfig(),
            new GRUConfig(),
            new BidirectionalConfig(),
            new SequentialConfig(),
            new FunctionalConfig());

    private LayerTable() {}

    /** The codecs of the layers that Keras has in a generation; where two share a Java class, the first one writes. */
    static List<Codec<?>> codecs(Generation generation) {
        if (generation == Generation.KERAS_3) {
            return KERAS_3;
        }
        List<Codec<?>> all = new ArrayList<>(KERAS_3);
        all.addAll(List.of(
                new CuDNNGRUConfig(),
                new ResidualWrapperConfig(),
                new DropoutWrapperConfig(),
                new FunctionalConfig("Model")));
        return all;
    }
}
