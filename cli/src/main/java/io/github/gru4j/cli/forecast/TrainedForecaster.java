package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.model.Sequential;

/**
 * What training for forecasts gave.
 *
 * @param model predicts in the targets' units
 * @param notes what its file is to remember
 * @param course how training went
 * @param test how well the model does on the test part
 */
public record TrainedForecaster(Sequential model, ModelNotes notes, TrainingCourse course, TestedForecasts test) {}
