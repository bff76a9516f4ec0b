package io.github.gru4j.cli.forecast;

import io.github.gru4j.cli.data.Frame;
import io.github.gru4j.cli.data.Target;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.series.Horizons;
import io.github.gru4j.cli.series.Scale;
import io.github.gru4j.cli.series.Season;
import io.github.gru4j.cli.series.Split;
import io.github.gru4j.cli.series.Windows;
import io.github.gru4j.cli.training.EarlyStoppedFit;
import io.github.gru4j.cli.training.Samples;
import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.keras.BackupAndRestore;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Prepares a series for training, trains a model on it, and tests it. Not safe to share between threads. */
public final class ForecastTraining {

    private final Frame frame;
    private final ForecastSettings settings;
    private final Split split;
    private final Windows windows;
    private final int[] trainRows;
    private final int[] validationRows;
    private final int[] testRows;
    private final @Nullable Season season;
    private final List<String> notes;

    private ForecastTraining(
            Frame frame, ForecastSettings settings, Split split, @Nullable Season season, List<String> notes) {
        this.frame = frame;
        this.settings = settings;
        this.split = split;
        this.season = season;
        this.notes = notes;
        windows = new Windows(frame, settings.window(), settings.horizons());
        trainRows = windows.targetRows(0, split.trainEnd());
        validationRows = windows.targetRows(split.trainEnd(), split.validationEnd());
        testRows = windows.targetRows(split.validationEnd(), frame.rows());
    }

    /**
     * Splits the rows and checks that they suffice.
     *
     * @param read the rows, with a target
     * @param settings how to train
     * @throws UserError if there are too few rows, or nothing in them changes
     */
    public static ForecastTraining prepare(Frame read, ForecastSettings settings) {
        Split split = Split.of(
                read.source(),
                read.rows(),
                settings.window(),
                settings.horizons(),
                settings.training().validationSplit(),
                settings.training().testSplit());
        List<String> notes = new ArrayList<>();
        Frame frame = withoutConstants(read, split.trainEnd(), notes);
        double[] first = frame.targets().get(0).values();
        Optional<Season> season = settings.season() != null
                ? given(frame, settings, split)
                : Season.suggested(
                        frame.time(),
                        first,
                        split.trainEnd(),
                        settings.horizons().last());
        ForecastTraining training = new ForecastTraining(frame, settings, split, season.orElse(null), notes);
        training.checkSizes();
        return training;
    }

    private static Optional<Season> given(Frame frame, ForecastSettings settings, Split split) {
        int period = settings.season() == null ? 0 : settings.season();
        if (period == 0) {
            return Optional.empty();
        }
        Season season = Season.given(period);
        int ahead = settings.horizons().last();
        long back = (long) period * ((ahead + period - 1) / period);
        if (back > split.validationEnd()) {
            throw new UserError(frame.source() + ": has " + split.validationEnd()
                    + " rows before the test part, and the" + " seasonal baseline of --season " + period + " needs "
                    + back + ". Use a smaller --season or 0.");
        }
        return Optional.of(season);
    }

    /** A feature that never changes in the training part teaches nothing, and its first change later is unlike anything seen. */
    private static Frame withoutConstants(Frame frame, int trainEnd, List<String> notes) {
        float[][] x = frame.x();
        int[] kept = IntStream.range(0, frame.width())
                .filter(i -> IntStream.range(1, trainEnd).anyMatch(row -> x[row][i] != x[0][i]))
                .toArray();
        if (kept.length == frame.width()) {
            return frame;
        }
        List<String> constant = new ArrayList<>(frame.features());
        List<String> features =
                IntStream.of(kept).mapToObj(frame.features()::get).toList();
        constant.removeAll(features);
        if (features.isEmpty()) {
            throw new UserError(frame.source() + ": no feature changes in the training part, the first " + trainEnd
                    + " rows, so there is nothing to learn from.");
        }
        notes.add("left out, because nothing changes in the training part: '" + String.join("', '", constant) + "'");
        float[][] narrow = new float[x.length][kept.length];
        for (int row = 0; row < x.length; row++) {
            for (int i = 0; i < kept.length; i++) {
                narrow[row][i] = x[row][kept[i]];
            }
        }
        return new Frame(
                frame.source(), features, frame.targets(), narrow, frame.rowNumbers(), frame.time(), frame.notes());
    }

    private void checkSizes() {
        checkPart("training", split.trainEnd(), trainRows, "learn");
        if (settings.training().validationSplit() > 0) {
            checkPart("validation", split.validationEnd() - split.trainEnd(), validationRows, "score");
        }
        checkPart("test", frame.rows() - split.validationEnd(), testRows, "score");
        long numbers = windows.inputSize((long) trainRows.length + validationRows.length);
        long bytes = 4 * numbers;
        if (numbers > Integer.MAX_VALUE - 8 || bytes > Runtime.getRuntime().maxMemory() * 6 / 10) {
            throw new UserError(frame.source() + ": " + (trainRows.length + validationRows.length) + " windows of "
                    + settings.window() + " rows and " + frame.width() + " features take " + (bytes >> 20)
                    + " MB, more than fits in the Java heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB. Use a smaller --window, fewer --features, fewer rows with --query, or a larger heap with"
                    + " GRU4J_JAVA_OPTS=-Xmx16g.");
        }
    }

    private void checkPart(String part, int rows, int[] windowsOfPart, String use) {
        Horizons horizons = settings.horizons();
        if (rows < horizons.span()) {
            throw new UserError(frame.source() + ": the " + part + " part has " + (rows == 1 ? "1 row" : rows + " rows")
                    + ", but --horizon " + horizons + " takes " + horizons.span()
                    + ". Use more rows, a larger share of them for this part, or nearer horizons.");
        }
        if (windowsOfPart.length == 0) {
            throw new UserError(frame.source() + ": every target in the " + part
                    + " part is missing in the file, so there is nothing to " + use + ".");
        }
    }

    /** The rows, without features that were left out. */
    public Frame frame() {
        return frame;
    }

    /** How to train. */
    public ForecastSettings settings() {
        return settings;
    }

    /** What was done to the data on the way, for the user. */
    public List<String> notes() {
        return notes;
    }

    /** How many windows each part has: training, validation, test. */
    public int[] sizes() {
        return new int[] {trainRows.length, validationRows.length, testRows.length};
    }

    /** The most epochs. */
    public int epochs() {
        return settings.training().epochs(trainRows.length);
    }

    /** The parts. */
    public Split split() {
        return split;
    }

    /** A number that other data have, most likely, another one of. */
    public long fingerprint() {
        CRC32 crc = new CRC32();
        ByteBuffer row = ByteBuffer.allocate(
                Float.BYTES * frame.width() + Double.BYTES * frame.targets().size());
        for (int i = 0; i < frame.rows(); i++) {
            row.clear();
            for (float value : frame.x()[i]) {
                row.putFloat(value);
            }
            for (Target target : frame.targets()) {
                row.putDouble(target.values()[i]);
            }
            crc.update(row.flip());
        }
        return crc.getValue();
    }

    /**
     * Trains and tests.
     *
     * @param backup saves the training, and may continue one
     * @param progress hears of every batch and epoch
     * @return nothing if the training was interrupted, and is saved
     * @throws UserError if the training diverged
     */
    public Optional<TrainedForecaster> run(BackupAndRestore backup, Callback progress) {
        List<Scale> scales = frame.targets().stream()
                .map(target -> Scale.of(target.values(), split.trainEnd()))
                .toList();
        int outputs = scales.size() * settings.horizons().count();
        Sequential model = ForecastModel.build(settings, Tensor.of(rows(frame.x(), split.trainEnd())), outputs);
        double learningRate = settings.training().learningRate();
        model.compile(Adam.of(learningRate), Losses.meanSquaredError(), Metrics.meanAbsoluteError());
        Optional<TrainingCourse> course = new EarlyStoppedFit(settings.training(), UnaryOperator.identity())
                .run(
                        model,
                        samples(trainRows, scales),
                        validationRows.length == 0 ? null : samples(validationRows, scales),
                        backup,
                        progress);
        if (course.isEmpty()) {
            return Optional.empty();
        }
        ForecastModel.fold(model, scales);
        // What is saved predicts in the targets' units; the optimizer's memory of the other scale must not go with it.
        // A fresh memory is built all the same: Keras warns of a compiled file whose optimizer has none.
        Adam fresh = Adam.of(learningRate);
        fresh.build(model.trainableWeights());
        model.compile(fresh, Losses.meanSquaredError(), Metrics.meanAbsoluteError());

        float[][] forecasts = new Forecaster(model, windows).outputs(testRows);
        List<String> targets = frame.targets().stream().map(Target::name).toList();
        return Optional.of(new TrainedForecaster(
                model,
                new ModelNotes(frame.features(), targets, settings.horizons(), season),
                course.get(),
                TestedForecasts.of(frame, settings.horizons(), season, testRows, forecasts)));
    }

    private Samples samples(int[] rows, List<Scale> scales) {
        return Samples.of(windows.inputs(rows), windows.targets(rows, scales));
    }

    private static float[][] rows(float[][] x, int end) {
        return Arrays.copyOf(x, end);
    }
}
