package io.github.gru4j.model;

import io.github.gru4j.activation.Activation;
import io.github.gru4j.layer.Call;
import io.github.gru4j.layer.Mask;
import io.github.gru4j.layer.Pass;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass in inference, by several threads: the batch is cut into ranges of rows, each thread takes one after the
 * other through the whole model, and the results are put together. Threads meet nowhere in between.
 *
 * <p>The caller is one of the threads. It never waits for a thread that has not come yet: if none comes it has done
 * everything itself. For ranges that others have begun it waits a little; then the system has probably put them aside, and
 * it does those ranges, too. Who is first puts the rows into the result, and what the other still computes is dropped. One
 * object per pass.
 */
final class ParallelForward {

    /** A batch of fewer rows stays whole: its parts would be smaller than what the kernels take together. */
    static final int LEAST_ROWS = 2 * Ranges.TILE;

    /**
     * So much work takes 600 microseconds or more. Handing it over and waiting for its end costs tens of them, and hundreds
     * on a busy machine, where half of a shorter call would be lost in waiting.
     */
    static final double LEAST_MULTIPLICATIONS = 64e6;

    /** How long the caller looks for an end that is near before it gives its processor away: to wake up may take as long. */
    private static final long SPIN_NANOS = 100_000;

    /** How long the caller waits for others before it does their ranges, too: at least, and as a part of one thread's time. */
    private static final long PATIENCE_NANOS = 20_000;

    private static final int PATIENCE_PART = 6;

    private final Model model;
    private final List<Tensor> inputs;
    private final Ranges ranges;
    private final Supplier<Call> calls;
    private final Part[] parts; // of the ranges; read when all are done
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicIntegerArray claimed; // 1 for a range whose rows somebody puts into the result, or has put
    private final CountDownLatch open;
    private volatile boolean failed;
    private volatile @Nullable Error error;
    private @Nullable List<Tensor> whole; // guarded by this; its tensors are written range by range

    /** What is left of a pass over a range when its numbers have been copied. */
    private record Part(int outputs, List<@Nullable Mask> masks, List<@Nullable Activation> ofLogits) {}

    private ParallelForward(Model model, List<Tensor> inputs, Ranges ranges, Supplier<Call> calls) {
        this.model = model;
        this.inputs = inputs;
        this.ranges = ranges;
        this.calls = calls;
        this.parts = new Part[ranges.count()];
        this.claimed = new AtomicIntegerArray(ranges.count());
        this.open = new CountDownLatch(ranges.count());
    }

    /**
     * Runs the model if several threads can gain something.
     *
     * @param model a model with its option for threads
     * @param inputs one or more samples; the first axis of each counts them
     * @param batchSize samples per forward pass; the memory in use is that of so many for each thread
     * @param calls a new call for each range, which does not train
     * @return outputs, masks and logits of all samples; null if the caller has to do without other threads, be it that they
     *     gain nothing or that something went wrong, which then happens again as it does on one thread
     */
    static @Nullable Pass run(Model model, List<Tensor> inputs, int batchSize, Supplier<Call> calls) {
        Threads threads = model.threading();
        int rows = inputs.isEmpty() ? 0 : inputs.get(0).dim(0);
        if (threads.count() == 1 || rows < LEAST_ROWS || !model.built()) {
            return null;
        }
        double work = Work.multiplications(model, inputs);
        if (work < LEAST_MULTIPLICATIONS) { // first: to ask for the processors may take as long as a small pass
            return null;
        }
        int usable = Math.min(threads.usable(), rows / Ranges.TILE);
        if (usable == 1
                || !Work.rowsStandAlone(model, calls.get().addsLosses())
                || !threads.credit().suffices(work)) {
            return null;
        }
        return new ParallelForward(model, inputs, Ranges.of(rows, batchSize, usable), calls).run(threads, usable, work);
    }

    private @Nullable Pass run(Threads threads, int usable, double work) {
        List<FutureTask<?>> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(usable, ranges.count()); i++) {
            helpers.add(new FutureTask<>(this::takeRanges));
        }
        long start = System.nanoTime();
        try {
            helpers.forEach(threads::lend);
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        } finally { // nobody changes the result when the caller is gone
            long begun = System.nanoTime();
            int rows = takeRanges();
            long worked = System.nanoTime() - begun;
            if (rows < ranges.rows() && !await(patience(worked, rows))) {
                begun = System.nanoTime();
                rows += takeOver();
                worked += System.nanoTime() - begun;
                await(Long.MAX_VALUE); // rows that somebody is just copying
            }
            helpers.forEach(helper -> helper.cancel(false)); // one that has not come yet lets go of the tensors
            if (rows > 0) {
                threads.credit().settle(work, (double) rows / ranges.rows(), worked, System.nanoTime() - start);
            }
        }
        if (error != null) {
            throw error;
        }
        return failed ? null : together();
    }

    /**
     * What every thread does; gives the number of rows that it did. From the last range on: the caller, who is first, gets
     * the longest.
     */
    private int takeRanges() {
        int rows = 0;
        for (int next; (next = taken.getAndIncrement()) < ranges.count(); ) {
            rows += run(ranges.count() - 1 - next);
        }
        return rows;
    }

    /** Does the ranges that others have begun and not done, in case these do not go on; gives the number of rows. */
    private int takeOver() {
        int rows = 0;
        for (int range = 0; range < ranges.count(); range++) {
            if (claimed.get(range) == 0) {
                rows += run(range);
            }
        }
        return rows;
    }

    /** Does a range, unless something went wrong; gives the number of rows that were done. */
    private int run(int range) {
        int from = ranges.start(range);
        int to = ranges.start(range + 1);
        int rows = 0;
        boolean mine = false;
        try {
            if (!failed) {
                Call call = calls.get();
                Pass pass = model.apply(
                        inputs.stream().map(input -> input.rows(from, to)).toList(), call);
                rows = to - from;
                mine = claim(range);
                if (mine && !keep(range, pass, call)) {
                    failed = true;
                }
            }
        } catch (Exception e) { // also a checked one, which other languages throw from anywhere
            failed = true;
        } catch (Error e) {
            error = e;
            failed = true;
        } finally {
            if (mine || claim(range)) {
                open.countDown();
            }
        }
        return rows;
    }

    /** How long to wait for others, after so many nanoseconds for so many rows. */
    private long patience(long worked, int rows) {
        return PATIENCE_NANOS + worked / Math.max(1, rows) * ranges.rows() / PATIENCE_PART;
    }

    private boolean claim(int range) {
        return claimed.compareAndSet(range, 0, 1);
    }

    /** Puts what a pass over a range gave into the result; false if it does not fit. */
    private boolean keep(int range, Pass pass, Call call) {
        int from = ranges.start(range);
        int rows = ranges.start(range + 1) - from;
        List<Tensor> numbers = new ArrayList<>(pass.outputs());
        List<@Nullable Activation> ofLogits = new ArrayList<>();
        for (Pass.Logits logits : pass.logits()) {
            ofLogits.add(logits == null ? null : logits.activation());
            if (logits != null) {
                numbers.add(logits.values());
            }
        }
        // A loss of a batch is no sum of those of its parts.
        if (call.losses() != 0 || !copy(numbers, from, rows) || !masksOf(rows, pass)) {
            return false;
        }
        parts[range] = new Part(pass.outputs().size(), pass.masks(), ofLogits);
        return true;
    }

    private static boolean masksOf(int rows, Pass pass) {
        return pass.masks().stream().allMatch(mask -> mask == null || mask.batch() == rows);
    }

    /** Puts the numbers of a range where they belong; false if they are not rows that fit together. */
    private boolean copy(List<Tensor> numbers, int from, int rows) {
        for (Tensor tensor : numbers) {
            if (tensor.shape().rank() == 0 || tensor.dim(0) != rows) {
                return false;
            }
        }
        List<Tensor> targets = whole(numbers);
        if (targets.size() != numbers.size()) {
            return false;
        }
        for (int i = 0; i < numbers.size(); i++) {
            Tensor target = targets.get(i);
            if (!target.shape().with(0, rows).equals(numbers.get(i).shape())) {
                return false;
            }
            int width = target.size() / ranges.rows();
            Tensor.copyRange(numbers.get(i), 0, target, from * width, rows * width);
        }
        return true;
    }

    /** Tensors for the rows of all ranges; the first that is done makes them. */
    private synchronized List<Tensor> whole(List<Tensor> part) {
        List<Tensor> made = whole;
        if (made == null) {
            made = part.stream()
                    .map(tensor -> Tensor.zeros(tensor.dtype(), tensor.shape().with(0, ranges.rows())))
                    .toList();
            whole = made;
        }
        return made;
    }

    /** Waits for the ranges that others have begun; false if that takes longer. An interrupt is kept for who called. */
    private boolean await(long nanos) {
        long start = System.nanoTime();
        while (open.getCount() > 0 && System.nanoTime() - start < Math.min(nanos, SPIN_NANOS)) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        boolean done = open.getCount() == 0;
        for (long left; !done && (left = nanos - (System.nanoTime() - start)) > 0; ) {
            try {
                done = open.await(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done;
    }

    private @Nullable Pass together() {
        Part first = parts[0];
        List<Tensor> all = whole(List.of());
        List<Pass.@Nullable Logits> logits = new ArrayList<>();
        int next = first.outputs();
        for (Activation activation : first.ofLogits()) {
            logits.add(activation == null ? null : new Pass.Logits(activation, all.get(next++)));
        }
        List<@Nullable Mask> masks = new ArrayList<>();
        for (int output = 0; output < first.outputs(); output++) {
            List<Mask> ofRanges = masks(output);
            if (!ofRanges.isEmpty() && ofRanges.size() < parts.length) {
                return null; // a layer makes a mask of some rows and none of others
            }
            masks.add(ofRanges.isEmpty() ? null : together(ofRanges));
        }
        return Pass.of(all.subList(0, first.outputs())).withMasks(masks).withLogits(logits);
    }

    private List<Mask> masks(int output) {
        List<Mask> masks = new ArrayList<>();
        for (Part part : parts) {
            Mask mask = part.masks().get(output);
            if (mask != null) {
                masks.add(mask);
            }
        }
        return masks;
    }

    private Mask together(List<Mask> ofRanges) {
        Shape shape = ofRanges.get(0).shape().with(0, ranges.rows());
        boolean[] used = new boolean[(int) shape.size()];
        int position = 0;
        for (Mask mask : ofRanges) {
            for (int i = 0; i < mask.shape().size(); i++) {
                used[position++] = mask.usedAt(i);
            }
        }
        return Mask.of(shape, used);
    }
}
