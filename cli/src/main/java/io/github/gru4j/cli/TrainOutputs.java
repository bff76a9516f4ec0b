package io.github.gru4j.cli;

import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files that {@code train} writes: all of them at the end, or none. */
final class TrainOutputs implements AutoCloseable {

    private static final String EXTENSION = ".keras";

    private final OutputFile model;
    private final List<OutputFile> pictures;
    private final Path unfinished;

    private TrainOutputs(OutputFile model, List<OutputFile> pictures, Path unfinished) {
        this.model = model;
        this.pictures = pictures;
        this.unfinished = unfinished;
    }

    /** Draws a picture into a file. */
    interface Drawing {
        /** Draws. */
        void write(Path file) throws IOException;
    }

    /**
     * Makes sure that all can be written.
     *
     * @param model where the model goes
     * @param endings what the names of the pictures end in, instead of {@code .keras}
     * @throws UserError if one cannot, or the model's name does not end in {@code .keras}
     */
    static TrainOutputs claim(Path model, String... endings) {
        String name = model.getFileName() == null ? "" : model.getFileName().toString();
        if (!name.endsWith(EXTENSION)) {
            throw new UserError("--out must end in .keras, but is '" + model + "'.");
        }
        String stem = name.substring(0, name.length() - EXTENSION.length());
        OutputFile claimed = OutputFile.claim(model);
        List<OutputFile> pictures = new ArrayList<>();
        for (String ending : endings) {
            pictures.add(OutputFile.claim(model.resolveSibling(stem + ending)));
        }
        return new TrainOutputs(claimed, pictures, model.resolveSibling(stem + ".training"));
    }

    /** Where a training is kept that has not come to its end. */
    Path unfinished() {
        return unfinished;
    }

    /** Refuses to overwrite a file that is read. */
    void keep(Path input) {
        model.keeping(input);
        pictures.forEach(output -> output.keeping(input));
    }

    /**
     * Writes the model, then the pictures. Where pictures cannot be drawn (a Java without fonts), the model is written
     * all the same.
     *
     * @param trained the model
     * @param notes what its file is to remember
     * @param drawings one for each picture
     * @return the exit code
     */
    int write(Model trained, Map<String, List<String>> notes, List<Drawing> drawings, Console console)
            throws IOException {
        try {
            KerasFiles.save(trained, model.draft(), notes);
        } catch (UncheckedIOException e) {
            throw model.failed(e);
        }
        try {
            for (int i = 0; i < drawings.size(); i++) {
                draw(drawings.get(i), pictures.get(i));
            }
        } catch (UserError e) {
            throw e;
        } catch (Error | RuntimeException e) {
            model.moveIntoPlace();
            console.out().println("Wrote " + model.target());
            console.err()
                    .println("gru4j: the pictures could not be drawn, this Java has no working fonts ("
                            + UserError.oneLine(String.valueOf(e)) + "); the model is written.");
            return ExitCodes.DEFECT;
        }
        model.moveIntoPlace();
        pictures.forEach(OutputFile::moveIntoPlace);
        String others = pictures.stream()
                .limit(pictures.size() - 1L)
                .map(picture -> ", " + picture.target())
                .collect(Collectors.joining());
        console.out()
                .println("Wrote " + model.target() + " (" + kilobytes(model.target()) + ")" + others + " and "
                        + pictures.get(pictures.size() - 1).target());
        return ExitCodes.OK;
    }

    private static void draw(Drawing drawing, OutputFile picture) {
        try {
            drawing.write(picture.draft());
        } catch (IOException e) {
            throw picture.failed(e);
        }
    }

    private static String kilobytes(Path file) throws IOException {
        return Math.max(1, Math.round(Files.size(file) / 1024.0)) + " KB";
    }

    @Override
    public void close() {
        model.close();
        pictures.forEach(OutputFile::close);
    }
}
