package io.github.gru4j.model;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.random.Generator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The loop over the epochs of one {@link Model#fit}; what happens with a batch is a {@link Step}. */
final class Training {

    private final Model model;
    private final FitOptions options;
    private final Step step;

    Training(Model model, FitOptions options) {
        this.model = model;
        this.options = options;
        this.step = new Step(model, options.threading(), options.truncatedSteps());
    }

    /** Where an epoch has its random numbers from: a function of the seed and its number, so a training can go on there. */
    static Generator ofEpoch(long seed, long epoch) {
        return new Generator(seed + Generator.mix(epoch));
    }

    History fit(Given given) {
        Data data = given.to(model, model.objectives());
        Batches validation = validation(); // before an epoch is spent
        if (validation == null && options.validationSplit() > 0) {
            int samples = data.samples();
            int split = (int) Math.floor(samples * (1 - options.validationSplit()));
            if (split == 0 || split == samples) {
                throw new IllegalArgumentException("FitOptions: validationSplit must leave samples on both sides."
                        + " Received: validationSplit=" + options.validationSplit() + ", samples=" + samples + ".");
            }
            validation = inOrder(data.rows(split, samples));
            data = data.rows(0, split);
        }
        Data weighed = ClassWeights.weighed(model, data, options.classWeight());
        Long order = options.shuffle() ? options.seed() : null;
        return fit(new ArrayBatches(weighed, options.batchSizeFor(data.samples()), order), validation);
    }

    History fit(Dataset dataset) {
        options.checkForDataset();
        return fit(new DatasetBatches(dataset, model, options.classWeight()), validation());
    }

    private @Nullable Batches validation() {
        Dataset dataset = options.validationDataset();
        if (dataset != null) {
            return new DatasetBatches(dataset, model, Map.of());
        }
        Given given = options.validationData();
        return given == null ? null : inOrder(given.to(model, model.objectives()));
    }

    private Batches inOrder(Data data) {
        return new ArrayBatches(data, options.validationBatchSizeFor(data.samples()), null);
    }

    private History fit(Batches batches, @Nullable Batches validation) {
        History history = new History();
        if (validation != null) {
            EpochIterator.checkEnd(validation, options.validationSteps(), "Set validationSteps.");
        }
        try (EpochIterator data =
                new EpochIterator(batches, options.stepsPerEpoch(), options.initialEpoch(), "Set stepsPerEpoch.")) {
            options.callbacks().forEach(callback -> callback.onTrainBegin(model, options));
            for (int epoch = options.initialEpoch(); epoch < options.epochs() && !stopped(); epoch++) {
                int current = epoch;
                options.callbacks().forEach(callback -> callback.onEpochBegin(current));
                Map<String, Double> logs = epoch(data, epoch);
                if (validation != null && options.validates(epoch)) {
                    evaluate(validation, options.validationSteps(), "Set validationSteps.")
                            .forEach((name, value) -> logs.put("val_" + name, value));
                }
                history.add(epoch, logs);
                options.callbacks().forEach(callback -> callback.onEpochEnd(current, logs));
            }
        }
        step.finish();
        options.callbacks().forEach(Callback::onTrainEnd);
        return history;
    }

    private boolean stopped() {
        return options.callbacks().stream().anyMatch(Callback::stopTraining);
    }

    private Map<String, Double> epoch(EpochIterator data, int epoch) {
        Generator random = ofEpoch(options.seed(), epoch);
        random.split(); // for the order of the samples
        Generator masks = random.split();
        step.begin();
        data.begin();
        int batch = 0;
        for (Data next = data.next(); next != null; next = stopped() ? null : data.next()) {
            step.train(next, masks);
            Map<String, Double> logs = step.logs();
            for (Callback callback : options.callbacks()) {
                callback.onBatchEnd(batch, data.steps(), logs);
            }
            batch++;
        }
        return step.logs();
    }

    /** Loss and metrics on samples in memory. */
    Map<String, Double> evaluate(Given given) {
        return evaluate(inOrder(given.to(model, model.objectives())), null, "");
    }

    /** Loss and metrics on a dataset of batches. */
    Map<String, Double> evaluate(Dataset dataset) {
        return evaluate(new DatasetBatches(dataset, model, Map.of()), null, "Use take(count).");
    }

    private Map<String, Double> evaluate(Batches batches, @Nullable Integer steps, String remedy) {
        try (EpochIterator data = new EpochIterator(batches, steps, 0, remedy)) {
            step.begin();
            data.begin();
            for (Data batch = data.next(); batch != null; batch = data.next()) {
                step.test(batch);
            }
            return step.logs();
        }
    }
}
