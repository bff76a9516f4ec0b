package io.github.gru4j.layer;

/**
 * What goes from one layer to the next with every event of a stream.
 *
 * @param size how many numbers
 * @param sequence whether they are one step of a sequence; else they are a sample without a time axis, such as what a
 *     recurrent layer makes of all events so far
 * @param masked whether a mask says of each event if it counts
 */
public record StreamEvents(int size, boolean sequence, boolean masked) {}
