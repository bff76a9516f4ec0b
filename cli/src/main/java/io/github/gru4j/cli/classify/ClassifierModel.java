package io.github.gru4j.cli.classify;

import io.github.gru4j.cli.data.Sequences;
import io.github.gru4j.cli.training.TrainingSettings;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Normalization;
import io.github.gru4j.model.Model;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The model that {@code train} makes for classes: {@code Input → Masking → Normalization → GRU … → Dense(softmax)}, for
 * sequences of any length.
 */
public final class ClassifierModel {

    private static final int CHUNK = 256;

    private ClassifierModel() {}

    /**
     * A fresh model, which knows the mean and variance of its training sequences.
     *
     * @param training the numbers of the training sequences
     * @param classes how many classes there are
     */
    static Sequential build(TrainingSettings settings, Sequences sequences, int[] training, int classes) {
        Normalization normalization = Normalization.of();
        normalization.adapt(PaddedSequences.steps(sequences, training));
        Sequential.Builder model = Sequential.builder()
                .seed(settings.seed())
                .add(Input.of(Shape.UNKNOWN, sequences.features().size()))
                .add(Masking.of(PaddedSequences.PADDING))
                .add(normalization);
        settings.architecture().addTo(model, false);
        return model.add(Dense.builder(classes).activation("softmax").build()).build();
    }

    /**
     * What a model takes sequences for: the class of its greatest output.
     *
     * @param which the numbers of the sequences
     */
    public static int[] classes(Model model, Sequences sequences, int[] which) {
        int[] classes = new int[which.length];
        for (int from = 0; from < which.length; from += CHUNK) {
            int[] some = Arrays.copyOfRange(which, from, Math.min(which.length, from + CHUNK));
            Tensor outputs = model.predict(PaddedSequences.of(sequences, some));
            for (int i = 0; i < some.length; i++) {
                for (int c = 1; c < outputs.dim(1); c++) {
                    classes[from + i] = outputs.get(i, c) > outputs.get(i, classes[from + i]) ? c : classes[from + i];
                }
            }
        }
        return classes;
    }
}
