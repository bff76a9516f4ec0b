package io.github.gru4j.cli.text;

import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.model.Sequential;

/**
 * What training on a text gave.
 *
 * @param model gives the probability of each next character
 * @param notes what its file is to remember
 * @param course how training went
 * @param test how well it foretells the test part
 */
public record TrainedText(Sequential model, TextNotes notes, TrainingCourse course, TextScores test) {}
