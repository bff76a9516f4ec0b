package io.github.gru4j.data;

import org.jspecify.annotations.Nullable;

/** Inputs of one source and targets of another, side by side. Ends with the one that ends first. */
final class ZipFlow implements Flow {

    private final Flow inputs;
    private final Flow targets;

    ZipFlow(Flow inputs, Flow targets) {
        this.inputs = inputs;
        this.targets = targets;
    }

    @Override
    public @Nullable Element next() {
        Element input = inputs.next();
        Element target = input == null ? null : targets.next();
        return input == null || target == null
                ? null
                : new Element(input.inputs(), target.inputs(), target.sampleWeights());
    }

    @Override
    public void close() {
        try {
            inputs.close();
        } finally {
            targets.close();
        }
    }
}
