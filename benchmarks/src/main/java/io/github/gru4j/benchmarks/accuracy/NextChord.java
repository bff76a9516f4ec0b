package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.data.SequencePadding;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Dropout;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.BinaryCrossentropy;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.EarlyStopping;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.CosineDecay;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Which keys sound in the next step of a chorale, each with a probability of its own.
 *
 * <p>The score is the negative log-likelihood in nats, summed over the 88 keys and averaged over all predicted steps: the
 * second to the last of every chorale. The epoch is chosen on the validation split.
 *
 * @param chorales the data
 * @param units of the GRU
 * @param epochs at most
 */
record NextChord(JsbChorales chorales, int units, int epochs) implements Task {

    static final String NAME = "jsb";

    private static final double PUBLISHED = 8.54;

    /** What fills batches up; no chord is like that. */
    private static final double PADDING = -1;

    /** No probability counts as less, as in Keras. */
    private static final double LEAST = 1e-7;

    private static final int BATCH = 16;
    private static final double RATE = 0.01;
    private static final double INPUT_DROPOUT = 0.1;
    private static final double RECURRENT_DROPOUT = 0.4;
    private static final double OUTPUT_DROPOUT = 0.3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "JSB Chorales, next chord";
    }

    @Override
    public String measure() {
        return "nats per step";
    }

    @Override
    public String goal() {
        return "8.54 or less (GRU: 8.54 in Chung 2014, 8.43 in Bai 2018)";
    }

    @Override
    public Score run(long seed, Callback progress) {
        List<Element> train = JsbChorales.nextChords(chorales.train());
        Sequential model = Sequential.builder()
                .add(Input.of(Shape.UNKNOWN, JsbChorales.KEYS))
                .add(Masking.of(PADDING))
                .add(Dropout.of(INPUT_DROPOUT))
                .add(GRU.builder(units, cell -> cell.recurrentDropout(RECURRENT_DROPOUT))
                        .returnSequences(true)
                        .build())
                .add(Dropout.of(OUTPUT_DROPOUT))
                .add(Dense.builder(JsbChorales.KEYS).activation("sigmoid").build())
                .seed(seed)
                .build();
        int batches = (train.size() + BATCH - 1) / BATCH;
        CosineDecay rate = CosineDecay.of(RATE, epochs * batches).withAlpha(0.01);
        model.compile(Adam.builder(rate).globalClipnorm(1.0).build(), BinaryCrossentropy.of());
        SequencePadding padding = SequencePadding.post().value(PADDING).targetValue(0);
        model.fit(
                Dataset.fromIterable(train).shuffle(train.size(), seed).paddedBatch(BATCH, padding),
                FitOptions.epochs(epochs)
                        .seed(seed)
                        .validationData(whole(chorales.valid(), padding))
                        .callbacks(
                                EarlyStopping.builder()
                                        .patience(epochs) // for the best weights; the rate falls to the end
                                        .restoreBestWeights(true)
                                        .build(),
                                progress));
        double value = nats(model, chorales.test());
        return Score.of(value, frequencies(), value <= PUBLISHED, model);
    }

    /** A split as one batch, so that its loss is the mean over its steps. */
    static Dataset whole(List<Tensor> split, SequencePadding padding) {
        return Dataset.fromIterable(JsbChorales.nextChords(split)).paddedBatch(split.size(), padding);
    }

    /** The score, from each chorale alone: neither padding nor masks nor the library's loss take part. */
    static double nats(Model model, List<Tensor> split) {
        double sum = 0;
        long steps = 0;
        for (Element chorale : JsbChorales.nextChords(split)) {
            Tensor x = chorale.inputs().get(0);
            Tensor y = chorale.targets().get(0);
            Tensor p = model.predict(x.reshape(1, x.dim(0), x.dim(1)));
            for (int i = 0; i < y.size(); i++) {
                sum -= Math.log(Math.max(LEAST, y.getAt(i) == 1 ? p.getAt(i) : 1 - p.getAt(i)));
            }
            steps += x.dim(0);
        }
        return sum / steps;
    }

    /** The score of who always gives each key its frequency in the training split. */
    double frequencies() {
        double[] frequency = new double[JsbChorales.KEYS];
        long steps = count(chorales.train(), frequency);
        for (int key = 0; key < frequency.length; key++) {
            frequency[key] = (frequency[key] + 1) / (steps + 2); // a key that never sounds there may sound elsewhere
        }
        double[] sounding = new double[JsbChorales.KEYS];
        long tested = count(chorales.test(), sounding);
        double sum = 0;
        for (int key = 0; key < sounding.length; key++) {
            sum -= sounding[key] * Math.log(frequency[key]) + (tested - sounding[key]) * Math.log(1 - frequency[key]);
        }
        return sum / tested;
    }

    private static long count(List<Tensor> split, double[] sounding) {
        Arrays.fill(sounding, 0);
        long steps = 0;
        for (Element chorale : JsbChorales.nextChords(split)) {
            Tensor y = chorale.targets().get(0);
            for (int i = 0; i < y.size(); i++) {
                sounding[i % sounding.length] += y.getAt(i);
            }
            steps += y.dim(0);
        }
        return steps;
    }
}
