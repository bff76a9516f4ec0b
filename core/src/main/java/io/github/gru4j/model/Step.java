package io.github.gru4j.model;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.CarriedStates;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a compiled model does with one batch, in training and in evaluation, and what there is to report of all batches since
 * {@link #begin}. The loss in it is Keras's: the mean over the batches, weighted by their sizes, penalties included, each
 * measured before that batch's update.
 */
final class Step {

    private final Model model;
    private final Optimizer optimizer;
    private final List<Objective> objectives;
    private final Gradients gradients = new Gradients();
    private final @Nullable SlicedForward sliced; // if several threads may train
    private final @Nullable Integer truncatedSteps;
    private LossMeans means;

    /** Trains on whole batches, on one thread. */
    Step(Model model) {
        this(model, null, null);
    }

    /**
     * Trains as options for it say.
     *
     * @param threads take slices of a batch; null for one thread that takes it whole
     * @param truncatedSteps the steps of a chunk of a sequence; null for whole sequences
     */
    Step(Model model, @Nullable Threads threads, @Nullable Integer truncatedSteps) {
        Optimizer compiled = model.optimizer();
        if (compiled == null) {
            throw new IllegalStateException(model.className() + " '" + model.name()
                    + "': the model must be compiled first. Call compile(optimizer, loss).");
        }
        this.model = model;
        this.optimizer = compiled;
        this.objectives = model.objectives();
        this.sliced = threads == null ? null : new SlicedForward(model, threads);
        this.truncatedSteps = truncatedSteps;
        this.means = new LossMeans(objectives);
    }

    /** Forgets the batches so far. */
    void begin() {
        objectives.forEach(objective -> objective.allMetrics().forEach(Metric::reset));
        means = new LossMeans(objectives);
    }

    /** The losses since {@link #begin}. */
    LossMeans losses() {
        return means;
    }

    /** One update, or one for each chunk of the sequences; adds the losses before it. */
    void train(Data batch, Generator masks) {
        if (truncatedSteps == null) {
            update(batch, masks, null);
            return;
        }
        Chunks chunks = new Chunks(model, batch, truncatedSteps);
        List<CarriedStates> states =
                Stream.generate(CarriedStates::new).limit(SlicedForward.MOST).toList();
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            update(chunks.get(chunk), masks, states);
        }
    }

    /**
     * One update.
     *
     * @param carried the states that the samples come with, of each slice of the batch; null for none
     */
    private void update(Data batch, Generator masks, @Nullable List<CarriedStates> carried) {
        Call call = Call.training(masks);
        Pass pass;
        if (sliced != null) {
            pass = sliced.run(batch.x(), masks, carried);
        } else {
            pass = model.apply(batch.x(), carried == null ? call : call.carrying(carried.get(0)));
        }
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
        scale(parameters);
        optimizer.apply(parameters, gradients);
    }

    /** Makes the gradients those of the loss that the optimizer asks for: here, as it comes to the same as in the loss. */
    private void scale(List<Parameter> parameters) {
        Double factor = optimizer.lossScaleFactor();
        if (factor == null) {
            return;
        }
        for (Parameter parameter : parameters) {
            Tensor gradient = gradients.find(parameter);
            for (int i = 0; gradient != null && i < gradient.size(); i++) {
                gradient.setAt(i, factor * gradient.getAt(i));
            }
        }
    }

    /** Trains on one batch alone, and says how good the model was before. */
    Map<String, Double> trainOn(Data batch) {
        begin();
        train(batch, new Generator(Generator.mix(optimizer.iterations())));
        return logs();
    }

    /** Judges the model on one batch alone. */
    Map<String, Double> testOn(Data batch) {
        begin();
        test(batch);
        return logs();
    }

    /** What is left to do behind the last update of a training. */
    void finish() {
        optimizer.finalizeVariableValues(model.trainableWeights());
    }

    /** Judges the model on a batch. */
    void test(Data batch) {
        Call call = Call.evaluation();
        Pass together = ParallelForward.run(model, batch.x(), batch.samples(), Call::evaluation);
        Judgement judgement = judge(together == null ? model.apply(batch.x(), call) : together, batch);
        means.add(judgement.values(), call.losses() + penalties(), batch.samples());
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

    /** The loss, the losses of the outputs and the metrics, in the order of their names, as in Keras 3. */
    Map<String, Double> logs() {
        Map<String, Double> logs = new LinkedHashMap<>(); // names are counted in the order of Keras's Model.metrics
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
        return new TreeMap<>(logs);
    }

    /** The name or, as Keras counts metrics of one name, {@code mae_1}, {@code mae_2}. */
    private static String unused(String name, Map<String, Double> logs) {
        String counted = name;
        for (int number = 1; logs.containsKey(counted); number++) {
            counted = name + "_" + number;
        }
        return counted;
    }
}
