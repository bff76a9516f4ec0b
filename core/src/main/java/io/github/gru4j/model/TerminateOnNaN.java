package io.github.gru4j.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a training whose loss is not a finite number any more ({@code keras.callbacks.TerminateOnNaN}). Not thread-safe.
 *
 * @see <a href="https://keras.io/api/callbacks/terminate_on_nan/">Keras 3 {@code callbacks/terminate_on_nan.py}</a>
 */
public final class TerminateOnNaN implements Callback {

    private final boolean raiseError;
    private @Nullable TrainingRun run;

    private TerminateOnNaN(boolean raiseError) {
        this.raiseError = raiseError;
    }

    /** Stops the training after the batch, as {@link TrainingRun#stop} does. */
    public static TerminateOnNaN of() {
        return of(false);
    }

    /**
     * Ends the training.
     *
     * @param raiseError whether by an exception, after which no callback hears of the end: what was saved stays
     */
    public static TerminateOnNaN of(boolean raiseError) {
        return new TerminateOnNaN(raiseError);
    }

    @Override
    public void onTrainBegin(TrainingRun newRun) {
        run = newRun;
    }

    /**
     * Looks at the loss.
     *
     * @throws ArithmeticException if it is not a finite number, and an error was asked for
     */
    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        Double loss = logs.get("loss");
        if (loss == null || Double.isFinite(loss)) {
            return;
        }
        if (raiseError) {
            throw new ArithmeticException("TerminateOnNaN: the loss must be a finite number. Received: loss=" + loss
                    + " after batch " + batch + ". Use a smaller learning rate, or clip the gradients.");
        }
        Runs.begun(run, "TerminateOnNaN").stop();
    }
}
