package io.github.gru4j.layer.rnn;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.DropoutMasks;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dropout masks of a GRU cell. A layer takes those of its call, drawn at the first step. A caller's own loop over
 * time takes the cached ones, which stay until they are reset (Keras's caching rule).
 */
final class CellDropout {

    private final DType dtype;
    private final double rate;
    private final double recurrentRate;
    private final boolean maskPerGate; // for the inputs; the state always has one per gate
    private final Generator generator; // of the cached masks
    private @Nullable List<Tensor> cachedInputs;
    private @Nullable List<Tensor> cachedRecurrent;

    CellDropout(DType dtype, double rate, double recurrentRate, boolean maskPerGate, long seed) {
        this.dtype = dtype;
        this.rate = rate;
        this.recurrentRate = recurrentRate;
        this.maskPerGate = maskPerGate;
        this.generator = new Generator(seed);
    }

    /** Exactly 1 disables dropout, as in Keras. */
    private static boolean drops(double rate) {
        return rate > 0 && rate < 1;
    }

    // ---- the masks of a call ----------------------------------------------------------------------------------------

    /** The masks that a call applies; none in inference. */
    DropoutMasks of(GRUCell cell, int batch, Call call) {
        if (!call.training() || !(drops(rate) || drops(recurrentRate))) {
            return DropoutMasks.NONE;
        }
        Shape inputs = Shape.of(batch, cell.kernel().shape().dim(0));
        Shape state = Shape.of(batch, cell.units());
        DropoutMasks masks = call.dropoutMasks(cell, () -> {
            Generator source = call.generator(cell.seed());
            return new DropoutMasks(
                    drops(rate) ? draw(inputs, rate, maskPerGate ? PackedGRU.GATES : 1, source) : List.of(),
                    drops(recurrentRate) ? draw(state, recurrentRate, PackedGRU.GATES, source) : List.of());
        });
        check(cell, "inputs", masks.inputs(), inputs);
        check(cell, "state", masks.recurrent(), state);
        List<Tensor> forInputs = drops(rate) ? masks.inputs() : List.of();
        return new DropoutMasks(
                maskPerGate || forInputs.isEmpty() ? forInputs : forInputs.subList(0, 1),
                drops(recurrentRate) ? masks.recurrent() : List.of());
    }

    /** Masks may come from the caller, or be left from a batch of another size. */
    private static void check(GRUCell cell, String what, List<Tensor> masks, Shape shape) {
        boolean fits = masks.size() <= 1 || masks.size() == PackedGRU.GATES;
        for (Tensor mask : masks) {
            fits &= mask.shape().equals(shape) && mask.dtype() == cell.dtype();
        }
        if (!fits) {
            throw new IllegalArgumentException("GRUCell '" + cell.name() + "': dropout masks of the " + what
                    + " must be none, one or three of shape " + shape + " and dtype " + cell.dtype() + ". Received: "
                    + masks.stream()
                            .map(mask -> mask.dtype() + " " + mask.shape())
                            .toList()
                    + ". Cached masks are dropped by resetDropoutMask() and resetRecurrentDropoutMask().");
        }
    }

    private List<Tensor> draw(Shape shape, double maskRate, int count, Generator source) {
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            masks.add(Dropout.draw(dtype, shape, maskRate, source));
        }
        return masks;
    }

    // ---- the cached masks -------------------------------------------------------------------------------------------

    /** The cached masks of one training step, drawn if there are none. */
    DropoutMasks cached(Shape inputs, Shape state) {
        return new DropoutMasks(
                drops(rate) ? inputs(inputs, true, PackedGRU.GATES) : List.of(),
                drops(recurrentRate) ? recurrent(state, true, PackedGRU.GATES) : List.of());
    }

    synchronized List<Tensor> inputs(Shape shape, boolean training, int count) {
        if (cachedInputs == null) {
            cachedInputs = make("dropout", shape, rate, training, count);
        }
        return cachedInputs;
    }

    synchronized List<Tensor> recurrent(Shape shape, boolean training, int count) {
        if (cachedRecurrent == null) {
            cachedRecurrent = make("recurrentDropout", shape, recurrentRate, training, count);
        }
        return cachedRecurrent;
    }

    synchronized void resetInputs() {
        cachedInputs = null;
    }

    synchronized void resetRecurrent() {
        cachedRecurrent = null;
    }

    private List<Tensor> make(String name, Shape shape, double maskRate, boolean training, int count) {
        if (maskRate == 0) {
            return List.of();
        }
        if (training && maskRate == 1) {
            throw new IllegalArgumentException("GRUCell: " + name
                    + " must be below 1 for a mask to be drawn. Received: " + name + "=" + maskRate + ".");
        }
        int masks = Math.max(1, count);
        return training
                ? List.copyOf(draw(shape, maskRate, masks, generator))
                : Collections.nCopies(masks, Tensor.full(dtype, shape, 1));
    }
}
