package io.github.gru4j.model;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Gradients;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Pass;
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
    private final List<Objective> objectives;
    private final Gradients gradients = new Gradients();

    Training(Model model, FitOptions options) {
        Optimizer compiled = model.optimizer();
        if (compiled == null) {
            throw new IllegalStateException(model.className() + " '" + model.name()
                    + "': the model must be compiled first. Call compile(optimizer, loss).");
        }
        this.model = model;
        this.options = options;
        this.optimizer = compiled;
        this.objectives = model.objectives();
    }

    History fit(Given given) {
        Data data = given.to(model, objectives);
        Given validationGiven = options.validationData();
        Data validation = null;
        if (validationGiven != null) {
            validation = validationGiven.to(model, objectives); // before an epoch is spent
        } else if (options.validationSplit() > 0) {
            int samples = data.samples();
            int split = (int) Math.floor(samples * (1 - options.validationSplit()));
            if (split == 0 || split == samples) {
                throw new IllegalArgumentException("FitOptions: validationSplit must leave samples on both sides."
                        + " Received: validationSplit=" + options.validationSplit() + ", samples=" + samples + ".");
            }
            validation = data.rows(split, samples);
            data = data.rows(0, split);
        }
        return fit(classesWeighed(data), validation);
    }

    private Data classesWeighed(Data data) {
        return options.classWeight().isEmpty()
                ? data
                : new Data(data.x(), data.y(), List.of(ClassWeights.of(model, data, options.classWeight())));
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
        LossMeans means = new LossMeans(objectives);
        Map<String, Double> logs = new LinkedHashMap<>();
        for (int batch = 0; batch < batches; batch++) {
            int from = batch * options.batchSize();
            int to = from + Math.min(samples - from, options.batchSize());
            step(permutation == null ? data.rows(from, to) : data.rows(permutation, from, to), masks, means);
            logs = logs(means);
            for (Callback callback : options.callbacks()) {
                callback.onBatchEnd(batch, batches, logs);
            }
            if (stopped()) {
                break;
            }
        }
        return logs;
    }

    /** One update; adds the losses before it. */
    private void step(Data batch, Generator masks, LossMeans means) {
        Call call = Call.training(masks);
        Pass pass = model.apply(batch.x(), call);
        List<Parameter> parameters = model.trainableWeights(); // after the pass, which may have built the model
        gradients.clear();
        gradients.want(parameters);
        Judgement judgement = judge(pass, batch);
        means.add(judgement.values(), call.losses() + penalties(), batch.samples());
        judgement.backward(gradients);
        for (Parameter parameter : parameters) {
            Regularizer regularizer = parameter.regularizer();
            if (regularizer != null) {
                regularizer.addGradient(parameter.value(), gradients.of(parameter));
            }
        }
        optimizer.apply(parameters, gradients);
    }

    /** Shows a batch to the metrics and to the losses. */
    private Judgement judge(Pass pass, Data batch) {
        for (Objective objective : objectives) {
            int output = objective.output();
            Tensor y = batch.y().get(output);
            if (y != null) {
                objective.update(
                        y,
                        pass.outputs().get(output),
                        batch.sampleWeight().get(output),
                        pass.masks().get(output));
            }
        }
        return new Judgement(objectives, pass, batch);
    }

    private double penalties() {
        double sum = 0;
        for (Parameter parameter : model.trainableWeights()) {
            Regularizer regularizer = parameter.regularizer();
            sum += regularizer == null ? 0 : regularizer.penalty(parameter.value());
        }
        return sum;
    }

    Map<String, Double> evaluate(Given given) {
        return evaluate(given.to(model, objectives));
    }

    private Map<String, Double> evaluate(Data data) {
        int samples = data.samples();
        resetMetrics();
        LossMeans means = new LossMeans(objectives);
        for (int from = 0, to; from < samples; from = to) {
            to = from + Math.min(samples - from, options.batchSize());
            Call call = Call.evaluation();
            Data batch = data.rows(from, to);
            Pass together = ParallelForward.run(model, batch.x(), options.batchSize(), Call::evaluation);
            Judgement judgement = judge(together == null ? model.apply(batch.x(), call) : together, batch);
            means.add(judgement.values(), call.losses() + penalties(), batch.samples());
        }
        return logs(means);
    }

    /** In the order of Keras's {@code Model.metrics}: the loss, the metrics, the losses of the outputs. */
    private Map<String, Double> logs(LossMeans means) {
        Map<String, Double> logs = new LinkedHashMap<>();
        logs.put("loss", means.total());
        for (Objective objective : objectives) {
            for (Metric metric : objective.metrics()) {
                logs.put(unused(objective.prefix() + metric.name(), logs), metric.result());
            }
        }
        for (Objective objective : objectives) {
            for (Metric metric : objective.weightedMetrics()) {
                String name = objective.prefix() + metric.name();
                logs.put(
                        logs.containsKey(name) ? unused(objective.prefix() + "weighted_" + metric.name(), logs) : name,
                        metric.result());
            }
        }
        means.putEach(logs);
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
        objectives.forEach(objective -> objective.allMetrics().forEach(Metric::reset));
    }
}
