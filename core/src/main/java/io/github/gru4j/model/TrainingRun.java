package io.github.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Model#fit} as its callbacks see it: what is trained and how, where it is, and how to stop, save and continue
 * it. Keras's {@code callback.model}, {@code callback.params} and {@code model.stop_training}.
 *
 * <p>{@link #stop}, {@link #interrupt} and {@link #checkpoint} may be called from any thread; everything else belongs to the
 * thread that trains.
 */
public final class TrainingRun {

    private final Model model;
    private final FitOptions options;
    private final Queue<Consumer<TrainingState>> savers = new ConcurrentLinkedQueue<>();
    private OptionalInt steps = OptionalInt.empty();
    private int epoch;
    private @Nullable TrainingState restored;
    private volatile boolean stopping;
    private volatile boolean interrupted;

    private TrainingRun(Model model, FitOptions options) {
        this.model = model;
        this.options = options;
    }

    /**
     * A training, for those who call callbacks in a loop of their own ({@code keras.callbacks.CallbackList}). Nothing is
     * saved or restored in such a loop: {@link #checkpoint} and {@link #restore} only {@code fit} can answer.
     *
     * @param model what is trained
     * @param options how
     * @param steps the number of batches in an epoch; empty if not known
     */
    public static TrainingRun of(Model model, FitOptions options, OptionalInt steps) {
        TrainingRun run = new TrainingRun(model, options);
        run.steps = steps;
        return run;
    }

    /** What is trained. */
    public Model model() {
        return model;
    }

    /** How it is trained. */
    public FitOptions options() {
        return options;
    }

    /** The number of batches in an epoch; empty as long as the data does not say. */
    public OptionalInt steps() {
        return steps;
    }

    void setSteps(int newSteps) {
        steps = newSteps < 0 ? OptionalInt.empty() : OptionalInt.of(newSteps);
    }

    /** The present epoch, counted from 0. */
    public int epoch() {
        return epoch;
    }

    void setEpoch(int newEpoch) {
        epoch = newEpoch;
    }

    /**
     * Ends the training after the present epoch, or, in the middle of an epoch, after the present batch and the validation
     * ({@code model.stop_training = True} of Keras). Callbacks hear of the end of the epoch and of the training.
     */
    public void stop() {
        stopping = true;
    }

    /** Whether the training is to end. */
    public boolean stopping() {
        return stopping;
    }

    /**
     * Ends the training as soon as it can be continued from there: after the present batch, or, in a validation, after the
     * epoch. Whoever has asked for a {@link #checkpoint} gets it; callbacks hear of the end of the training, not of that of
     * the epoch.
     */
    public void interrupt() {
        interrupted = true;
    }

    /** Whether {@link #interrupt} was called: the training does not reach its end. */
    public boolean interrupted() {
        return interrupted;
    }

    /**
     * Asks for what is needed to continue the training bit for bit, as of the end of the present batch or epoch. It comes
     * once all callbacks have heard of that end, on the thread that trains.
     *
     * @param saver takes it, once
     */
    public void checkpoint(Consumer<TrainingState> saver) {
        savers.add(saver);
    }

    /**
     * Continues the training from where another one was. To be called in {@link Callback#onTrainBegin}; it takes effect once
     * all callbacks have heard of the beginning.
     *
     * @param state what {@link #checkpoint} gave
     */
    public void restore(TrainingState state) {
        restored = state;
    }

    /** What to continue from, or null. */
    @Nullable
    TrainingState restored() {
        return restored;
    }

    /** Whether someone waits for a state of the training. */
    boolean asked() {
        return !savers.isEmpty();
    }

    /** Hands the state of the training to all who have asked. */
    void answer(TrainingState state) {
        List<Consumer<TrainingState>> asking = new ArrayList<>();
        for (Consumer<TrainingState> saver = savers.poll(); saver != null; saver = savers.poll()) {
            asking.add(saver);
        }
        asking.forEach(saver -> saver.accept(state));
    }
}
