package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.keras.KerasFormatException;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A loaded model and what its file remembers. Safe to share between threads as far as its model is.
 *
 * @param path the file
 * @param model the model
 * @param notes what {@code train} wrote into the file; none for other files
 */
public record ModelFile(Path path, Model model, Optional<ModelNotes> notes) {

    /**
     * Loads a model.
     *
     * @throws UserError if there is no such file or it is not a Keras model that can be run
     */
    public static ModelFile load(Path path) {
        checkReadable(path);
        try {
            return new ModelFile(path, KerasFiles.load(path), ModelNotes.of(KerasFiles.describe(path)));
        } catch (KerasFormatException e) {
            String message = String.valueOf(e.getMessage());
            boolean named = message.startsWith(path.toString());
            throw new UserError(named ? message : path + ": " + message, e);
        } catch (UncheckedIOException e) {
            throw new UserError(
                    path + ": cannot be read: "
                            + Objects.requireNonNullElse(e.getCause(), e).getMessage() + ".",
                    e);
        }
    }

    /**
     * Checks that a model file can be opened at all.
     *
     * @throws UserError if not
     */
    public static void checkReadable(Path path) {
        if (!Files.exists(path)) {
            throw new UserError(path + ": there is no such file.");
        }
        if (!Files.isRegularFile(path)) {
            throw new UserError(path + ": is not a file. Name a .keras file.");
        }
        if (!Files.isReadable(path)) {
            throw new UserError(path + ": cannot be read, permission is denied.");
        }
    }

    /** The model's input, {@code (None, window, features)}, where axes may be unknown. */
    public Shape inputShape() {
        Layer first = model.layers().get(0);
        if (first instanceof Input input) {
            return input.batchShape();
        }
        Shape shape = model.inputShape();
        if (shape == null) {
            throw new UserError(path + ": does not say what shape its input has.");
        }
        return shape.with(0, Shape.UNKNOWN);
    }

    /** The model's input where it reads windows: {@code (None, window, features)} with a known number of features. */
    public Shape windowShape() {
        Shape shape = inputShape();
        if (shape.rank() != 3 || shape.dim(2) == Shape.UNKNOWN) {
            throw new UserError(path + ": is not a model of windows. Its input has shape " + shape
                    + ", expected (None, window, features).");
        }
        return shape;
    }

    /**
     * Checks that a tensor can be the model's input.
     *
     * @param input the tensor, with the batch axis
     * @param source where it comes from, for the message
     * @throws UserError if its rank or an axis does not fit
     */
    public void checkInput(Tensor input, String source) {
        Shape wanted = inputShape();
        boolean fits = input.shape().rank() == wanted.rank();
        for (int axis = 1; fits && axis < wanted.rank(); axis++) {
            fits = wanted.dim(axis) == Shape.UNKNOWN || wanted.dim(axis) == input.dim(axis);
        }
        if (!fits) {
            throw new UserError(
                    source + ": the inputs have shape " + input.shape() + ", but the model takes " + wanted + ".");
        }
    }
}
