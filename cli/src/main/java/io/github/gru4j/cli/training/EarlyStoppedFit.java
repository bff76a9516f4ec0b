package io.github.gru4j.cli.training;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.keras.BackupAndRestore;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.EarlyStopping;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.History;
import io.github.gru4j.model.Sequential;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trains a compiled model until it gets no better, and leaves it with its best weights.
 *
 * @param settings how to train
 * @param further what else this training asks for
 */
public record EarlyStoppedFit(TrainingSettings settings, UnaryOperator<FitOptions> further) {

    /**
     * Trains.
     *
     * @param model compiled
     * @param training the samples to learn from
     * @param validation says when to stop; null to go by the training loss
     * @param backup saves the training, and may continue one
     * @param progress hears of every batch and epoch
     * @return nothing if the training was interrupted, and is saved
     * @throws UserError if the training diverged
     */
    public Optional<TrainingCourse> run(
            Sequential model,
            Samples training,
            @Nullable Samples validation,
            BackupAndRestore backup,
            Callback progress) {
        long start = System.nanoTime();
        int samples = training.count();
        EarlyStopping stopping = EarlyStopping.builder()
                .monitor(validation == null ? "loss" : "val_loss")
                .patience(settings.patience(samples))
                .restoreBestWeights(true)
                .build();
        FitOptions options = further.apply(FitOptions.epochs(settings.epochs(samples))
                .batchSize(settings.batchSize())
                .shuffle(true)
                .seed(settings.seed())
                .callbacks(stopping, progress, backup));
        if (validation != null) {
            options = validation.validating(options);
        }
        History history = training.fit(model, options);
        if (backup.interrupted()) {
            return Optional.empty();
        }
        if (!Double.isFinite(stopping.best())) {
            throw new UserError("the training diverged, no epoch ended with a loss that is a number. Use a smaller"
                    + " --learning-rate than " + settings.learningRate() + ".");
        }
        return Optional.of(new TrainingCourse(
                history.get("loss"),
                validation == null ? List.of() : history.get("val_loss"),
                stopping.bestEpoch() + 1,
                settings.epochs(samples),
                Duration.ofNanos(System.nanoTime() - start)));
    }
}
