package io.github.gru4j.cli.text;

import io.github.gru4j.cli.training.TrainingSettings;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Embedding;
import io.github.gru4j.layer.Input;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.Shape;

/**
 * The model that {@code train} makes for texts: {@code Input → Embedding → GRU … → Dense(softmax)}, which gives the
 * probability of each next character after every character of a text of any length.
 */
final class TextModel {

    private TextModel() {}

    /**
     * A fresh model.
     *
     * @param embedding how many numbers stand for a character
     * @param characters how many characters there are
     */
    static Sequential build(TrainingSettings settings, int embedding, int characters) {
        Sequential.Builder model = Sequential.builder()
                .seed(settings.seed())
                .add(Input.of(Shape.UNKNOWN))
                .add(Embedding.of(characters, embedding));
        settings.architecture().addTo(model, true);
        return model.add(Dense.builder(characters).activation("softmax").build())
                .build();
    }
}
