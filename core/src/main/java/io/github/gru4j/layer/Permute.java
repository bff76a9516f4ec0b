package io.github.gru4j.layer;

import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the axes of every sample ({@code keras.layers.Permute}).
 *
 * <p>No mask goes on. Immutable; safe to share between threads.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/permute/">Keras: Permute</a>
 */
public final class Permute extends UnaryLayer {

    private final List<Integer> dims;

    private Permute(PlainBuilder<Permute> builder, List<Integer> dims) {
        super(builder);
        this.dims = List.copyOf(dims);
        List<Integer> all = IntStream.rangeClosed(1, dims.size()).boxed().toList();
        if (!dims.stream().sorted().toList().equals(all)) {
            throw new IllegalArgumentException(
                    "Permute: dims must hold every axis from 1 on, each once. Received: dims=" + dims + ".");
        }
    }

    /**
     * A layer.
     *
     * @param dims for each axis of the output which axis of the input it is, counted from 1, the first after the batch
     */
    public static Permute of(Integer... dims) {
        return builder(List.of(dims)).build();
    }

    /** A layer with further arguments; see {@link #of}. */
    public static PlainBuilder<Permute> builder(List<Integer> dims) {
        return new PlainBuilder<>(common -> new Permute(common, dims));
    }

    /** For each axis of the output which axis of the input it is. */
    public List<Integer> dims() {
        return dims;
    }

    @Override
    public PlainBuilder<Permute> toBuilder() {
        return builder(dims).common(this);
    }

    private int[] order(Shape shape) {
        if (shape.rank() != dims.size() + 1) {
            throw new IllegalArgumentException(describe() + ": input must have rank " + (dims.size() + 1)
                    + ", one more than dims. Received: dims=" + dims + ", shape=" + shape + ".");
        }
        return IntStream.concat(IntStream.of(0), dims.stream().mapToInt(Integer::intValue))
                .toArray();
    }

    @Override
    public Shape computeOutputShape(Shape shape) {
        return Strided.permute(shape, order(shape));
    }

    @Override
    public @Nullable Mask computeMask(@Nullable Mask mask) {
        return null;
    }

    @Override
    protected Pass forward(Tensor input, Call call) {
        int[] order = order(input.shape());
        return Pass.of(
                Strided.permute(input, order),
                (dOutput, gradients) -> Strided.permute(dOutput, Strided.inverse(order)));
    }

    /** Refused by name: time steps may become features. */
    @Override
    public Stepper stepper() {
        throw new UnsupportedOperationException(describe()
                + ": axes that change places may take time steps for features, so it cannot run step by step.");
    }
}
