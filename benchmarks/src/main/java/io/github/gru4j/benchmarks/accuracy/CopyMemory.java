package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.SparseCategoricalCrossentropy;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.FitOptions;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.Objects;

/**
 * Ten symbols that have to be said again, after a long time in which nothing happens.
 *
 * <p>A sequence of {@code delay + 20} steps begins with ten of the symbols 1 to 8; then come {@code delay − 1} blanks (0)
 * and eleven times the sign to begin (9). The target is blank up to the last ten steps, which repeat the ten symbols. Who
 * knows when but not what has a cross-entropy of {@code 10 · ln 8 / (delay + 20)}. A GRU learns that and no more, as has
 * been published: this task shows what a GRU cannot do, and that ours is one.
 *
 * @param delay T
 * @param units of the GRU
 * @param epochs of 50 batches, each of new sequences
 * @see <a href="https://arxiv.org/abs/1803.01271">Bai, Kolter and Koltun, 2018</a>, whose GRU has 0.0197 at T=1000
 */
record CopyMemory(int delay, int units, int epochs) implements Task {

    private static final int SYMBOLS = 10; // how many to remember; also how many values a step can have
    private static final int LETTERS = 8;
    private static final int BEGIN = 9;
    private static final double NEAR = 1.05;
    private static final int BATCH = 32;
    private static final int BATCHES = 50;
    private static final int TEST_BATCHES = 8;
    private static final double RATE = 5e-3;

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String title() {
        return "Copy memory, T=" + delay;
    }

    @Override
    public String measure() {
        return "cross-entropy, nats per step";
    }

    @Override
    public String goal() {
        return "within 5 % of trivial or below (GRU: 0.0197 in Bai 2018)";
    }

    @Override
    public Score run(long seed, Callback progress) {
        Generator seeds = new Generator(seed);
        Sequential model = Sequential.builder()
                .add(Input.of(delay + 2 * SYMBOLS, SYMBOLS))
                .add(GRU.builder(units).returnSequences(true).build())
                .add(Dense.builder(SYMBOLS).activation("softmax").build())
                .seed(seed)
                .build();
        model.compile(Adam.builder(RATE).globalClipnorm(1.0).build(), SparseCategoricalCrossentropy.of());
        Dataset train = samples(seeds.nextLong()).batch(BATCH);
        model.fit(
                train,
                FitOptions.epochs(epochs).stepsPerEpoch(BATCHES).seed(seed).callbacks(progress));
        Dataset test = samples(seeds.nextLong()).batch(BATCH).take(TEST_BATCHES);
        double value = Objects.requireNonNull(model.evaluate(test).get("loss"));
        double trivial = SYMBOLS * Math.log(LETTERS) / (delay + 2 * SYMBOLS);
        return Score.of(value, trivial, value <= NEAR * trivial, model);
    }

    /** Sequences without an end, the same for the same seed. */
    Dataset samples(long seed) {
        return Endless.of(new Generator(seed), this::sample);
    }

    private Element sample(Generator generator) {
        int steps = delay + 2 * SYMBOLS;
        Tensor x = Tensor.zeros(steps, SYMBOLS);
        Tensor y = Tensor.zeros(steps);
        for (int step = 0; step < steps; step++) {
            int value = step >= delay + SYMBOLS - 1 ? BEGIN : 0;
            if (step < SYMBOLS) {
                value = 1 + generator.nextInt(LETTERS);
                y.set(value, delay + SYMBOLS + step);
            }
            x.set(1, step, value);
        }
        return Element.of(x, y);
    }
}
