package io.github.gru4j.benchmarks.accuracy;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.random.Generator;
import java.util.Iterator;
import java.util.function.Function;

/** Samples that are made when they are asked for. */
final class Endless {

    private Endless() {}

    /**
     * Samples without an end; each pass has the same.
     *
     * @param seeds whose state, as it is now, decides all samples
     * @param sample makes one
     */
    static Dataset of(Generator seeds, Function<Generator, Element> sample) {
        long start = seeds.state();
        return Dataset.fromIterable(() -> new Iterator<>() {
            private final Generator generator = new Generator(start);

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Element next() {
                return sample.apply(generator);
            }
        });
    }
}
