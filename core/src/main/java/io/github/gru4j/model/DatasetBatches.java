package io.github.gru4j.model;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.data.ElementIterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a dataset, each brought into the order of a model's outputs.
 *
 * @param dataset whose elements are batches
 * @param model whose batches they are
 * @param classWeight what a sample of each class weighs; empty for ones
 */
record DatasetBatches(Dataset dataset, Model model, Map<Integer, Double> classWeight) implements Batches {

    @Override
    public Reader open(long number) {
        ElementIterator elements = dataset.iterator(number);
        return new Reader() {
            @Override
            public @Nullable Data next() {
                return elements.hasNext() ? batch(model, elements.next(), classWeight) : null;
            }

            @Override
            public void close() {
                elements.close();
            }
        };
    }

    /** A batch for a model, its samples weighed by their classes if these have weights. */
    static Data batch(Model model, Element element, Map<Integer, Double> classWeight) {
        if (!classWeight.isEmpty() && !element.sampleWeights().isEmpty()) {
            throw new IllegalArgumentException(model.className() + " '" + model.name()
                    + "': only one of sampleWeights and classWeight may be given. Received: a batch with sampleWeights,"
                    + " classWeight=" + classWeight + ".");
        }
        return ClassWeights.weighed(model, Given.of(element).to(model, model.objectives()), classWeight);
    }

    @Override
    public int count() {
        return dataset.cardinality() < 0 ? UNKNOWN : (int) Math.min(dataset.cardinality(), Integer.MAX_VALUE);
    }

    @Override
    public boolean infinite() {
        return dataset.cardinality() == Dataset.INFINITE;
    }
}
