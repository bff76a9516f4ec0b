package io.github.gru4j.layer;

import io.github.gru4j.random.Generator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one forward pass rather than to a layer: whether it trains, whether a backward pass will follow, the
 * random numbers, the masks of the inputs, the dropout masks drawn so far and the losses that layers add.
 *
 * <p>A call is used by one thread; many calls may run through one model at the same time.
 */
public final class Call {

    private final boolean training;
    private final boolean recording;
    private final boolean addsLosses;
    private final @Nullable Generator generator;
    private final List<@Nullable Mask> masks; // one per input; those that are not listed have none
    private final MasksOfCells drawn; // at the first time step that asks
    private final @Nullable CarriedStates carried;
    private final Shared shared;

    /** What all views of one call have in common. */
    private static final class Shared {
        final MasksOfCells given = new MasksOfCells();

        @Nullable
        IdentityHashMap<Module, List<Double>> losses; // none in most calls

        double total;
    }

    /** The dropout masks of cells; a map only once there are any, which inference never has. */
    private static final class MasksOfCells {
        private @Nullable IdentityHashMap<Module, DropoutMasks> masks;

        @Nullable
        DropoutMasks get(Module cell) {
            return masks == null ? null : masks.get(cell);
        }

        void put(Module cell, DropoutMasks mask) {
            if (masks == null) {
                masks = new IdentityHashMap<>();
            }
            masks.put(cell, mask);
        }
    }

    private Call(
            boolean training,
            boolean recording,
            boolean addsLosses,
            @Nullable Generator generator,
            List<@Nullable Mask> masks,
            MasksOfCells drawn,
            @Nullable CarriedStates carried,
            Shared shared) {
        this.training = training;
        this.recording = recording;
        this.addsLosses = addsLosses;
        this.generator = generator;
        this.masks = masks;
        this.drawn = drawn;
        this.carried = carried;
        this.shared = shared;
    }

    private Call(boolean training, boolean addsLosses, @Nullable Generator generator) {
        this(training, training, addsLosses, generator, List.of(), new MasksOfCells(), null, new Shared());
    }

    /** A call that predicts: no dropout, nothing kept for a backward pass. */
    public static Call inference() {
        return new Call(false, false, null);
    }

    /** A call that judges: as {@link #inference}, but layers add their losses. */
    public static Call evaluation() {
        return new Call(false, true, null);
    }

    /**
     * A call that trains: dropout is active and a backward pass may follow.
     *
     * @param generator where dropout masks come from
     */
    public static Call training(Generator generator) {
        return new Call(true, true, generator);
    }

    /** This call with what a backward pass needs kept ({@code true}) or dropped. */
    public Call recording(boolean record) {
        if (record == recording) { // who records adds losses, too
            return this;
        }
        return new Call(training, record, addsLosses || record, generator, masks, drawn, carried, shared);
    }

    /** This call with another mask for the first input and none for the others. */
    public Call withMask(@Nullable Mask mask) {
        if (mask == null && masks.isEmpty()) {
            return this;
        }
        return withMasks(Collections.singletonList(mask));
    }

    /**
     * This call with other masks for the inputs.
     *
     * @param newMasks one per input, null for none; inputs beyond the end of the list have none
     */
    public Call withMasks(List<@Nullable Mask> newMasks) {
        if (newMasks.equals(masks)) {
            return this;
        }
        List<@Nullable Mask> copy = Collections.unmodifiableList(new ArrayList<@Nullable Mask>(newMasks));
        return new Call(training, recording, addsLosses, generator, copy, drawn, carried, shared);
    }

    /**
     * This call for one sequence: cells draw dropout masks of their own for it, as Keras's recurrent layers do at the start
     * of each call; a layer that is used twice drops differently each time. Masks that were given stay. Without training
     * nothing is drawn, and this call serves all sequences.
     */
    public Call forSequence() {
        if (!training) {
            return this;
        }
        return new Call(training, recording, addsLosses, generator, masks, new MasksOfCells(), carried, shared);
    }

    /** Makes a recurrent cell use these dropout masks in this call, in every sequence of it, instead of drawing its own. */
    public Call withDropoutMasks(Module cell, DropoutMasks masks) {
        shared.given.put(cell, masks);
        return this;
    }

    /**
     * This call as the one that goes on where the last one with these states has ended: recurrent layers that are not given
     * initial states start from those that they have kept there. No gradient flows back into them.
     *
     * @param states what is carried from call to call; new ones start a sequence
     */
    public Call carrying(CarriedStates states) {
        states.nextCall();
        return new Call(training, recording, addsLosses, generator, masks, drawn, states, shared);
    }

    /** This call for a layer inside one that carries the states itself, or sees no sequence as a whole. */
    public Call carryingNothing() {
        return carried == null
                ? this
                : new Call(training, recording, addsLosses, generator, masks, drawn, null, shared);
    }

    /** What this call takes from the one before it and leaves to the next, or null if it stands alone. */
    public @Nullable CarriedStates carried() {
        return carried;
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

    /** The mask of the first input, or null when every step is used. */
    public @Nullable Mask mask() {
        return mask(0);
    }

    /** The mask of an input, or null when every step is used. */
    public @Nullable Mask mask(int input) {
        return input < masks.size() ? masks.get(input) : null;
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

    /**
     * The dropout masks of a cell: those given with {@link #withDropoutMasks}, else drawn at the first time step that asks
     * and the same at all others of the sequence.
     */
    public DropoutMasks dropoutMasks(Module cell, Supplier<DropoutMasks> draw) {
        DropoutMasks found = shared.given.get(cell);
        if (found == null) {
            found = drawn.get(cell);
        }
        if (found == null) {
            found = draw.get();
            drawn.put(cell, found);
        }
        return found;
    }

    /**
     * Adds a number to the loss of this call, as an activity regularizer does. A layer that does so in its forward pass adds
     * the number's gradient in its own way back; Keras's {@code add_loss}.
     *
     * @param module the layer that adds it
     * @param loss the number
     */
    public void addLoss(Module module, double loss) {
        if (shared.losses == null) {
            shared.losses = new IdentityHashMap<>();
        }
        shared.losses.computeIfAbsent(module, key -> new ArrayList<>()).add(loss);
        shared.total += loss;
    }

    /** What a layer added with {@link #addLoss}, without the layers inside; empty if nothing. */
    public List<Double> losses(Module module) {
        return shared.losses == null ? List.of() : List.copyOf(shared.losses.getOrDefault(module, List.of()));
    }

    /** The sum of what layers added with {@link #addLoss}. */
    public double losses() {
        return shared.total;
    }
}
