package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.MeanSquaredError;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.CosineDecay;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.Objects;

/**
 * The sum of two marked numbers among many.
 *
 * <p>A step holds a number between 0 and 1 and a mark, which is 1 in one step of each half of the sequence and 0 elsewhere.
 * The target is the sum of the two marked numbers. Who always says 1, its mean, has a squared error of 1/6.
 *
 * @param steps of a sequence
 * @param units of the GRU
 * @param epochs of 200 batches, each of new sequences
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber, Long short-term memory, 1997</a>
 */
record AddingProblem(int steps, int units, int epochs) implements Task {

    private static final double GOAL = 1e-3;
    private static final int BATCH = 64;
    private static final int BATCHES = 200;
    private static final int TEST_BATCHES = 32;
    private static final double RATE = 2e-3;

    @Override
    public String name() {
        return "adding";
    }

    @Override
    public String title() {
        return "Adding problem, T=" + steps;
    }

    @Override
    public String measure() {
        return "mean squared error";
    }

    @Override
    public String goal() {
        return "below 0.001";
    }

    @Override
    public Score run(long seed, Callback progress) {
        Generator seeds = new Generator(seed);
        Sequential model = Sequential.builder()
                .add(Input.of(steps, 2))
                .add(GRU.of(units))
                .add(Dense.of(1))
                .seed(seed)
                .build();
        CosineDecay rate = CosineDecay.of(RATE, epochs * BATCHES).withAlpha(0.01);
        model.compile(Adam.builder(rate).globalClipnorm(1.0).build(), MeanSquaredError.of());
        Dataset train = samples(seeds.nextLong()).batch(BATCH);
        model.fit(
                train,
                FitOptions.epochs(epochs).stepsPerEpoch(BATCHES).seed(seed).callbacks(progress));
        Dataset test = samples(seeds.nextLong()).batch(BATCH).take(TEST_BATCHES);
        double value = Objects.requireNonNull(model.evaluate(test).get("loss"));
        return Score.of(value, 1.0 / 6, value < GOAL, model);
    }

    /** Sequences without an end, the same for the same seed. */
    Dataset samples(long seed) {
        return Endless.of(new Generator(seed), this::sample);
    }

    private Element sample(Generator generator) {
        Tensor x = Tensor.zeros(steps, 2);
        for (int step = 0; step < steps; step++) {
            x.set(generator.nextDouble(), step, 0);
        }
        int half = steps / 2;
        int first = generator.nextInt(half);
        int second = half + generator.nextInt(steps - half);
        x.set(1, first, 1);
        x.set(1, second, 1);
        return Element.of(x, Tensor.of(new float[] {(float) (x.get(first, 0) + x.get(second, 0))}, 1));
    }
}
