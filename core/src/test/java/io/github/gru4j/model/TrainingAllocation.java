package io.github.gru4j.model;

import com.sun.management.ThreadMXBean;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * What steps of a training allocate, in a virtual machine of its own whose compiler leaves no object out
 * ({@code -XX:TieredStopAtLevel=1}): then it does not depend on what ran before.
 */
final class TrainingAllocation {

    private TrainingAllocation() {}

    /** Hears of the steps: what is allocated from the end of one batch to the end of the next. */
    private static final class Meter implements Callback {
        private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private long before = Long.MAX_VALUE;
        private long most;

        @Override
        public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
            long now = MEMORY.getCurrentThreadAllocatedBytes();
            most = Math.max(most, now - before);
            before = MEMORY.getCurrentThreadAllocatedBytes();
        }

        @Override
        public void onEpochBegin(int epoch) {
            before = Long.MAX_VALUE; // the first step of an epoch draws an order for the samples
        }
    }

    /** Prints the bytes of the largest step in a second epoch, without and with slices for threads. */
    public static void main(String[] arguments) {
        Tensor x = Tensors.random(DType.FLOAT32, 1, 64 * 5, 100, 16); // a batch takes 409,600 bytes
        Tensor y = Tensors.random(DType.FLOAT32, 2, 64 * 5, 1);
        for (boolean sliced : new boolean[] {false, true}) {
            Sequential model = Sequential.of(Input.of(100, 16), GRU.of(8), Dense.of(1));
            model.compile(Adam.of(1e-3), Losses.meanSquaredError());
            Meter meter = new Meter();
            FitOptions options = FitOptions.epochs(2)
                    .batchSize(64)
                    .callbacks(
                            new Callback() {
                                @Override
                                public void onEpochBegin(int epoch) {
                                    meter.most = 0;
                                }
                            },
                            meter);
            model.fit(x, y, sliced ? options.threads(1) : options);
            System.out.println((sliced ? "sliced: " : "whole: ") + meter.most);
        }
    }
}
