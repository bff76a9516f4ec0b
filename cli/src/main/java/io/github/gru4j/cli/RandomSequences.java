package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.StreamEvents;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Sequences that a model takes, drawn at random, the same every time. */
final class RandomSequences {

    private static final int SEQUENCES = 3;
    private static final int TIMESTEPS = 32;

    private RandomSequences() {}

    /**
     * One tensor for each input: numbers from -1 to 1, or ids that all embeddings of the model know.
     *
     * @param events what comes in with every event
     */
    static List<Tensor> of(ModelFile file, List<StreamEvents> events) {
        int ids = file.model().submodules().stream()
                .filter(Embedding.class::isInstance)
                .mapToInt(embedding -> ((Embedding) embedding).inputDim())
                .min()
                .orElse(1);
        Generator generator = new Generator(1);
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Tensor tensor = Tensor.zeros(DType.FLOAT32, known(file.inputShapes().get(i)));
            boolean areIds = events.get(i).sequence() && tensor.shape().rank() == 2;
            for (int j = 0; j < tensor.size(); j++) {
                tensor.setAt(j, areIds ? generator.nextInt(ids) : generator.nextUniform(-1, 1));
            }
            all.add(tensor);
        }
        return all;
    }

    private static Shape known(Shape shape) {
        Shape known = shape.dim(0) == Shape.UNKNOWN ? shape.with(0, SEQUENCES) : shape;
        return known.dim(1) == Shape.UNKNOWN ? known.with(1, TIMESTEPS) : known;
    }
}
