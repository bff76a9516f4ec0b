package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.CosineDecay;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;

/**
 * The Mackey–Glass series 84 units of time ahead, directly: at every step the model reads the series once more and says what
 * it will be 84 steps later. Nothing is fed back.
 *
 * <p>The model learns from 6,000 samples and is judged on the 3,000 that follow. The score is the root of the mean squared
 * error by the standard deviation of what was to be predicted, so that who always says the mean has 1.
 *
 * @param units of the GRU
 * @param epochs of 100 batches, each of new windows of the training samples
 */
record MackeyGlassForecast(int units, int epochs) implements Task {

    private static final int AHEAD = 84;
    private static final int SKIP = 1000;
    private static final int TRAIN = 6000;
    private static final int TEST = 3000;
    private static final int WINDOW = 200;
    private static final int RUN_UP = 50; // steps until the model has seen enough of the past to be asked

    private static final double GOAL = 0.05;
    private static final int BATCH = 32;
    private static final int BATCHES = 100;
    private static final double RATE = 5e-3;

    /**
     * What is learned from and judged by, with mean 0 and variance 1 over the training samples.
     *
     * @param x the training samples and then those of the test
     */
    private record Series(float[] x) {

        static Series standardised() {
            double[] raw = MackeyGlass.series(SKIP, TRAIN + RUN_UP + TEST + AHEAD);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < TRAIN; i++) {
                sum += raw[i];
                squares += raw[i] * raw[i];
            }
            double mean = sum / TRAIN;
            double deviation = Math.sqrt(squares / TRAIN - mean * mean);
            float[] x = new float[raw.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) ((raw[i] - mean) / deviation);
            }
            return new Series(x);
        }

        /** So many samples as a sequence with one feature. */
        Tensor steps(int from, int length) {
            float[] steps = new float[length];
            System.arraycopy(x, from, steps, 0, length);
            return Tensor.of(steps, length, 1);
        }
    }

    @Override
    public String name() {
        return "mackey-glass";
    }

    @Override
    public String title() {
        return "Mackey-Glass, 84 steps ahead";
    }

    @Override
    public String measure() {
        return "NRMSE, direct";
    }

    @Override
    public String goal() {
        return "0.05 or less (ours)";
    }

    @Override
    public Score run(long seed, Callback progress) {
        Sequential model = Sequential.builder()
                .add(Input.of(Shape.UNKNOWN, 1))
                .add(GRU.builder(units).returnSequences(true).build())
                .add(Dense.of(1))
                .seed(seed)
                .build();
        CosineDecay rate = CosineDecay.of(RATE, epochs * BATCHES).withAlpha(0.001);
        model.compile(Adam.builder(rate).globalClipnorm(1.0).build(), MeanSquaredError.of());
        Series series = Series.standardised();
        Tensor weights = Tensor.zeros(WINDOW);
        for (int step = RUN_UP; step < WINDOW; step++) {
            weights.set(1, step);
        }
        Dataset windows = Endless.of(new Generator(seed), generator -> {
            int from = generator.nextInt(TRAIN - WINDOW - AHEAD + 1);
            return Element.of(series.steps(from, WINDOW), series.steps(from + AHEAD, WINDOW), weights);
        });
        model.fit(
                windows.batch(BATCH),
                FitOptions.epochs(epochs).stepsPerEpoch(BATCHES).seed(seed).callbacks(progress));
        double value = normalisedError(model, series);
        return Score.of(value, 1, value <= GOAL, model);
    }

    /** Over the samples behind those of the training, read in one go. */
    private static double normalisedError(Model model, Series series) {
        int steps = RUN_UP + TEST;
        Tensor forecast = model.predict(series.steps(TRAIN, steps).reshape(1, steps, 1));
        double sum = 0;
        double squares = 0;
        double errors = 0;
        for (int step = RUN_UP; step < steps; step++) {
            double truth = series.x()[TRAIN + step + AHEAD];
            double error = forecast.getAt(step) - truth;
            sum += truth;
            squares += truth * truth;
            errors += error * error;
        }
        return Math.sqrt(errors / (squares - sum * sum / TEST));
    }
}
