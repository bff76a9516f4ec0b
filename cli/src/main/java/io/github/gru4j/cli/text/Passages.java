package io.github.gru4j.cli.text;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.tensor.Tensor;

/**
 * A part of a text, cut into passages of one length: the inputs are the characters of a passage, the targets those that
 * follow each of them. What is left at the end, less than a passage, is not used. Immutable; safe to share between threads.
 *
 * @param text the numbers of characters
 * @param from the first character of the part
 * @param to the last one, exclusive
 * @param length characters in a passage
 */
record Passages(char[] text, int from, int to, int length) {

    /** How many there are: the last character of one is followed by the first of the next. */
    int count() {
        return (to - from - 1) / length;
    }

    /** All of them in their order, made when they are asked for. */
    Dataset inOrder() {
        return starts().map(this::passage);
    }

    /** In another order in each pass. */
    Dataset shuffled(long seed) {
        return starts().shuffle(count(), seed).map(this::passage);
    }

    private Dataset starts() {
        double[] starts = new double[count()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = from + (double) i * length;
        }
        return Dataset.fromTensorSlices(Tensor.of(starts, starts.length));
    }

    private Element passage(Element start) {
        int first = (int) start.inputs().get(0).getAt(0);
        float[] inputs = new float[length];
        float[] targets = new float[length];
        for (int i = 0; i < length; i++) {
            inputs[i] = text[first + i];
            targets[i] = text[first + i + 1];
        }
        return Element.of(Tensor.of(inputs, length), Tensor.of(targets, length));
    }
}
