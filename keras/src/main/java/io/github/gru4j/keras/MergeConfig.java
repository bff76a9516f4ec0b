package io.github.gru4j.keras;

import io.github.gru4j.layer.Merge;
import io.github.gru4j.layer.PlainBuilder;
import java.util.List;
import java.util.function.Supplier;

/**
 * A merging layer without arguments of its own in files: {@code keras.layers.Add} and its kin.
 *
 * @param <L> the layer
 */
final class MergeConfig<L extends Merge> extends PlainCodec<L> {

    private final Supplier<PlainBuilder<L>> builder;

    MergeConfig(Class<L> type, Supplier<PlainBuilder<L>> builder) {
        super(type.getSimpleName(), type, List.of());
        this.builder = builder;
    }

    @Override
    boolean writesBuildConfig() {
        return true;
    }

    @Override
    PlainBuilder<L> builder(Config config, Layers layers) {
        return builder.get();
    }
}
