package io.github.gru4j.model;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.internal.kernel.Elementwise;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.CarriedStates;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Module;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Training passes of batches that are cut into slices of rows, for several threads: each slice goes through the whole model
 * on its own, and on its own back. In between, the pass is one of the whole batch, so a loss sees that and nothing else. How a
 * batch is cut depends on its size alone, and the gradients of the slices are added in their order: the numbers are the same
 * with any number of threads. Belongs to one training.
 */
final class SlicedForward {

    /** The most slices of a batch: each has gradients of its own. */
    static final int MOST = 8;

    /** The least rows of a slice; eight if that makes two: what the kernels take together, while they read all weights. */
    static final int LEAST_ROWS = 16;

    /** The way there and back takes about three times the work of a pass in inference. */
    private static final double LEAST_MULTIPLICATIONS = ParallelForward.LEAST_MULTIPLICATIONS / 3;

    /** Fewer gradients are added up before another thread has come. */
    private static final long LEAST_NUMBERS = 200_000;

    private final Model model;
    private final Threads threads;
    private final List<Gradients> gradients = new ArrayList<>(); // of each slice, kept from batch to batch
    private final List<List<Tensor>> inputs = new ArrayList<>(); // of each slice, kept as memory for the next batch's

    SlicedForward(Model model, Threads threads) {
        this.model = model;
        this.threads = threads;
    }

    /** How a batch is cut. */
    static Ranges slices(int rows) {
        int least = rows < 2 * LEAST_ROWS ? Ranges.TILE : LEAST_ROWS;
        return new Ranges(rows, Ranges.TILE, Math.max(1, Math.min(MOST, rows / least)));
    }

    /**
     * A recorded pass. A batch of one slice runs as if it were not cut.
     *
     * @param whole the inputs; the first axis of each counts the samples
     * @param masks where dropout masks come from; each slice has a stream of its own
     * @param carried the states that slices come with, one for each; null for none
     * @return outputs, masks and logits of all samples
     * @throws IllegalArgumentException if a layer looks at more than one sample, or adds to the loss
     */
    Pass run(List<Tensor> whole, Generator masks, @Nullable List<CarriedStates> carried) {
        if (!model.built()) {
            model.build(whole.stream().map(Tensor::shape).toList());
        }
        check(model);
        model.submodules().forEach(this::check);
        Ranges slices = slices(whole.get(0).dim(0));
        Call[] calls = new Call[slices.count()];
        for (int slice = 0; slice < calls.length; slice++) {
            Call call = Call.training(calls.length == 1 ? masks : masks.split());
            calls[slice] = carried == null ? call : call.carrying(carried.get(slice));
        }
        int usable = Work.multiplications(model, whole) < LEAST_MULTIPLICATIONS ? 1 : threads.usable();
        Pass[] passes = new Pass[calls.length];
        while (inputs.size() < calls.length) {
            inputs.add(List.of());
        }
        Crew.run(threads, usable, calls.length, slice -> {
            int from = slices.start(slice);
            int to = slices.start(slice + 1);
            if (calls.length > 1) {
                inputs.set(slice, Data.rows(whole, null, from, to, memory(slice, whole, to - from)));
            }
            passes[slice] = model.apply(calls.length > 1 ? inputs.get(slice) : whole, calls[slice]);
            checkResult(passes[slice], calls[slice], to - from);
        });
        return passes.length == 1 ? passes[0] : together(slices, passes, usable);
    }

    private void check(Module module) {
        if (module instanceof Layer layer && layer.mixesRowsInTraining()) {
            throw new IllegalArgumentException(
                    "FitOptions: threads must be left out for a layer that looks at more than one"
                            + " sample. Received: threads=" + threads.count() + ", layer=" + name(layer) + ".");
        }
        if (module instanceof Layer layer && layer.activityRegularizer() != null) {
            throw new IllegalArgumentException(
                    "FitOptions: threads must be left out for a layer that adds to the loss of a"
                            + " batch. Received: threads=" + threads.count() + ", activityRegularizer of " + name(layer)
                            + ".");
        }
    }

    private static String name(Layer layer) {
        return layer.className() + " '" + layer.name() + "'";
    }

    private void checkResult(Pass pass, Call call, int rows) {
        if (call.losses() != 0) {
            throw new IllegalArgumentException(
                    "FitOptions: threads must be left out for a layer that adds to the loss of a"
                            + " batch. Received: threads=" + threads.count() + ", an added loss of " + call.losses()
                            + ".");
        }
        for (Tensor output : pass.outputs()) {
            if (output.shape().rank() == 0 || output.dim(0) != rows) {
                throw new IllegalArgumentException(
                        "FitOptions: threads must be left out for a model whose outputs do not"
                                + " have a row for each sample. Received: threads=" + threads.count() + ", samples="
                                + rows
                                + ", output of shape=" + output.shape() + ".");
            }
        }
    }

    /** The inputs of a slice of the batch before, if these have their types and shapes; else none. */
    private List<Tensor> memory(int slice, List<Tensor> whole, int rows) {
        List<Tensor> before = inputs.get(slice);
        for (int i = 0; i < before.size(); i++) {
            Tensor tensor = whole.get(i);
            boolean same = before.get(i).dtype() == tensor.dtype()
                    && before.get(i).shape().equals(tensor.shape().with(0, rows));
            if (!same) {
                return List.of();
            }
        }
        return before;
    }

    // ---- the batch --------------------------------------------------------------------------------------------------

    private Pass together(Ranges slices, Pass[] passes, int usable) {
        int outputs = passes[0].outputs().size();
        List<Tensor> values = new ArrayList<>();
        List<@Nullable Mask> masks = new ArrayList<>();
        List<Pass.@Nullable Logits> logits = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            int output = i;
            values.add(joined(Arrays.stream(passes)
                    .map(pass -> pass.outputs().get(output))
                    .toList()));
            masks.add(mask(slices, passes, output));
            Pass.Logits first = passes[0].logits(output);
            logits.add(first == null ? null : logits(first.activation(), passes, output));
        }
        return Pass.of(values, (dOutputs, all, wanted) -> {
                    backward(slices, passes, usable, dOutputs, all);
                    return new ArrayList<@Nullable Tensor>(); // nobody asks for the gradients of the inputs
                })
                .withMasks(masks)
                .withLogits(logits);
    }

    private static Tensor joined(List<Tensor> parts) {
        int rows = parts.stream().mapToInt(part -> part.dim(0)).sum();
        Tensor first = parts.get(0);
        Tensor whole = Tensor.zeros(first.dtype(), first.shape().with(0, rows));
        int position = 0;
        for (Tensor part : parts) {
            Tensor.copyRange(part, 0, whole, position, part.size());
            position += part.size();
        }
        return whole;
    }

    private static Pass.@Nullable Logits logits(Activation activation, Pass[] passes, int output) {
        List<Tensor> parts = new ArrayList<>();
        for (Pass pass : passes) {
            Pass.Logits own = pass.logits(output);
            if (own == null) {
                return null;
            }
            parts.add(own.values());
        }
        return new Pass.Logits(activation, joined(parts));
    }

    /** The mask of an output; a slice that has none uses all of its steps. */
    private static @Nullable Mask mask(Ranges slices, Pass[] passes, int output) {
        Shape shape = null;
        for (Pass pass : passes) {
            Mask mask = pass.masks().get(output);
            shape = mask == null ? shape : mask.shape().with(0, slices.rows());
        }
        if (shape == null) {
            return null;
        }
        boolean[] used = new boolean[Math.toIntExact(shape.size())];
        int width = used.length / slices.rows();
        for (int slice = 0; slice < passes.length; slice++) {
            Mask mask = passes[slice].masks().get(output);
            int start = slices.start(slice) * width;
            for (int i = start; i < slices.start(slice + 1) * width; i++) {
                used[i] = mask == null || mask.usedAt(i - start);
            }
        }
        return Mask.of(shape, used);
    }

    private void backward(Ranges slices, Pass[] passes, int usable, List<@Nullable Tensor> dOutputs, Gradients whole) {
        List<Parameter> parameters =
                model.trainableWeights().stream().filter(whole::wants).toList();
        while (gradients.size() < passes.length) {
            gradients.add(new Gradients());
        }
        Crew.run(threads, usable, passes.length, slice -> {
            Gradients own = gradients.get(slice);
            own.clear();
            own.want(parameters);
            List<@Nullable Tensor> back = new ArrayList<>();
            for (Tensor dOutput : dOutputs) {
                back.add(dOutput == null ? null : dOutput.rows(slices.start(slice), slices.start(slice + 1)));
            }
            passes[slice].backward(back, own, input -> false);
        });
        List<Tensor> sums = parameters.stream().map(whole::of).toList(); // zeros
        long numbers = sums.stream().mapToLong(Tensor::size).sum();
        Crew.run(threads, numbers < LEAST_NUMBERS ? 1 : usable, sums.size(), i -> {
            for (Gradients own : gradients.subList(0, passes.length)) {
                Tensor gradient = own.find(parameters.get(i));
                if (gradient != null) {
                    Elementwise.add(gradient.size(), gradient, 0, sums.get(i), 0);
                }
            }
        });
    }
}
