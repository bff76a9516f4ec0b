package io.github.gru4j.model;

import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Models with enough work for several threads from 16 samples on, and who lends threads to them. */
final class HeavyModels {

    static final int STEPS = 80;
    static final int FEATURES = 8;

    private HeavyModels() {}

    /** Starts a thread each time, and counts. */
    static final class NewThreads implements Executor {
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public void execute(Runnable task) {
            asked.incrementAndGet();
            new Thread(task, "helper").start();
        }
    }

    /** Passes its input on when something has been done with it. */
    static class Hook extends Layer {
        private final Consumer<Tensor> action;

        Hook(Consumer<Tensor> action) {
            super(null, DType.FLOAT32);
            this.action = action;
        }

        @Override
        protected Pass forward(List<Tensor> inputs, Call call) {
            action.accept(inputs.get(0));
            return Pass.of(inputs.get(0));
        }

        @Override
        public Shape computeOutputShape(Shape shape) {
            return shape;
        }
    }

    /** (batch, 80, 8) → (batch, 80, 128). */
    static GRU gru() {
        return GRU.builder(128).returnSequences(true).build();
    }

    /** A GRU and what comes behind it. */
    static Sequential model(Layer... behind) {
        Sequential.Builder builder =
                Sequential.builder().add(Input.of(STEPS, FEATURES)).add(gru());
        List.of(behind).forEach(builder::add);
        return builder.build();
    }

    static Tensor samples(int rows) {
        return new Generator(rows).normal(rows, STEPS, FEATURES);
    }

    /** Samples in which some steps are zero, which is a mask's sign; of the third all are. */
    static Tensor withMaskedSteps(int rows) {
        Tensor x = samples(rows);
        Generator random = new Generator(7);
        for (int step = 0; step < rows * STEPS; step++) {
            if (random.nextDouble() < 0.3 || step / STEPS == 2) {
                for (int i = 0; i < FEATURES; i++) {
                    x.setAt(step * FEATURES + i, 0);
                }
            }
        }
        return x;
    }
}
