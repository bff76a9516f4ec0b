package io.github.gru4j.cli.classify;

import io.github.gru4j.cli.data.Sequences;
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
import io.github.gru4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Prepares sequences for training, trains a classifier on them, and tests it.
 *
 * @param sequences the sequences
 * @param classes the labels, in the order of the model's outputs
 * @param labels the class of each sequence
 * @param split which sequences are for what
 * @param settings how to train
 */
public record ClassifierTraining(
        Sequences sequences, List<String> classes, int[] labels, StratifiedSplit split, TrainingSettings settings) {

    /**
     * Splits the sequences and checks that they suffice.
     *
     * @throws UserError if there is one class only, or too few sequences of one, or they do not fit into memory
     */
    public static ClassifierTraining prepare(Sequences sequences, TrainingSettings settings) {
        List<String> classes = classes(sequences.labels());
        if (classes.size() < 2) {
            throw new UserError(sequences.source() + ": every sequence has the label '" + classes.get(0)
                    + "', so there is nothing to learn.");
        }
        int[] labels = sequences.labels().stream().mapToInt(classes::indexOf).toArray();
        StratifiedSplit split = StratifiedSplit.of(
                sequences.source(), classes, labels, settings.validationSplit(), settings.testSplit(), settings.seed());
        checkMemory(sequences, split.training().length + split.validation().length);
        return new ClassifierTraining(sequences, classes, labels, split, settings);
    }

    /** Numbers in their order, other labels in that of their letters. */
    private static List<String> classes(List<String> labels) {
        List<String> distinct = labels.stream().distinct().sorted().toList();
        boolean numbers = distinct.stream().allMatch(label -> label.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?"));
        return numbers
                ? distinct.stream()
                        .sorted((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)))
                        .toList()
                : distinct;
    }

    private static void checkMemory(Sequences sequences, int count) {
        long bytes = 4L * count * sequences.longest() * sequences.features().size();
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes / 4 > Integer.MAX_VALUE - 8 || bytes > heap * 6 / 10) {
            throw new UserError(sequences.source() + ": " + count + " sequences of up to " + sequences.longest()
                    + " rows take " + (bytes >> 20) + " MB, more than fits in the Java heap of " + (heap >> 20)
                    + " MB. Use fewer --features, shorter or fewer sequences with --query, or a larger heap with"
                    + " GRU4J_JAVA_OPTS=-Xmx16g.");
        }
    }

    /** How many sequences of each class are there to learn from. */
    public int[] trainingCounts() {
        int[] counts = new int[classes.size()];
        for (int i : split.training()) {
            counts[labels[i]]++;
        }
        return counts;
    }

    /** Weights under which every class counts the same: {@code sequences / (classes · sequences of the class)}. */
    public Map<Integer, Double> balancedWeights() {
        int[] counts = trainingCounts();
        Map<Integer, Double> weights = new LinkedHashMap<>();
        for (int c = 0; c < counts.length; c++) {
            weights.put(c, (double) split.training().length / (counts.length * (double) counts[c]));
        }
        return weights;
    }

    /** The most epochs. */
    public int epochs() {
        return settings.epochs(split.training().length);
    }

    /** A number that other data have, most likely, another one of. */
    public long fingerprint() {
        CRC32 crc = new CRC32();
        ByteBuffer step = ByteBuffer.allocate(Float.BYTES * sequences.features().size() + Integer.BYTES);
        for (int i = 0; i < labels.length; i++) {
            for (float[] values : sequences.x()[i]) {
                step.clear();
                for (float value : values) {
                    step.putFloat(value);
                }
                crc.update(step.putInt(labels[i]).flip());
            }
        }
        return crc.getValue();
    }

    /**
     * Trains and tests.
     *
     * @param sequence the name of the column of ids
     * @param label the name of the column of labels
     * @param classWeight the weight of each class in the loss; empty for 1
     * @param backup saves the training, and may continue one
     * @param progress hears of every batch and epoch
     * @return nothing if the training was interrupted, and is saved
     * @throws UserError if the training diverged
     */
    public Optional<TrainedClassifier> run(
            String sequence,
            String label,
            Map<Integer, Double> classWeight,
            BackupAndRestore backup,
            Callback progress) {
        Sequential model = ClassifierModel.build(settings, sequences, split.training(), classes.size());
        model.compile(Adam.of(settings.learningRate()), Losses.sparseCategoricalCrossentropy(), Metrics.accuracy());
        Optional<TrainingCourse> course = new EarlyStoppedFit(settings, options -> options.classWeight(classWeight))
                .run(
                        model,
                        samples(split.training()),
                        split.validation().length == 0 ? null : samples(split.validation()),
                        backup,
                        progress);
        if (course.isEmpty()) {
            return Optional.empty();
        }
        int[] truth = Arrays.stream(split.test()).map(i -> labels[i]).toArray();
        int[] predicted = ClassifierModel.classes(model, sequences, split.test());
        return Optional.of(new TrainedClassifier(
                model,
                new ClassifierNotes(sequences.features(), sequence, label, classes, classes.get(frequent())),
                course.get(),
                ConfusionMatrix.of(classes, truth, predicted)));
    }

    private Samples samples(int[] which) {
        float[] targets = new float[which.length];
        for (int i = 0; i < which.length; i++) {
            targets[i] = labels[which[i]];
        }
        return Samples.of(PaddedSequences.of(sequences, which), Tensor.of(targets, which.length, 1));
    }

    private int frequent() {
        int[] counts = trainingCounts();
        int most = 0;
        for (int c = 1; c < counts.length; c++) {
            most = counts[c] > counts[most] ? c : most;
        }
        return most;
    }
}
