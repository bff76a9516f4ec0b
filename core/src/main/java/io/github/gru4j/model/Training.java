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
import io.github.gru4j.tensor.Shape;
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

    History fit(Tensor x, Tensor y) {
        Data data = new Data(x, y, options.sampleWeight()).check(model);
        Data validation = options.validationData();
        if (validation == null && options.validationSplit() > 0) {
            int samples = data.samples();
            int split = (int) Math.floor(samples * (1 - options.validationSplit()));
            if (split == 0 || split == samples) {
                throw new IllegalArgumentException("FitOptions: validationSplit must leave samples on both sides."
                        + " Received: validationSplit=" + options.validationSplit() + ", samples=" + samples + ".");
            }
            validation = data.rows(split, samples);
            data = data.rows(0, split);
        }
        if (validation != null) {
            validation.check(model); // before an epoch is spent
        }
        return fit(classesWeighed(data), validation);
    }

    private Data classesWeighed(Data data) {
        if (options.classWeight().isEmpty()) {
            return data;
        }
        Shape predictions = model.computeOutputShape(data.x().shape());
        return new Data(data.x(), data.y(), ClassWeights.of(model, data.y(), predictions, options.classWeight()));
    }

    private History fit(Data data, @Nullable Data validation) {
        Generator generator = new Generator(options.seed());
        Generator order = generator.split();
        Generator masks = generator.split();
        History history = new History();
        options.callbacks().forEach(callback -> callback.onTrainBegin(model, options));
        for (int epoch = 0; epoch < options.epochs() && !stopped(); epoch++) {
            int current = epoch;
            options.callbacks().forEach(callback -> callback.onEpochBegin(current));
            Map<String, Double> logs = epoch(data, order, masks);
            if (validation != null) {
                evaluate(validation).forEach((name, value) -> logs.put("val_" + name, value));
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

    private Map<String, Double> epoch(Data data, Generator order, Generator masks) {
        int samples = data.samples();
        int[] permutation = options.shuffle() ? order.permutation(samples) : null;
        int batches = 1 + (samples - 1) / options.batchSize(); // rounded up without overflow
        resetMetrics();
        double total = 0;
        Map<String, Double> logs = new LinkedHashMap<>();
        for (int batch = 0; batch < batches; batch++) {
            int from = batch * options.batchSize();
            int to = from + Math.min(samples - from, options.batchSize());
            Data rows = permutation == null ? data.rows(from, to) : data.rows(permutation, from, to);
            total += step(rows, masks) * (to - from);
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
    private double step(Data batch, Generator masks) {
        Call call = Call.training(masks);
        Pass pass = model.apply(List.of(batch.x()), call);
        List<Parameter> parameters = model.trainableWeights(); // after the pass, which may have built the model
        gradients.clear();
        Judged judged = judge(pass, batch);
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
            Loss loss, Pass pass, Data batch, @Nullable Mask mask) {
        double value() {
            return loss.value(batch.y(), pass.output(), batch.sampleWeight(), mask);
        }

        void backward(Gradients gradients) {
            pass.backward(loss.gradient(batch.y(), pass.output(), batch.sampleWeight(), mask), gradients);
        }
    }

    /** Shows a batch to the metrics and finds what the loss is to look at. */
    private Judged judge(Pass pass, Data batch) {
        Mask mask = pass.mask();
        for (Metric metric : model.metrics()) {
            metric.update(batch.y(), pass.output(), null, mask);
        }
        for (Metric metric : model.weightedMetrics()) {
            metric.update(batch.y(), pass.output(), batch.sampleWeight(), mask);
        }
        Pass.Logits logits = pass.logits();
        Loss onLogits = logits == null ? null : loss.onLogits(logits.activation());
        return logits == null || onLogits == null
                ? new Judged(loss, pass, batch, mask)
                : new Judged(onLogits, logits.pass(), batch, mask);
    }

    private double penalties() {
        double sum = 0;
        for (Parameter parameter : model.trainableWeights()) {
            Regularizer regularizer = parameter.regularizer();
            sum += regularizer == null ? 0 : regularizer.penalty(parameter.value());
        }
        return sum;
    }

    Map<String, Double> evaluate(Data data) {
        data.check(model);
        int samples = data.samples();
        resetMetrics();
        double total = 0;
        for (int from = 0, to; from < samples; from = to) {
            to = from + Math.min(samples - from, options.batchSize());
            Call call = Call.evaluation();
            Data batch = data.rows(from, to);
            Judged judged = judge(model.apply(List.of(batch.x()), call), batch);
            total += (judged.value() + call.losses() + penalties()) * (to - from);
        }
        return logs(total / samples);
    }

    private Map<String, Double> logs(double meanLoss) {
        Map<String, Double> logs = new LinkedHashMap<>();
        logs.put("loss", meanLoss);
        for (Metric metric : model.metrics()) {
            logs.put(unused(metric.name(), logs), metric.result());
        }
        for (Metric metric : model.weightedMetrics()) {
            boolean free = !logs.containsKey(metric.name());
            logs.put(free ? metric.name() : unused("weighted_" + metric.name(), logs), metric.result());
        }
        return logs;
    }

    /** The name or, as Keras counts metrics of one name, {@code mae_1}, {@code mae_2}. */
    private static String unused(String name, Map<String, Double> logs) {
        String counted = name;
        for (int number = 1; logs.containsKey(counted); number++) {
            counted = name + "_" + number;
        }
        return counted;
    }

    private void resetMetrics() {
        model.metrics().forEach(Metric::reset);
        model.weightedMetrics().forEach(Metric::reset);
    }
}
