package io.github.gru4j.model;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.random.Generator;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The loop over the epochs of one {@link Model#fit}; what happens with a batch is a {@link Step}. */
final class Training {

    private final Model model;
    private final FitOptions options;
    private final Step step;
    private final CallbackList callbacks;
    private final TrainingRun run;
    private final Snapshot snapshot;
    private boolean ending; // after the present batch or epoch
    private boolean interrupted; // and at once

    Training(Model model, FitOptions options) {
        this.model = model;
        this.options = options;
        this.step = new Step(model, options.threading(), options.truncatedSteps());
        this.callbacks = new CallbackList(options.callbacks());
        this.run = TrainingRun.of(model, options, OptionalInt.empty());
        this.snapshot = new Snapshot(model, callbacks);
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
        Map<String, Double> last = Map.of();
        try (EpochIterator data =
                new EpochIterator(batches, options.stepsPerEpoch(), options.initialEpoch(), "Set stepsPerEpoch.")) {
            run.setSteps(data.steps());
            callbacks.onTrainBegin(run);
            Position start = start(data, history);
            ending = run.stopping() && start.batch() == 0;
            for (int epoch = start.epoch(); epoch < options.epochs() && !ending; epoch++) {
                run.setEpoch(epoch);
                boolean goesOn = epoch == start.epoch() && start.batch() > 0;
                Map<String, Double> logs = goesOn ? goOn(data, start, history) : epoch(data, epoch, history);
                if (interrupted) {
                    break;
                }
                if (validation != null && options.validates(epoch)) {
                    evaluate(validation, options.validationSteps(), "Set validationSteps.")
                            .forEach((name, value) -> logs.put("val_" + name, value));
                }
                callbacks.onEpochEnd(epoch, logs);
                history.add(epoch, logs);
                last = logs;
                settle(data, epoch + 1, 0, 0, history);
            }
        }
        step.finish();
        callbacks.onTrainEnd(last);
        return history;
    }

    /** Where the training begins: at its first epoch or, if a callback has brought its state, where another one was. */
    private Position start(EpochIterator data, History history) {
        TrainingState state = run.restored();
        if (state == null) {
            return new Position(options.initialEpoch(), 0, 0, 0, 0);
        }
        Position position = snapshot.putBack(state, run, step.losses(), history);
        data.goOn(position);
        return position;
    }

    private Map<String, Double> epoch(EpochIterator data, int epoch, History history) {
        callbacks.onEpochBegin(epoch);
        Generator random = ofEpoch(options.seed(), epoch);
        random.split(); // for the order of the samples
        Generator masks = random.split();
        step.begin();
        data.begin();
        run.setSteps(data.steps());
        ending = false;
        return batches(data, epoch, 0, masks, history);
    }

    /** The rest of an epoch of which some batches are done. */
    private Map<String, Double> goOn(EpochIterator data, Position position, History history) {
        ending = run.stopping();
        return batches(data, position.epoch(), position.batch(), new Generator(position.masks()), history);
    }

    private Map<String, Double> batches(EpochIterator data, int epoch, int first, Generator masks, History history) {
        int batch = first;
        for (Data next = ending ? null : data.next(); next != null; next = ending ? null : data.next()) {
            callbacks.onTrainBatchBegin(batch);
            step.train(next, masks);
            callbacks.onTrainBatchEnd(batch, step.logs());
            batch++;
            settle(data, epoch, batch, masks.state(), history);
        }
        return step.logs();
    }

    /** All have heard of the end of a batch or an epoch: now the training can be saved, or end. */
    private void settle(EpochIterator data, int epoch, int batch, long masks, History history) {
        // In this order, for who interrupts from another thread has asked for the state before.
        interrupted = run.interrupted();
        ending = interrupted || run.stopping();
        if (run.asked()) {
            run.answer(snapshot.take(data.position(epoch, batch, masks), run, step.losses(), history));
        }
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
            callbacks.onTestBegin();
            step.begin();
            data.begin();
            int number = 0;
            for (Data batch = data.next(); batch != null; batch = data.next()) {
                callbacks.onTestBatchBegin(number);
                step.test(batch);
                if (!options.callbacks().isEmpty()) {
                    callbacks.onTestBatchEnd(number, step.logs());
                }
                number++;
            }
            Map<String, Double> logs = step.logs();
            callbacks.onTestEnd(logs);
            return logs;
        }
    }
}
