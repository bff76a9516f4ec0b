package io.github.gru4j.model;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.loss.Loss;
import io.github.gru4j.metric.Metric;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.random.Generator;
import io.github.gru4j.regularizer.Regularizer;
import io.github.gru4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The training loop of one {@link Model#fit}. The loss that it reports is Keras's: the mean over the batches so far,
 * weighted by their sizes, penalties included, each measured before that batch's update.
 */
final class Training {

    private final Model model;
    private final FitOptions options;
    private final Optimizer optimizer;
    private final Loss loss;
    private final Gradients gradients = new Gradients();

    Training(Model model, FitOptions options) {
        Optimizer compiledOptimizer = model.optimizer();
        Loss compiledLoss = model.loss();
        if (compiledOptimizer == null || compiledLoss == null) {
            throw new IllegalStateException(model.className() + " '" + model.name()
                    + "': the model must be compiled first. Call compile(optimizer, loss).");
        }
        this.model = model;
        this.options = options;
        this.optimizer = compiledOptimizer;
        this.loss = compiledLoss;
    }

    History fit(Tensor allX, Tensor allY) {
        check(allX, allY);
        int samples = allX.dim(0);
        Tensor x = allX;
        Tensor y = allY;
        Tensor validationX = options.validationX();
        Tensor validationY = options.validationY();
        if (validationX == null && options.validationSplit() > 0) {
            int split = (int) Math.floor(samples * (1 - options.validationSplit()));
            if (split == 0 || split == samples) {
                throw new IllegalArgumentException("FitOptions: validationSplit must leave samples on both sides."
                        + " Received: validationSplit=" + options.validationSplit() + ", samples=" + samples + ".");
            }
            x = allX.rows(0, split);
            y = allY.rows(0, split);
            validationX = allX.rows(split, samples);
            validationY = allY.rows(split, samples);
        }

        if (validationX != null && validationY != null) {
            check(validationX, validationY); // before an epoch is spent
        }

        Generator generator = new Generator(options.seed());
        Generator order = generator.split();
        Generator masks = generator.split();
        History history = new History();
        options.callbacks().forEach(callback -> callback.onTrainBegin(model, options));
        for (int epoch = 0; epoch < options.epochs() && !stopped(); epoch++) {
            int current = epoch;
            options.callbacks().forEach(callback -> callback.onEpochBegin(current));
            Map<String, Double> logs = epoch(x, y, order, masks);
            if (validationX != null && validationY != null) {
                evaluate(validationX, validationY).forEach((name, value) -> logs.put("val_" + name, value));
            }
            history.add(epoch, logs);
            options.callbacks().forEach(callback -> callback.onEpochEnd(current, logs));
        }
        optimizer.finalizeVariableValues(model.trainableWeights());
        options.callbacks().forEach(Callback::onTrainEnd);
        return history;
    }

    private boolean stopped() {
        return options.callbacks().stream().anyMatch(Callback::stopTraining);
    }

    private Map<String, Double> epoch(Tensor x, Tensor y, Generator order, Generator masks) {
        int samples = x.dim(0);
        int[] permutation = options.shuffle() ? order.permutation(samples) : null;
        int batches = 1 + (samples - 1) / options.batchSize(); // rounded up without overflow
        model.metrics().forEach(Metric::reset);
        double total = 0;
        Map<String, Double> logs = new LinkedHashMap<>();
        for (int batch = 0; batch < batches; batch++) {
            int from = batch * options.batchSize();
            int to = from + Math.min(samples - from, options.batchSize());
            Tensor batchX = permutation == null ? x.rows(from, to) : take(x, permutation, from, to);
            Tensor batchY = permutation == null ? y.rows(from, to) : take(y, permutation, from, to);
            total += step(batchX, batchY, masks) * (to - from);
            logs = logs(total / to);
            for (Callback callback : options.callbacks()) {
                callback.onBatchEnd(batch, batches, logs);
            }
            if (stopped()) {
                break;
            }
        }
        return logs;
    }

    /** One update; returns the loss before it. */
    private double step(Tensor x, Tensor y, Generator masks) {
        Call call = Call.training(masks);
        Pass pass = model.apply(List.of(x), call);
        List<Parameter> parameters = model.trainableWeights(); // after the pass, which may have built the model
        gradients.clear();
        Judged judged = judge(pass, y, pass.mask());
        double value = judged.value() + call.losses() + penalties();
        judged.backward(gradients);
        for (Parameter parameter : parameters) {
            Regularizer regularizer = parameter.regularizer();
            if (regularizer != null) {
                regularizer.addGradient(parameter.value(), gradients.of(parameter));
            }
        }
        optimizer.apply(parameters, gradients);
        return value;
    }

    /** What the loss looks at: the output or, for a cross-entropy behind a softmax or sigmoid, the logits; and what counts of it. */
    private record Judged(
            Loss loss, Pass pass, Tensor y, @Nullable Mask mask) {
        double value() {
            return loss.value(y, pass.output(), null, mask);
        }

        void backward(Gradients gradients) {
            pass.backward(loss.gradient(y, pass.output(), null, mask), gradients);
        }
    }

    /** Shows a batch to the metrics and finds what the loss is to look at; masked samples count in neither. */
    private Judged judge(Pass pass, Tensor y, @Nullable Mask mask) {
        for (Metric metric : model.metrics()) {
            metric.update(y, pass.output(), null, mask);
        }
        Pass.Logits logits = pass.logits();
        Loss onLogits = logits == null ? null : loss.onLogits(logits.activation());
        return logits == null || onLogits == null
                ? new Judged(loss, pass, y, mask)
                : new Judged(onLogits, logits.pass(), y, mask);
    }

    private double penalties() {
        double sum = 0;
        for (Parameter parameter : model.trainableWeights()) {
            Regularizer regularizer = parameter.regularizer();
            sum += regularizer == null ? 0 : regularizer.penalty(parameter.value());
        }
        return sum;
    }

    Map<String, Double> evaluate(Tensor x, Tensor y) {
        check(x, y);
        int samples = x.dim(0);
        model.metrics().forEach(Metric::reset);
        double total = 0;
        for (int from = 0, to; from < samples; from = to) {
            to = from + Math.min(samples - from, options.batchSize());
            Call call = Call.evaluation();
            Pass pass = model.apply(List.of(x.rows(from, to)), call);
            Judged judged = judge(pass, y.rows(from, to), pass.mask());
            total += (judged.value() + call.losses() + penalties()) * (to - from);
        }
        return logs(total / samples);
    }

    private Map<String, Double> logs(double meanLoss) {
        Map<String, Double> logs = new LinkedHashMap<>();
        logs.put("loss", meanLoss);
        for (Metric metric : model.metrics()) {
            String name = metric.name();
            for (int number = 1; logs.containsKey(name); number++) { // as Keras counts metrics of one name
                name = metric.name() + "_" + number;
            }
            logs.put(name, metric.result());
        }
        return logs;
    }

    private void check(Tensor x, Tensor y) {
        String who = model.className() + " '" + model.name() + "'";
        if (x.shape().rank() == 0 || x.dim(0) == 0) {
            throw new IllegalArgumentException(
                    who + ": x must hold at least one sample. Received: shape=" + x.shape() + ".");
        }
        if (y.shape().rank() == 0 || y.dim(0) != x.dim(0)) {
            throw new IllegalArgumentException(
                    who + ": y must have as many samples as x, " + x.dim(0) + ". Received: shape=" + y.shape() + ".");
        }
    }

    private static Tensor take(Tensor source, int[] permutation, int from, int to) {
        Tensor rows = Tensor.zeros(source.dtype(), source.shape().with(0, to - from));
        int width = source.size() / source.dim(0);
        for (int i = from; i < to; i++) {
            Tensor.copyRange(source, permutation[i] * width, rows, (i - from) * width, width);
        }
        return rows;
    }
}
