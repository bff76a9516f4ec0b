package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import java.util.IdentityHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one forward pass rather than to a layer: whether it trains, whether a backward pass will follow, the
 * random numbers, the mask of the inputs, the dropout masks drawn so far and the losses that layers add.
 *
 * <p>A call is used by one thread; many calls may run through one model at the same time.
 */
public final class Call {

    private final boolean training;
    private final boolean recording;
    private final boolean addsLosses;
    private final @Nullable Generator generator;
    private final @Nullable Mask mask;
    private final Shared shared;

    /** What all views of one call have in common. */
    private static final class Shared {
        final IdentityHashMap<Module, DropoutMasks> dropoutMasks = new IdentityHashMap<>();
        double losses;
    }

    private Call(
            boolean training,
            boolean recording,
            boolean addsLosses,
            @Nullable Generator generator,
            @Nullable Mask mask,
            Shared shared) {
        this.training = training;
        this.recording = recording;
        this.addsLosses = addsLosses;
        this.generator = generator;
        this.mask = mask;
        this.shared = shared;
    }

    /** A call that predicts: no dropout, nothing kept for a backward pass. */
    public static Call inference() {
        return new Call(false, false, false, null, null, new Shared());
    }

    /** A call that judges: as {@link #inference}, but layers add their losses. */
    public static Call evaluation() {
        return new Call(false, false, true, null, null, new Shared());
    }

    /**
     * A call that trains: dropout is active and a backward pass may follow.
     *
     * @param generator where dropout masks come from
     */
    public static Call training(Generator generator) {
        return new Call(true, true, true, generator, null, new Shared());
    }

    /** This call with what a backward pass needs kept ({@code true}) or dropped. */
    public Call recording(boolean record) {
        return new Call(training, record, addsLosses || record, generator, mask, shared);
    }

    /** This call with another mask for the inputs. */
    public Call withMask(@Nullable Mask newMask) {
        return newMask == mask ? this : new Call(training, recording, addsLosses, generator, newMask, shared);
    }

    /** Makes a recurrent cell use these dropout masks in this call instead of drawing its own. */
    public Call withDropoutMasks(Module cell, DropoutMasks masks) {
        shared.dropoutMasks.put(cell, masks);
        return this;
    }

    /** Whether layers behave as in training (Keras's {@code training} argument). */
    public boolean training() {
        return training;
    }

    /** Whether layers keep what their backward pass needs. */
    public boolean recording() {
        return recording;
    }

    /** Whether layers add their activity penalties to {@link #losses}; prediction has no use for them. */
    public boolean addsLosses() {
        return addsLosses;
    }

    /** The mask of the inputs, or null when every step is used. */
    public @Nullable Mask mask() {
        return mask;
    }

    /**
     * The random numbers for a layer: its own stream when it has a seed, else this call's.
     *
     * @param seed the layer's seed, or null
     * @throws IllegalStateException if the call has no generator (it does not train)
     */
    public Generator generator(@Nullable Long seed) {
        if (generator == null) {
            throw new IllegalStateException(
                    "Call: random numbers exist in training only. Start the call with Call.training(generator).");
        }
        // A seeded layer still needs a new mask for every batch: its seed is combined with the call's stream.
        return seed == null ? generator : new Generator(Generator.mix(generator.nextLong() + Generator.mix(seed)));
    }

    /** The dropout masks of a cell in this call: drawn at the first time step that asks, the same at all others. */
    public DropoutMasks dropoutMasks(Module cell, Supplier<DropoutMasks> draw) {
        return shared.dropoutMasks.computeIfAbsent(cell, key -> draw.get());
    }

    /** Adds a number to the loss of this call, as an activity regularizer does. */
    public void addLoss(double loss) {
        shared.losses += loss;
    }

    /** The sum of what layers added with {@link #addLoss}. */
    public double losses() {
        return shared.losses;
    }
}
