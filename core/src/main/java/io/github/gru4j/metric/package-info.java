/**
 * What training reports beside the loss; one class per Keras object. {@link io.github.gru4j.metric.MeanMetric} holds those
 * that are the mean of a value per sample, {@link io.github.gru4j.metric.ThresholdMetric} those that count predictions
 * above thresholds.
 */
@NullMarked
package io.github.gru4j.metric;

import org.jspecify.annotations.NullMarked;
