package io.github.gru4j.layer;

import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Steppers one after the other. The scratch memory of a row holds two events, one coming in and one going out in turn,
 * and then what the hungriest layer needs.
 */
final class StepperChain implements Stepper {

    private final Stepper[] steppers;
    private final int[] stateStarts; // where each layer's state begins
    private final int stateSize;
    private final int widest; // the longest event between two layers
    private final int scratchSize;

    StepperChain(List<Stepper> steppers) {
        this.steppers = steppers.toArray(new Stepper[0]);
        this.stateStarts = new int[this.steppers.length];
        int states = 0;
        int events = 0;
        int scratch = 0;
        for (int i = 0; i < this.steppers.length; i++) {
            stateStarts[i] = states;
            states += this.steppers[i].stateSize();
            events = Math.max(events, this.steppers[i].outputSize());
            scratch = Math.max(scratch, this.steppers[i].scratchSize());
        }
        this.stateSize = states;
        this.widest = events;
        this.scratchSize = 2 * events + scratch;
    }

    /** The steppers that do something, at whatever depth they lie. */
    static List<Stepper> acting(List<Stepper> steppers) {
        List<Stepper> acting = new ArrayList<>();
        for (Stepper stepper : steppers) {
            if (stepper instanceof StepperChain chain) {
                acting.addAll(List.of(chain.steppers));
            } else if (!(stepper instanceof CopyStepper)) {
                acting.add(stepper);
            }
        }
        return acting;
    }

    @Override
    public int inputSize() {
        return steppers[0].inputSize();
    }

    @Override
    public int outputSize() {
        return steppers[steppers.length - 1].outputSize();
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int scratchSize() {
        return scratchSize;
    }

    @Override
    public String signature() {
        return Stepper.signature(
                "chain", Stream.of(steppers).map(Stepper::signature).toArray());
    }

    @Override
    public void step(
            int rows,
            Tensor x,
            int xOffset,
            Tensor state,
            int stateOffset,
            int stateStride,
            Tensor y,
            int yOffset,
            Tensor scratch,
            int scratchOffset) {
        int events = rows * widest;
        int layerScratch = scratchOffset + 2 * events;
        Tensor in = x;
        int inOffset = xOffset;
        for (int i = 0; i < steppers.length; i++) {
            boolean last = i == steppers.length - 1;
            Tensor out = last ? y : scratch;
            int outOffset = last ? yOffset : scratchOffset + (i % 2) * events;
            steppers[i].step(
                    rows,
                    in,
                    inOffset,
                    state,
                    stateOffset + stateStarts[i],
                    stateStride,
                    out,
                    outOffset,
                    scratch,
                    layerScratch);
            in = out;
            inOffset = outOffset;
        }
    }
}
