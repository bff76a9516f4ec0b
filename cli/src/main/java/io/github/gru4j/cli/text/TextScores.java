package io.github.gru4j.cli.text;

import io.github.gru4j.model.Model;

/**
 * How well the characters of a text are foretold.
 *
 * @param characters how many were foretold
 * @param model by the model, which has read all before them
 * @param frequency by their frequency in the training part alone
 */
public record TextScores(int characters, Score model, Score frequency) {

    /** Keras's bound for probabilities in a logarithm. */
    private static final double LEAST = 1e-7;

    /**
     * How well someone foretells.
     *
     * @param nats the mean of the negative logarithms of the probabilities that the characters were given
     * @param right the share of the characters that were the likeliest
     */
    public record Score(double nats, double right) {

        /** The same, with logarithms to the base of 2: how much a character tells. */
        public double bits() {
            return nats / Math.log(2);
        }
    }

    /**
     * Foretells each character of a part, but the first, from those before it in the part.
     *
     * @param from the first character
     * @param to the last one, exclusive; two characters at least
     */
    public static TextScores of(Model model, TextNotes notes, Corpus corpus, int from, int to) {
        TextStream stream = new TextStream(model);
        double[] frequencies = notes.frequencies();
        int frequent = 0;
        for (int id = 1; id < frequencies.length; id++) {
            frequent = frequencies[id] > frequencies[frequent] ? id : frequent;
        }
        double modelNats = 0;
        double frequencyNats = 0;
        int modelRight = 0;
        int frequencyRight = 0;
        for (int i = from; i < to - 1; i++) {
            int next = corpus.ids()[i + 1];
            float[] probabilities = stream.read(corpus.ids()[i]);
            modelNats -= Math.log(Math.max(LEAST, probabilities[next]));
            frequencyNats -= Math.log(frequencies[next]);
            modelRight += stream.likeliest() == next ? 1 : 0;
            frequencyRight += frequent == next ? 1 : 0;
        }
        int count = to - 1 - from;
        return new TextScores(
                count,
                new Score(modelNats / count, (double) modelRight / count),
                new Score(frequencyNats / count, (double) frequencyRight / count));
    }
}
