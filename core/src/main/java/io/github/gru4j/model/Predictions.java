package io.github.gru4j.model;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.ElementIterator;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What a model predicts for a dataset. Stateless. */
final class Predictions {

    private Predictions() {}

    /** All outputs, those of each batch behind those of the batch before. */
    static List<Tensor> of(Model model, Dataset batches) {
        if (batches.cardinality() == Dataset.INFINITE) {
            throw EpochIterator.endless("Use take(count).");
        }
        List<List<Tensor>> parts = new ArrayList<>(); // of each output
        try (ElementIterator elements = batches.iterator()) {
            while (elements.hasNext()) {
                List<Tensor> outputs = model.predictOnBatch(elements.next().inputs());
                for (int i = 0; i < outputs.size(); i++) {
                    if (parts.size() == i) {
                        parts.add(new ArrayList<>());
                    }
                    parts.get(i).add(outputs.get(i));
                }
            }
        }
        if (parts.isEmpty()) {
            throw EpochIterator.empty();
        }
        return parts.stream().map(Predictions::joined).toList();
    }

    private static Tensor joined(List<Tensor> parts) {
        int rows = parts.stream().mapToInt(part -> part.dim(0)).reduce(0, Math::addExact);
        Tensor first = parts.get(0);
        Tensor all = Tensor.zeros(first.dtype(), first.shape().with(0, rows));
        int position = 0;
        for (Tensor part : parts) {
            if (!part.shape().with(0, rows).equals(all.shape())) {
                throw new IllegalArgumentException("Dataset: outputs must differ in their number of samples only, from "
                        + first.shape() + ". Received: shape=" + part.shape() + ". Predict batch by batch.");
            }
            Tensor.copyRange(part, 0, all, position, part.size());
            position += part.size();
        }
        return all;
    }
}
