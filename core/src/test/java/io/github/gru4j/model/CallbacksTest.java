package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.ExponentialDecay;
import io.github.gru4j.optimizer.SGD;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CallbacksTest {

    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4, 5}, 5, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 4, 6, 8, 9}, 5, 1);

    private static Sequential model() {
        Sequential model =
                Sequential.builder().seed(1).add(Input.of(1)).add(Dense.of(1)).build();
        model.compile(SGD.of(0.01), Losses.meanSquaredError(), Metrics.get("mae"));
        return model;
    }

    /** Writes down which methods are called. */
    private static Callback writing(List<String> seen) {
        return new Callback() {
            @Override
            public void onTrainBegin(TrainingRun run) {
                seen.add("train " + run.steps().getAsInt());
            }

            @Override
            public void onEpochBegin(int epoch) {
                seen.add("epoch " + epoch);
            }

            @Override
            public void onTrainBatchBegin(int batch) {
                seen.add("batch " + batch);
            }

            @Override
            public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                seen.add("batch " + batch + " ends " + logs.keySet());
            }

            @Override
            public void onTestBegin() {
                seen.add("test");
            }

            @Override
            public void onTestBatchBegin(int batch) {
                seen.add("test batch " + batch);
            }

            @Override
            public void onTestBatchEnd(int batch, Map<String, Double> logs) {
                seen.add("test batch " + batch + " ends " + logs.keySet());
            }

            @Override
            public void onTestEnd(Map<String, Double> logs) {
                seen.add("test ends " + logs.keySet());
            }

            @Override
            public void onEpochEnd(int epoch, Map<String, Double> logs) {
                seen.add("epoch " + epoch + " ends " + logs.keySet());
            }

            @Override
            public void onTrainEnd(Map<String, Double> logs) {
                seen.add("train ends " + logs.keySet());
            }
        };
    }

    @Test
    void everyHookIsCalledInKerasOrder() {
        List<String> seen = new ArrayList<>();
        model().fit(
                        X,
                        Y,
                        FitOptions.epochs(1)
                                .batchSize(3)
                                .validationData(X.rows(0, 4), Y.rows(0, 4))
                                .callbacks(writing(seen)));
        assertThat(seen)
                .containsExactly(
                        "train 2",
                        "epoch 0",
                        "batch 0",
                        "batch 0 ends [loss, mae]",
                        "batch 1",
                        "batch 1 ends [loss, mae]",
                        "test",
                        "test batch 0",
                        "test batch 0 ends [loss, mae]",
                        "test batch 1",
                        "test batch 1 ends [loss, mae]",
                        "test ends [loss, mae]",
                        "epoch 0 ends [loss, mae, val_loss, val_mae]",
                        "train ends [loss, mae, val_loss, val_mae]");
    }

    @Test
    void aLambdaCallbackCallsItsFunctions() {
        List<String> seen = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        LambdaCallback callback = LambdaCallback.builder()
                .onTrainBegin(run -> {
                    runs.add(run);
                    seen.add("train");
                })
                .onEpochBegin(epoch -> seen.add("epoch " + epoch))
                .onTrainBatchBegin(batch -> seen.add("batch " + batch))
                .onTrainBatchEnd((batch, logs) -> seen.add("batch " + batch + " ends " + logs.keySet()))
                .onEpochEnd((epoch, logs) -> {
                    seen.add("epoch " + epoch + " ends " + logs.keySet());
                    runs.get(0).stop();
                })
                .onTrainEnd(logs -> seen.add("train ends " + logs.keySet()))
                .build();
        model().fit(X, Y, FitOptions.epochs(3).callbacks(callback));
        assertThat(seen)
                .containsExactly(
                        "train",
                        "epoch 0",
                        "batch 0",
                        "batch 0 ends [loss, mae]",
                        "epoch 0 ends [loss, mae]",
                        "train ends [loss, mae]");
        model().fit(
                        X,
                        Y,
                        FitOptions.epochs(1).callbacks(LambdaCallback.builder().build())); // does nothing
    }

    @Test
    void whatACallbackAddsToTheLogsIsInTheHistory() {
        Sequential model = model();
        ReduceLROnPlateau reduce = ReduceLROnPlateau.builder()
                .monitor("loss")
                .mode(Monitor.Mode.MAX) // so that nothing ever improves
                .factor(0.5)
                .patience(1)
                .build();
        History history = model.fit(X, Y, FitOptions.epochs(3).callbacks(reduce));
        assertThat(history.get("learning_rate")).containsExactly(0.01, 0.01, 0.005);
        assertThat(model.optimizer().learningRate()).isEqualTo(0.0025);
        History scheduled =
                model.fit(X, Y, FitOptions.epochs(2).callbacks(LearningRateScheduler.of((epoch, rate) -> rate / 2)));
        assertThat(scheduled.get("learning_rate")).containsExactly(0.00125, 0.000625);
    }

    @Test
    void anInterruptedTrainingEndsAfterTheBatchWithoutItsEpoch() {
        List<String> seen = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        Callback interrupting = LambdaCallback.builder()
                .onTrainBegin(runs::add)
                .onTrainBatchEnd((batch, logs) -> {
                    if (runs.get(0).epoch() == 1) {
                        runs.get(0).interrupt();
                    }
                })
                .build();
        History history = model().fit(
                        X,
                        Y,
                        FitOptions.epochs(3).batchSize(3).validationSplit(0.2).callbacks(interrupting, writing(seen)));
        assertThat(runs.get(0).interrupted()).isTrue();
        assertThat(history.epochs()).containsExactly(0);
        assertThat(seen.subList(seen.indexOf("epoch 1"), seen.size()))
                .containsExactly(
                        "epoch 1", "batch 0", "batch 0 ends [loss, mae]", "train ends [loss, mae, val_loss, val_mae]");
    }

    @Test
    void aLossThatIsNotANumberMayEndInAnError() {
        Sequential model = model();
        model.compile(SGD.of(1e30), Losses.meanSquaredError());
        assertThatThrownBy(
                        () -> model.fit(X, Y, FitOptions.epochs(9).batchSize(5).callbacks(TerminateOnNaN.of(true))))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("TerminateOnNaN: the loss must be a finite number. Received: loss=Infinity after batch 0."
                        + " Use a smaller learning rate, or clip the gradients.");
        Sequential other = model();
        other.compile(SGD.of(1e30), Losses.meanSquaredError());
        History history = other.fit(X, Y, FitOptions.epochs(9).callbacks(TerminateOnNaN.of()));
        assertThat(history.epochs()).hasSizeLessThan(9);
        assertThat(history.get("loss").get(history.epochs().size() - 1)).isInfinite();
    }

    @Test
    void schedulesOfTheOptimizerAreNotOverridden() {
        Sequential model = model();
        model.compile(Adam.builder(ExponentialDecay.of(0.1, 10, 0.9)).build(), Losses.meanSquaredError());
        assertThatThrownBy(() -> model.fit(X, Y, FitOptions.epochs(1).callbacks(ReduceLROnPlateau.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ReduceLROnPlateau: the learning rate must be a number that can be set. Received: Adam with"
                        + " a schedule. Make the optimizer with a number as its learning rate.");
        assertThatThrownBy(() ->
                        model.fit(X, Y, FitOptions.epochs(1).callbacks(LearningRateScheduler.of((epoch, rate) -> 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("LearningRateScheduler: the learning rate must be a number that can be set. Received: Adam"
                        + " with a schedule. Make the optimizer with a number as its learning rate.");
        Sequential bare = Sequential.of(Input.of(1), Dense.of(1));
        assertThatThrownBy(() -> ReduceLROnPlateau.of()
                        .onTrainBegin(TrainingRun.of(bare, FitOptions.epochs(1), OptionalInt.empty())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ReduceLROnPlateau: the model must be compiled first. Call compile(optimizer, loss).");
    }

    @Test
    void argumentsAreChecked() {
        assertThatThrownBy(() -> ReduceLROnPlateau.builder().factor(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ReduceLROnPlateau: factor must be below 1. Received: factor=1.0.");
        assertThatThrownBy(() -> ReduceLROnPlateau.builder().cooldown(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ReduceLROnPlateau: patience and cooldown must be 0 or more. Received: patience=10,"
                        + " cooldown=-1.");
        assertThatThrownBy(() -> ReduceLROnPlateau.builder().minLr(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ReduceLROnPlateau: minLr must be a finite number of 0 or more. Received: minLr=-1.0.");
        assertThatThrownBy(
                        () -> ReduceLROnPlateau.builder().minDelta(Double.NaN).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ReduceLROnPlateau: minDelta must be a number. Received: minDelta=NaN.");
        assertThatThrownBy(() -> EarlyStopping.of(1).onEpochEnd(0, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("EarlyStopping: onTrainBegin must be called before the other methods.");
    }

    @Test
    void aDirectionThatNobodyKnowsMustBeGiven() {
        Sequential model = model();
        model.compile(
                SGD.of(0.01),
                Losses.meanSquaredError(),
                Metrics.get("TruePositives").named("true_positives"));
        assertThatThrownBy(() -> model.fit(
                        X,
                        Y,
                        FitOptions.epochs(1)
                                .callbacks(EarlyStopping.builder()
                                        .monitor("true_positives")
                                        .build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "EarlyStopping: mode must be MIN or MAX where the name does not say which values are better."
                                + " Received: monitor=true_positives, mode=AUTO.");
        EarlyStopping given = EarlyStopping.builder()
                .monitor("true_positives")
                .mode(Monitor.Mode.MAX)
                .build();
        model.fit(X, Y, FitOptions.epochs(1).callbacks(given));
        assertThat(given.bestEpoch()).isZero();
    }

    @Test
    void directionsAreFoundBehindPrefixesAndNumbers() {
        Sequential model = model();
        model.compile(SGD.of(0.01), Losses.meanSquaredError(), Metrics.get("accuracy"), Metrics.get("accuracy"));
        assertThat(new Monitor("Test", "val_accuracy_1", Monitor.Mode.AUTO, 0).isBetter(2, 1, model))
                .isTrue();
        assertThat(new Monitor("Test", "val_price_loss", Monitor.Mode.AUTO, 0).isBetter(2, 1, model))
                .isFalse();
    }

    @Test
    void aProgressBarHasALineForEachEpoch() {
        StringBuilder plain = new StringBuilder();
        long[] now = {0};
        model().fit(
                        X,
                        Y,
                        FitOptions.epochs(2)
                                .batchSize(3)
                                .callbacks(ProgressBar.of(plain, false, () -> now[0] += 20_000_000)));
        assertThat(plain.toString().replaceAll("\\d+\\.\\d{4}", "#"))
                .isEqualTo("Epoch 1/2 - 2/2 - 0s - 10ms/step - loss: # - mae: #\n"
                        + "Epoch 2/2 - 2/2 - 0s - 10ms/step - loss: # - mae: #\n");
        StringBuilder drawn = new StringBuilder();
        model().fit(
                        X,
                        Y,
                        FitOptions.epochs(2)
                                .batchSize(3)
                                .callbacks(ProgressBar.of(drawn, true, () -> now[0] += 100_000_000)));
        assertThat(drawn.toString().replaceAll("\u001b\\[\\d+m", "").replaceAll("\\d+\\.\\d{4}", "#"))
                .startsWith("Epoch 1/2\n\r1/2 ━━━━━━━━━━━━━━━━━━━━ 0s 100ms/step - loss: # - mae: #\r2/2 ")
                .contains("\nEpoch 2/2\n\r1/2 ")
                .endsWith(" 0s 200ms/step - loss: # - mae: #\n");
    }

    @Test
    void aProgressBarEndsTheLineOfAnEpochThatDidNotEnd() {
        StringBuilder drawn = new StringBuilder();
        List<TrainingRun> runs = new ArrayList<>();
        LambdaCallback interrupting = LambdaCallback.builder()
                .onTrainBegin(runs::add)
                .onTrainBatchEnd((batch, logs) -> runs.get(0).interrupt())
                .build();
        model().fit(X, Y, FitOptions.epochs(2).batchSize(3).callbacks(interrupting, ProgressBar.of(drawn, true)));
        assertThat(drawn.toString()).contains("1/2").endsWith("\n").doesNotContain("2/2\u001b");
    }

    @Test
    void aProgressBarThatCannotBeWrittenFails() {
        Writer broken = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("closed");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> model().fit(X, Y, FitOptions.epochs(2).callbacks(ProgressBar.of(broken, false))))
                .hasMessage("ProgressBar: the progress could not be written.")
                .hasRootCauseMessage("closed");
    }
}
