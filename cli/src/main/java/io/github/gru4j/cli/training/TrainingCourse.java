package io.github.gru4j.cli.training;

import java.time.Duration;
import java.util.List;

/**
 * How training went.
 *
 * @param loss the training loss of each epoch
 * @param validationLoss the validation loss of each epoch; empty without a validation part
 * @param bestEpoch the epoch whose weights were kept, from 1
 * @param mostEpochs how many epochs there could have been
 * @param took how long training took
 */
public record TrainingCourse(
        List<Double> loss, List<Double> validationLoss, int bestEpoch, int mostEpochs, Duration took) {}
