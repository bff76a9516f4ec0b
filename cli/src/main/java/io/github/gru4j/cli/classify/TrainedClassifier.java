package io.github.gru4j.cli.classify;

import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.model.Sequential;

/**
 * What training a classifier gave.
 *
 * @param model gives the probability of each class
 * @param notes what its file is to remember
 * @param course how training went
 * @param test what it took the sequences of the test part for
 */
public record TrainedClassifier(Sequential model, ClassifierNotes notes, TrainingCourse course, ConfusionMatrix test) {}
