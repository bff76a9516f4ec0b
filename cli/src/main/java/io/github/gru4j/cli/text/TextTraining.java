package io.github.gru4j.cli.text;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.training.EarlyStoppedFit;
import io.github.gru4j.cli.training.Samples;
import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.cli.training.TrainingSettings;
import io.github.gru4j.keras.BackupAndRestore;
import io.github.gru4j.loss.Losses;
import io.github.gru4j.metric.Metrics;
import io.github.gru4j.model.Callback;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.optimizer.Adam;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a text for training, trains a model on it, and tests it. The text begins with the training part, the validation
 * part follows, and the test part ends it. The training part is cut into passages of a few windows: the model learns after
 * each window, and its states go on from one to the next.
 *
 * @param corpus the text
 * @param settings how to train
 * @param window characters between two steps of the optimizer
 * @param embedding how many numbers stand for a character
 * @param trainEnd the first character of the validation part
 * @param validationEnd the first character of the test part
 */
public record TextTraining(
        Corpus corpus, TrainingSettings settings, int window, int embedding, int trainEnd, int validationEnd) {

    /** After so many windows a passage ends: long enough that most characters come with a past. */
    private static final int WINDOWS = 10;

    /** Arrays of (batch, window, characters) that a step keeps at a time. */
    private static final int ARRAYS = 4;

    /**
     * Splits the text and checks that it suffices.
     *
     * @throws UserError if it is too short, or its characters are all the same, or a step does not fit into memory
     */
    public static TextTraining prepare(Corpus corpus, TrainingSettings settings, int window, int embedding) {
        int length = corpus.length();
        if (corpus.characters().size() == 1) {
            throw new UserError(corpus.source() + ": every character is '"
                    + corpus.characters().shown(0) + "', so there is nothing to learn.");
        }
        if (trainEnd(length, settings) <= window) {
            int needed = length;
            while (trainEnd(needed, settings) <= window) {
                needed++;
            }
            throw new UserError(corpus.source() + ": has " + length + (length == 1 ? " character" : " characters")
                    + ", but at least " + needed + " are needed: the training part must hold a window and the"
                    + " character after it (--window " + window + "). Use a smaller --window or a longer text.");
        }
        checkMemory(corpus, settings, window);
        int validationEnd = length - part(length, settings.testSplit());
        return new TextTraining(corpus, settings, window, embedding, trainEnd(length, settings), validationEnd);
    }

    private static int trainEnd(int length, TrainingSettings settings) {
        return length - part(length, settings.validationSplit()) - part(length, settings.testSplit());
    }

    /** At least two characters where a share is asked for: one to read and one to foretell. */
    private static int part(int length, double share) {
        return share == 0 ? 0 : (int) Math.max(2, Math.round(length * share));
    }

    private static void checkMemory(Corpus corpus, TrainingSettings settings, int window) {
        int characters = corpus.characters().size();
        long numbers = (long) settings.batchSize() * window * characters;
        long bytes = Float.BYTES * ARRAYS * numbers;
        long heap = Runtime.getRuntime().maxMemory();
        if (numbers > Integer.MAX_VALUE - 8 || bytes > heap * 6 / 10) {
            throw new UserError(corpus.source() + ": a step on " + settings.batchSize() + " windows of " + window
                    + " characters, with a probability for each of " + characters + " different ones, takes "
                    + (bytes >> 20) + " MB, more than fits in the Java heap of " + (heap >> 20)
                    + " MB. Use a smaller --batch-size or --window, or a larger heap with GRU4J_JAVA_OPTS=-Xmx16g.");
        }
    }

    private Passages training() {
        int windows = (trainEnd - 1) / window;
        int perPassage = Math.max(1, Math.min(WINDOWS, windows / settings.batchSize()));
        return new Passages(corpus.ids(), 0, trainEnd, perPassage * window);
    }

    /** How many windows there are to learn from. */
    public int windows() {
        Passages passages = training();
        return passages.count() * (passages.length() / window);
    }

    /** The most epochs. */
    public int epochs() {
        return settings.epochs(windows());
    }

    /** How many characters each part has: training, validation, test. */
    public int[] sizes() {
        return new int[] {trainEnd, validationEnd - trainEnd, corpus.length() - validationEnd};
    }

    /** A number that other texts have, most likely, another one of. */
    public long fingerprint() {
        CRC32 crc = new CRC32();
        crc.update(corpus.characters().toString().getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        for (int from = 0; from < corpus.length(); from += bytes.capacity() / Character.BYTES) {
            int to = Math.min(corpus.length(), from + bytes.capacity() / Character.BYTES);
            bytes.clear();
            bytes.asCharBuffer().put(CharBuffer.wrap(corpus.ids(), from, to - from));
            crc.update(bytes.limit((to - from) * Character.BYTES));
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
    public Optional<TrainedText> run(BackupAndRestore backup, Callback progress) {
        int characters = corpus.characters().size();
        Sequential model = TextModel.build(settings, embedding, characters);
        model.compile(Adam.of(settings.learningRate()), Losses.sparseCategoricalCrossentropy(), Metrics.accuracy());
        Passages training = training();
        Samples samples = Samples.of(training.shuffled(settings.seed()).batch(settings.batchSize()), windows());
        Optional<TrainingCourse> course = new EarlyStoppedFit(settings, options -> options.truncatedSteps(window))
                .run(model, samples, validation(training.length()), backup, progress);
        if (course.isEmpty()) {
            return Optional.empty();
        }
        TextNotes notes = TextNotes.of(corpus.characters(), corpus.counts(0, trainEnd));
        TextScores test = TextScores.of(model, notes, corpus, validationEnd, corpus.length());
        return Optional.of(new TrainedText(model, notes, course.get(), test));
    }

    /**
     * Passages that leave out next to nothing, in batches of as many characters as a step of the training has: the validation
     * does not cut passages.
     *
     * @param length how long they may be
     */
    private @Nullable Samples validation(int length) {
        if (validationEnd == trainEnd) {
            return null;
        }
        int foretold = validationEnd - trainEnd - 1;
        int even = foretold / ((foretold + length - 1) / length);
        Passages passages = new Passages(corpus.ids(), trainEnd, validationEnd, even);
        int batch = Math.max(1, (int) ((long) settings.batchSize() * window / even));
        return Samples.of(passages.inOrder().batch(batch), passages.count());
    }
}
