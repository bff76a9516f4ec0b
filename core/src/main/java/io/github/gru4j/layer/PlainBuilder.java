package io.github.gru4j.layer;

import java.util.function.Function;

/**
 * The builder of a layer whose own arguments are all given at the start: only those that every layer takes can follow.
 *
 * @param <L> the layer
 */
public final class PlainBuilder<L extends Layer> extends Layer.Builder<PlainBuilder<L>> {

    private final Function<PlainBuilder<L>, L> constructor;

    /** A builder that ends in this constructor. */
    PlainBuilder(Function<PlainBuilder<L>, L> constructor) {
        this.constructor = constructor;
    }

    /** The layer. */
    @Override
    public L build() {
        return constructor.apply(this);
    }
}
