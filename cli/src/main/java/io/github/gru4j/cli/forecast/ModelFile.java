package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.classify.ClassifierNotes;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.text.TextNotes;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.keras.KerasFormatException;
import io.github.gru4j.keras.PyTorchFiles;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A loaded model and what its file remembers. Safe to share between threads as far as its model is.
 *
 * @param path the file
 * @param model the model
 * @param words the notes in the file, none but in files of {@code train}
 */
public record ModelFile(Path path, Model model, Map<String, List<String>> words) {

    /**
     * Loads a model.
     *
     * @throws UserError if there is no such file or it is not a Keras model that can be run
     */
    public static ModelFile load(Path path) {
        checkReadable(path);
        try {
            if (PyTorchFiles.recognises(path)) {
                throw new UserError(
                        path + ": holds tensors of PyTorch, not a model of Keras. Make one of its GRU first:"
                                + " gru4j convert " + path + " model.keras");
            }
            return new ModelFile(
                    path, KerasFiles.load(path), KerasFiles.describe(path).notes());
        } catch (KerasFormatException | UncheckedIOException e) {
            throw unreadable(path, e);
        }
    }

    /** What {@code train} noted about forecasts; none for other files. */
    public Optional<ModelNotes> notes() {
        return ModelNotes.of(words);
    }

    /** What {@code train} noted about classes; none for other files. */
    public Optional<ClassifierNotes> classifier() {
        return ClassifierNotes.of(words);
    }

    /** What {@code train} noted about a text; none for other files. */
    public Optional<TextNotes> text() {
        return TextNotes.of(words);
    }

    /** The error for a user where a file could not be read: the place in it, and why. */
    public static UserError unreadable(Path path, RuntimeException e) {
        if (e instanceof UncheckedIOException) {
            String why = Objects.requireNonNullElse(e.getCause(), e).getMessage();
            return new UserError(path + ": cannot be read: " + why + ".", e);
        }
        String message = String.valueOf(e.getMessage());
        boolean named = message.startsWith(path.toString());
        return new UserError(named ? message : path + ": " + message, e);
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
        if (Files.isRegularFile(path.resolve("saved_model.pb"))) {
            throw new UserError(path + ": is a SavedModel of TensorFlow, which is not read. Load it in Python and call"
                    + " model.save('model.keras').");
        }
        if (!Files.isRegularFile(path)) {
            throw new UserError(path + ": is not a file. Name the file of a model, such as model.keras.");
        }
        if (!Files.isReadable(path)) {
            throw new UserError(path + ": cannot be read, permission is denied.");
        }
    }

    /** The shapes of the model's inputs with the batch axis, in the order in which it takes them; axes may be unknown. */
    public List<Shape> inputShapes() {
        if (model instanceof Functional graph) {
            return graph.inputs().stream().map(KerasTensor::shape).toList();
        }
        List<Layer> layers = model.layers();
        if (!layers.isEmpty() && layers.get(0) instanceof Input input) {
            return List.of(input.batchShape());
        }
        List<Shape> shapes = model.inputShapes();
        if (shapes == null) {
            throw new UserError(path + ": does not say what shape its input has.");
        }
        return shapes.stream().map(shape -> shape.with(0, Shape.UNKNOWN)).toList();
    }

    /** The model's input where it reads windows: {@code (None, window, features)} with a known number of features. */
    public Shape windowShape() {
        List<Shape> shapes = inputShapes();
        Shape shape = shapes.get(0);
        if (shapes.size() > 1 || shape.rank() != 3 || shape.dim(2) == Shape.UNKNOWN) {
            String found = shapes.size() > 1 ? "Its inputs have shapes " + shapes : "Its input has shape " + shape;
            throw new UserError(
                    path + ": is not a model of windows. " + found + ", expected (None, window, features).");
        }
        return shape;
    }

    /**
     * Checks that tensors can be the model's inputs.
     *
     * @param inputs the tensors, with the batch axis
     * @param source where they come from, for the message
     * @throws UserError if their number, a rank or an axis does not fit
     */
    public void checkInputs(List<Tensor> inputs, String source) {
        List<Shape> wanted = inputShapes();
        if (inputs.size() != wanted.size()) {
            throw new UserError(source + ": has " + inputs.size() + " inputs, but the model takes " + wanted.size()
                    + ", of shapes " + wanted + ".");
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (!fits(inputs.get(i).shape(), wanted.get(i))) {
                String which = wanted.size() == 1 ? "the inputs have" : "input " + (i + 1) + " has";
                throw new UserError(source + ": " + which + " shape "
                        + inputs.get(i).shape() + ", but the model takes " + wanted.get(i) + ".");
            }
        }
    }

    private static boolean fits(Shape shape, Shape wanted) {
        boolean fits = shape.rank() == wanted.rank();
        for (int axis = 1; fits && axis < wanted.rank(); axis++) {
            fits = wanted.dim(axis) == Shape.UNKNOWN || wanted.dim(axis) == shape.dim(axis);
        }
        return fits;
    }
}
