package io.github.gru4j.model;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A callback made of functions ({@code keras.callbacks.LambdaCallback}).
 *
 * <pre>{@code
 * LambdaCallback.builder().onEpochEnd((epoch, logs) -> losses.add(logs.get("loss"))).build()
 * }</pre>
 *
 * <p>As thread-safe as its functions.
 */
public final class LambdaCallback implements Callback {

    /** Hears of the end of an epoch or a batch. */
    @FunctionalInterface
    public interface End {
        /**
         * Called at the end.
         *
         * @param index of the epoch or the batch, counted from 0
         * @param logs the loss and metrics
         */
        void accept(int index, Map<String, Double> logs);
    }

    private final Consumer<TrainingRun> onTrainBegin;
    private final Consumer<Map<String, Double>> onTrainEnd;
    private final IntConsumer onEpochBegin;
    private final End onEpochEnd;
    private final IntConsumer onTrainBatchBegin;
    private final End onTrainBatchEnd;

    /** The functions; those that are not given do nothing. */
    public static final class Builder {
        private Consumer<TrainingRun> onTrainBegin = run -> {};
        private Consumer<Map<String, Double>> onTrainEnd = logs -> {};
        private IntConsumer onEpochBegin = epoch -> {};
        private End onEpochEnd = (epoch, logs) -> {};
        private IntConsumer onTrainBatchBegin = batch -> {};
        private End onTrainBatchEnd = (batch, logs) -> {};

        private Builder() {}

        /** Called as {@link Callback#onTrainBegin}. */
        public Builder onTrainBegin(Consumer<TrainingRun> function) {
            onTrainBegin = function;
            return this;
        }

        /** Called as {@link Callback#onTrainEnd}. */
        public Builder onTrainEnd(Consumer<Map<String, Double>> function) {
            onTrainEnd = function;
            return this;
        }

        /** Called as {@link Callback#onEpochBegin}. */
        public Builder onEpochBegin(IntConsumer function) {
            onEpochBegin = function;
            return this;
        }

        /** Called as {@link Callback#onEpochEnd}. */
        public Builder onEpochEnd(End function) {
            onEpochEnd = function;
            return this;
        }

        /** Called as {@link Callback#onTrainBatchBegin}. */
        public Builder onTrainBatchBegin(IntConsumer function) {
            onTrainBatchBegin = function;
            return this;
        }

        /** Called as {@link Callback#onTrainBatchEnd}. */
        public Builder onTrainBatchEnd(End function) {
            onTrainBatchEnd = function;
            return this;
        }

        /** The callback. */
        public LambdaCallback build() {
            return new LambdaCallback(this);
        }
    }

    private LambdaCallback(Builder builder) {
        onTrainBegin = builder.onTrainBegin;
        onTrainEnd = builder.onTrainEnd;
        onEpochBegin = builder.onEpochBegin;
        onEpochEnd = builder.onEpochEnd;
        onTrainBatchBegin = builder.onTrainBatchBegin;
        onTrainBatchEnd = builder.onTrainBatchEnd;
    }

    /** A callback of functions. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        onTrainBegin.accept(run);
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        onTrainEnd.accept(logs);
    }

    @Override
    public void onEpochBegin(int epoch) {
        onEpochBegin.accept(epoch);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        onEpochEnd.accept(epoch, logs);
    }

    @Override
    public void onTrainBatchBegin(int batch) {
        onTrainBatchBegin.accept(batch);
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        onTrainBatchEnd.accept(batch, logs);
    }
}
