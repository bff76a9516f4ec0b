package io.github.gru4j.model;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.internal.kernel.WarmUp;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.layer.rnn.RNN;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * A layer made of layers that can be trained, judged and asked ({@code keras.Model}).
 *
 * <p>Thread-safety: {@link #predict} from many threads is safe unless a layer is stateful; training is not.
 */
public abstract class Model extends Layer {

    private @Nullable CompileOptions compileOptions;
    private List<Objective> objectives = List.of(); // one per output of a compiled model
    private volatile Threads threading = new Threads(1, null);

    /** A model with the common arguments of its builder. */
    protected Model(Builder<?> builder) {
        super(builder);
    }

    /** The layers inside convert: the first may be an embedding, which reads integers. */
    @Override
    protected final boolean autocast() {
        return false;
    }

    /**
     * What comes in with every event when the model runs step by step, for each input: a step of a sequence, an id of one, or
     * all of a sample without a time axis.
     *
     * @throws UnsupportedOperationException if an input cannot come event by event; the message names it and says why
     */
    public List<StreamEvents> streamEvents() {
        return List.of(new StreamEvents(stepper().inputSize(), true, false));
    }

    /** The layers in the order in which they were added, an {@code Input} included. */
    public final List<Layer> layers() {
        return sublayers();
    }

    /**
     * The layer with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public final Layer layer(String name) {
        return layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(describe() + ": name must be one of "
                        + layers().stream().map(Layer::name).toList() + ". Received: name=" + name + "."));
    }

    /**
     * The names of the outputs, under which losses and metrics may be given and logs report them; the model's own name for
     * a model with one output that says no other.
     */
    public List<String> outputNames() {
        return List.of(name());
    }

    /**
     * Says how to train a model with one output.
     *
     * @param optimizer changes the weights; serves this model alone
     * @param loss what to minimise; if there are several outputs, for each of them
     * @param metrics what to report beside the loss; samples all weigh 1 in it
     */
    public final void compile(Optimizer optimizer, Loss loss, Metric... metrics) {
        compile(optimizer, loss, List.of(metrics), List.of());
    }

    /**
     * Says how to train a model with one output, and what to report of weighted samples.
     *
     * @param optimizer changes the weights; serves this model alone
     * @param loss what to minimise; if there are several outputs, for each of them
     * @param metrics what to report beside the loss; samples all weigh 1 in it
     * @param weightedMetrics what to report with the weights that the samples have in the loss
     */
    public final void compile(Optimizer optimizer, Loss loss, List<Metric> metrics, List<Metric> weightedMetrics) {
        compile(CompileOptions.of(optimizer, loss)
                .metrics(PerOutput.same(metrics))
                .weightedMetrics(PerOutput.same(weightedMetrics)));
    }

    /**
     * Says how to train a model with any number of outputs.
     *
     * @throws IllegalArgumentException if the options are for other outputs than this model has
     */
    public final void compile(CompileOptions options) {
        objectives = options.objectives(outputNames());
        compileOptions = options;
    }

    /** How the model is trained, or null before {@link #compile}. */
    public final @Nullable CompileOptions compileOptions() {
        return compileOptions;
    }

    /** What each output is trained for; nothing before {@link #compile}. */
    final List<Objective> objectives() {
        return objectives;
    }

    /** The optimizer, or null before {@link #compile}. */
    public final @Nullable Optimizer optimizer() {
        return compileOptions == null ? null : compileOptions.optimizer();
    }

    /** The metrics of all outputs that do not see sample weights; none before {@link #compile}. */
    public final List<Metric> metrics() {
        return objectives.stream()
                .flatMap(objective -> objective.metrics().stream())
                .toList();
    }

    /** The metrics of all outputs that see sample weights; none before {@link #compile}. */
    public final List<Metric> weightedMetrics() {
        return objectives.stream()
                .flatMap(objective -> objective.weightedMetrics().stream())
                .toList();
    }

    /**
     * Trains.
     *
     * @param x inputs, the first axis counts the samples
     * @param y targets, one per sample
     * @param options epochs, batches, validation, callbacks
     * @return the loss and metrics of each epoch, in the order of their names, as in Keras 3
     * @throws IllegalStateException if the model is not compiled
     */
    public final History fit(Tensor x, Tensor y, FitOptions options) {
        return fit(List.of(x), List.of(y), options);
    }

    /**
     * Trains a model with several inputs or outputs.
     *
     * @param x the inputs, in their order; the first axis of each counts the samples
     * @param y a target for each output, or for each output that has a loss
     * @param options epochs, batches, validation, callbacks
     * @return the loss and metrics of each epoch; those of the outputs under their names, {@code price_loss},
     *     {@code price_mae}
     * @throws IllegalStateException if the model is not compiled
     */
    public final History fit(List<Tensor> x, List<Tensor> y, FitOptions options) {
        return new Training(this, options).fit(new Given(x, y, options.sampleWeights()));
    }

    /**
     * Trains on batches that need not fit into memory.
     *
     * @param batches whose elements are batches with a target for each output, or for each output that has a loss
     * @param options epochs, validation, callbacks; batch size, shuffling and weights of samples are the dataset's business
     * @return the loss and metrics of each epoch
     * @throws IllegalStateException if the model is not compiled
     */
    public final History fit(Dataset batches, FitOptions options) {
        return new Training(this, options).fit(batches);
    }

    /** As {@link #evaluate(Tensor, Tensor, int)} in batches of 32. */
    public final Map<String, Double> evaluate(Tensor x, Tensor y) {
        return evaluate(x, y, 32);
    }

    /** As {@link #evaluate(Tensor, Tensor, Tensor, int)} of samples that all weigh 1. */
    public final Map<String, Double> evaluate(Tensor x, Tensor y, int batchSize) {
        return evaluate(x, y, null, batchSize);
    }

    /**
     * Loss and metrics on samples, as inference gives them.
     *
     * @param x inputs, the first axis counts the samples
     * @param y targets, one per sample
     * @param sampleWeight what each sample weighs in the loss, as in {@link FitOptions#sampleWeight}; null for ones
     * @param batchSize samples per forward pass
     * @return {@code loss} and each metric by name
     */
    public final Map<String, Double> evaluate(Tensor x, Tensor y, @Nullable Tensor sampleWeight, int batchSize) {
        return evaluate(List.of(x), List.of(y), sampleWeight == null ? null : PerOutput.same(sampleWeight), batchSize);
    }

    /** As {@link #evaluate(List, List, PerOutput, int)} of samples that all weigh 1, in batches of 32. */
    public final Map<String, Double> evaluate(List<Tensor> x, List<Tensor> y) {
        return evaluate(x, y, null, 32);
    }

    /**
     * Loss and metrics of a model with several inputs or outputs; see {@link #fit(List, List, FitOptions)}.
     *
     * @param x the inputs, in their order; the first axis of each counts the samples
     * @param y a target for each output, or for each output that has a loss
     * @param sampleWeights what the samples weigh in the loss of each output, as in {@link FitOptions#sampleWeights}; null
     *     for ones
     * @param batchSize samples per forward pass
     * @return {@code loss}, each metric and, where several outputs have one, the loss of each, by name
     */
    public final Map<String, Double> evaluate(
            List<Tensor> x, List<Tensor> y, @Nullable PerOutput<Tensor> sampleWeights, int batchSize) {
        return new Training(this, FitOptions.epochs(1).batchSize(batchSize)).evaluate(new Given(x, y, sampleWeights));
    }

    /**
     * Loss and metrics on the batches of a dataset; see {@link #fit(Dataset, FitOptions)}.
     *
     * @param batches which end; {@link Dataset#take} sees to that
     * @return {@code loss}, each metric and, where several outputs have one, the loss of each, by name
     */
    public final Map<String, Double> evaluate(Dataset batches) {
        return new Training(this, FitOptions.epochs(1)).evaluate(batches);
    }

    // ---- batch by batch ---------------------------------------------------------------------------------------------

    /** As {@link #trainOnBatch(Element)} of a model with one input and one output. */
    public final Map<String, Double> trainOnBatch(Tensor x, Tensor y) {
        return trainOnBatch(Element.of(x, y));
    }

    /** As {@link #trainOnBatch(Element, Map)} where the classes all weigh 1. */
    public final Map<String, Double> trainOnBatch(Element batch) {
        return trainOnBatch(batch, Map.of());
    }

    /**
     * One update by one batch: what {@link #fit} does with each of its own. Dropout masks follow from the number of updates
     * that the optimizer has made.
     *
     * @param batch inputs, targets and what the samples weigh
     * @param classWeight what a sample of each class weighs, as in {@link FitOptions#classWeight}; empty for ones
     * @return {@code loss}, each metric and, where several outputs have one, the loss of each, by name: of this batch alone,
     *     before the update
     * @throws IllegalStateException if the model is not compiled
     */
    public final Map<String, Double> trainOnBatch(Element batch, Map<Integer, Double> classWeight) {
        Step step = new Step(this);
        return step.trainOn(DatasetBatches.batch(this, batch, classWeight));
    }

    /** As {@link #testOnBatch(Element)} of a model with one input and one output. */
    public final Map<String, Double> testOnBatch(Tensor x, Tensor y) {
        return testOnBatch(Element.of(x, y));
    }

    /**
     * Loss and metrics of one batch, as inference gives them.
     *
     * @param batch inputs, targets and what the samples weigh
     * @return as {@link #trainOnBatch(Element, Map)}
     * @throws IllegalStateException if the model is not compiled
     */
    public final Map<String, Double> testOnBatch(Element batch) {
        Step step = new Step(this);
        return step.testOn(DatasetBatches.batch(this, batch, Map.of()));
    }

    /** The outputs for one batch, however many samples it has. */
    public final Tensor predictOnBatch(Tensor x) {
        return predict(x, Math.max(1, samples(List.of(x))));
    }

    /** All outputs for one batch, however many samples it has. */
    public final List<Tensor> predictOnBatch(List<Tensor> inputs) {
        return predict(inputs, Math.max(1, samples(inputs)));
    }

    // ---- threads ----------------------------------------------------------------------------------------------------

    /**
     * Lets each call of {@link #predict} and {@link #evaluate} use several threads, the caller's included; the others come
     * from {@link ForkJoinPool#commonPool}. See {@link #setThreads(int, Executor)}.
     *
     * @param threads at most how many; 1 by default. More than there are processors are not used, and none beside a caller
     *     that itself runs in a fork-join pool
     */
    public final void setThreads(int threads) {
        threading = new Threads(checkedThreads(threads), null);
    }

    /**
     * Lets each call of {@link #predict} and {@link #evaluate}, and validation in {@link #fit}, use several threads. They
     * take ranges of samples through the whole model; numbers, bit for bit, and errors are those of one thread. The caller
     * works too and never waits for a thread that is late, so nothing goes wrong if none comes; nor long for one that is
     * held up, whose samples it takes over. That one may then be in a layer for a while after the call has returned, but
     * nothing comes of it.
     *
     * <p>The call stays on one thread where others gain nothing or could not give the same: for fewer than 16 samples, for
     * little work, before the model is built, and where a layer mixes samples ({@link Layer#mixesRows}), as one that is
     * stateful does. On a machine that is busy with other things it stays there for as long as threads have cost more time
     * than they have saved. Each thread needs the memory of a batch, and keeps
     * a part of it for the next call.
     *
     * <p>A layer or cell of your own must allow inference from many threads, as every layer has to, and must say if it mixes
     * samples; it must not wait for a lock that the caller of this model holds. The option belongs to this object: it is not saved, and no part of {@link #toBuilder}.
     *
     * @param threads at most how many, the caller's included; 1 by default
     * @param executor lends the others; it is asked at most {@code threads - 1} times a call and may refuse
     */
    public final void setThreads(int threads, Executor executor) {
        threading = new Threads(checkedThreads(threads), executor);
    }

    private int checkedThreads(int threads) {
        if (threads <= 0) {
            throw new IllegalArgumentException(
                    describe() + ": threads must be a positive integer. Received: threads=" + threads + ".");
        }
        return threads;
    }

    /** At most how many threads a call may use; 1 by default. */
    public final int threads() {
        return threading.count();
    }

    /** How many threads a call may use, and who lends them. */
    final Threads threading() {
        return threading;
    }

    /** As {@link #predict(Tensor, int)} in batches of 32. */
    public final Tensor predict(Tensor x) {
        return predict(x, 32);
    }

    /**
     * The model's output for samples. Batches bound the memory; they do not change the numbers, unless a layer is stateful:
     * each batch then goes on from the one before. With {@link #setThreads} several batches, or parts of one, run at a time.
     *
     * @param x inputs, the first axis counts the samples
     * @param batchSize samples per forward pass
     */
    public final Tensor predict(Tensor x, int batchSize) {
        return predict(List.of(x), batchSize).get(0);
    }

    /** As {@link #predict(List, int)} in batches of 32. */
    public final List<Tensor> predict(List<Tensor> inputs) {
        return predict(inputs, 32);
    }

    /**
     * All outputs for samples, for a model with several inputs or outputs; see {@link #predict(Tensor, int)}.
     *
     * @param inputs the first axis of each counts the samples
     * @param batchSize samples per forward pass
     */
    public final List<Tensor> predict(List<Tensor> inputs, int batchSize) {
        if (batchSize <= 0) {
            throw new IllegalArgumentException(
                    describe() + ": batchSize must be a positive integer. Received: batchSize=" + batchSize + ".");
        }
        int samples = samples(inputs);
        Pass together = ParallelForward.run(this, inputs, batchSize, Call::inference);
        if (together != null) {
            return together.outputs();
        }
        if (samples <= batchSize) {
            return infer(inputs);
        }
        List<Tensor> all = new ArrayList<>();
        for (int from = 0, to; from < samples; from = to) {
            to = from + Math.min(samples - from, batchSize);
            int start = from;
            int end = to;
            List<Tensor> outputs =
                    infer(inputs.stream().map(input -> input.rows(start, end)).toList());
            for (int i = 0; i < outputs.size(); i++) {
                Tensor output = outputs.get(i);
                if (from == 0) {
                    all.add(Tensor.zeros(output.dtype(), output.shape().with(0, samples)));
                }
                int width = output.size() / (to - from);
                Tensor.copyRange(output, 0, all.get(i), from * width, output.size());
            }
        }
        return all;
    }

    /**
     * All outputs for the batches of a dataset, one behind the other; its targets are not looked at.
     *
     * @param batches which end, one at least; {@link Dataset#take} sees to that
     */
    public final List<Tensor> predict(Dataset batches) {
        return Predictions.of(this, batches);
    }

    /** As {@link #warmUp(List)} for a model with one input. */
    public final void warmUp(Tensor example) {
        warmUp(List.of(example));
    }

    /**
     * Brings {@link #predict predict} for inputs of these shapes to the speed at which it stays: until the JIT compiler has
     * seen enough calls, each takes up to a thousand times as long. Predicts the example, in one batch, until that does not
     * get faster: one to three seconds of a processor, 5 and one call at most. Call it once per virtual machine, before the
     * first prediction that counts.
     *
     * @param examples inputs as they will come, in the number, length and batch size that matters most
     * @throws IllegalStateException if a layer is stateful, whose states this would change
     */
    public final void warmUp(List<Tensor> examples) {
        submodules().forEach(module -> {
            if (module instanceof RNN rnn && rnn.stateful()) {
                throw new IllegalStateException(describe()
                        + ": no layer must be stateful, for warming up would change its states. Received: stateful layer '"
                        + rnn.name() + "'. Warm up a copy that is not.");
            }
        });
        samples(examples);
        WarmUp.run(call -> infer(examples));
    }

    /** How many samples all inputs hold. */
    private int samples(List<Tensor> inputs) {
        int samples = -1;
        for (Tensor input : inputs) {
            if (input.shape().rank() == 0) {
                throw new IllegalArgumentException(
                        describe() + ": inputs must have a batch axis. Received: shape=" + input.shape() + ".");
            }
            if (samples >= 0 && input.dim(0) != samples) {
                throw new IllegalArgumentException(describe() + ": all inputs must hold as many samples as the first, "
                        + samples + ". Received: shape=" + input.shape() + ".");
            }
            samples = input.dim(0);
        }
        return samples;
    }

    private List<Tensor> infer(List<Tensor> batch) {
        return apply(batch, Call.inference()).outputs();
    }

    /** Forgets the states of every stateful layer. */
    public final void resetState() {
        submodules().forEach(module -> {
            if (module instanceof RNN rnn) {
                rnn.resetState();
            }
        });
    }
}
