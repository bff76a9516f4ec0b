package io.github.gru4j.cli;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.forecast.TrainedForecaster;
import io.github.gru4j.cli.io.OutputFile;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.report.ForecastPicture;
import io.github.gru4j.cli.report.LearningCurve;
import io.github.gru4j.keras.KerasFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The three files that {@code train} writes: all of them at the end, or none. */
final class TrainOutputs implements AutoCloseable {

    private static final String EXTENSION = ".keras";

    private final OutputFile model;
    private final OutputFile learningCurve;
    private final OutputFile forecast;

    private final Path unfinished;

    private TrainOutputs(OutputFile model, OutputFile learningCurve, OutputFile forecast, Path unfinished) {
        this.model = model;
        this.learningCurve = learningCurve;
        this.forecast = forecast;
        this.unfinished = unfinished;
    }

    /**
     * Makes sure that all three can be written.
     *
     * @throws UserError if one cannot, or the model's name does not end in {@code .keras}
     */
    static TrainOutputs claim(Path model) {
        String name = model.getFileName() == null ? "" : model.getFileName().toString();
        if (!name.endsWith(EXTENSION)) {
            throw new UserError("--out must end in .keras, but is '" + model + "'.");
        }
        String stem = name.substring(0, name.length() - EXTENSION.length());
        return new TrainOutputs(
                OutputFile.claim(model),
                OutputFile.claim(model.resolveSibling(stem + "-learning-curve.png")),
                OutputFile.claim(model.resolveSibling(stem + "-forecast.png")),
                model.resolveSibling(stem + ".training"));
    }

    /** Where a training is kept that has not come to its end. */
    Path unfinished() {
        return unfinished;
    }

    /** Refuses to overwrite a file that is read. */
    void keep(Path input) {
        List.of(model, learningCurve, forecast).forEach(output -> output.keeping(input));
    }

    /**
     * Writes the model, then the pictures. Where pictures cannot be drawn (a Java without fonts), the model is written
     * all the same.
     *
     * @return the exit code
     */
    int write(TrainedForecaster trained, Console console) throws IOException {
        try {
            KerasFiles.save(trained.model(), model.draft(), trained.notes().toFile());
        } catch (UncheckedIOException e) {
            throw model.failed(e);
        }
        try {
            draw(trained);
        } catch (IOException e) {
            throw forecast.failed(e);
        } catch (Error | RuntimeException e) {
            model.moveIntoPlace();
            console.out().println("Wrote " + model.target());
            console.err()
                    .println("gru4j: the pictures could not be drawn, this Java has no working fonts ("
                            + UserError.oneLine(String.valueOf(e)) + "); the model is written.");
            return ExitCodes.DEFECT;
        }
        model.moveIntoPlace();
        learningCurve.moveIntoPlace();
        forecast.moveIntoPlace();
        console.out()
                .println("Wrote " + model.target() + " (" + kilobytes(model.target()) + "), " + learningCurve.target()
                        + " and " + forecast.target());
        return ExitCodes.OK;
    }

    private static String kilobytes(Path file) throws IOException {
        return Math.max(1, Math.round(Files.size(file) / 1024.0)) + " KB";
    }

    private void draw(TrainedForecaster trained) throws IOException {
        Frame frame = trained.frame();
        String target = String.valueOf(frame.target());
        new LearningCurve("Learning curve: " + target, trained.loss(), trained.validationLoss(), trained.bestEpoch())
                .write(learningCurve.draft());
        int horizon = trained.notes().horizon();
        int[] rows = trained.testRows();
        double[] truth = Arrays.stream(rows)
                .mapToDouble(row -> frame.targetValues()[row])
                .toArray();
        new ForecastPicture(
                        "Forecast of " + target + ", " + TrainReport.count(horizon, "row") + " ahead, on the test part",
                        target,
                        frame.time(),
                        rows,
                        truth,
                        trained.forecasts())
                .write(forecast.draft());
    }

    @Override
    public void close() {
        model.close();
        learningCurve.close();
        forecast.close();
    }
}
