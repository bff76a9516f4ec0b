package io.github.gru4j.cli;

import io.github.gru4j.cli.classify.ClassifierTraining;
import io.github.gru4j.cli.classify.ConfusionMatrix;
import io.github.gru4j.cli.classify.PaddedSequences;
import io.github.gru4j.cli.classify.TrainedClassifier;
import io.github.gru4j.cli.data.DataTable;
import io.github.gru4j.cli.data.FrameReader;
import io.github.gru4j.cli.data.SequenceReader;
import io.github.gru4j.cli.data.Sequences;
import io.github.gru4j.cli.report.HeatMapPicture;
import io.github.gru4j.cli.report.HiddenPicture;
import io.github.gru4j.cli.report.HtmlReport;
import io.github.gru4j.cli.report.LearningCurve;
import io.github.gru4j.cli.report.ModelSummary;
import io.github.gru4j.cli.training.HiddenStates;
import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.cli.training.TrainingSettings;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code train --task classify}: reads labelled sequences, trains, tests and writes.
 *
 * @param console where to talk to the user
 * @param data the table, or null
 * @param dataOptions how to read it
 * @param options what to tell apart
 * @param settings how to train
 * @param configuration all options, as a file of {@code --config} has them, given what stood in for those without a default
 * @param interruptible runs the training
 */
record ClassifyRun(
        Console console,
        @Nullable Path data,
        DataOptions dataOptions,
        ClassifyOptions options,
        TrainingSettings settings,
        Function<Map<String, Object>, String> configuration,
        Interruptible interruptible) {

    /** Does all of it and gives the exit code. */
    int run(Path out) throws IOException {
        String sequence = options.sequence();
        String label = options.label();
        boolean balanced = options.balanced();
        try (TrainOutputs outputs = TrainOutputs.claim(
                out, "-learning-curve.png", "-confusion-matrix.png", "-report.html", "-train.json")) {
            if (data != null && Files.exists(data)) {
                outputs.keep(data);
            }
            ClassifierTraining training = ClassifierTraining.prepare(read(sequence, label), settings);
            ClassifyReport report = new ClassifyReport(console.out());
            report.plan(training, label, balanced);
            Map<Integer, Double> weights = balanced ? training.balancedWeights() : Map.of();
            Optional<TrainedClassifier> finished = interruptible.run(
                    outputs.unfinished(),
                    String.join(",", training.sequences().features()),
                    training.fingerprint(),
                    (backup, progress) -> training.run(sequence, label, weights, backup, progress));
            if (finished.isEmpty()) {
                return ExitCodes.INTERRUPTED;
            }
            TrainedClassifier trained = finished.get();
            new TrainReport(console.out()).course(trained.course());
            int frequent = training.classes().indexOf(trained.notes().frequent());
            report.test(trained.test(), frequent, "Test part");
            String asked = configuration.apply(Map.of("--epochs", training.epochs()));
            return outputs.write(
                    trained.model(),
                    trained.notes().toFile(),
                    List.of(
                            file -> Files.write(
                                    file, learningCurve(label, trained.course()).png()),
                            file -> Files.write(
                                    file, confusion(label, trained.test()).png()),
                            file -> page(training, trained, asked).write(file),
                            file -> Files.writeString(file, asked)),
                    console);
        }
    }

    private Sequences read(String sequence, String label) {
        try (DataTable table = dataOptions.open(data)) {
            FrameReader reader = dataOptions.reader(table);
            SequenceReader sequences = new SequenceReader(table, reader, sequence, label);
            List<String> features = dataOptions.features(table);
            Sequences read = sequences.read(features.isEmpty() ? sequences.defaultFeatures() : features);
            new ClassifyReport(console.out()).data(read, table.rows(), reader.orderNote());
            return read;
        }
    }

    private HtmlReport page(ClassifierTraining training, TrainedClassifier trained, String configuration)
            throws IOException {
        String label = trained.notes().label();
        Sequences sequences = training.sequences();
        String scores = TrainReport.printed(out -> {
            ClassifyReport report = new ClassifyReport(out);
            report.plan(training, label, options.balanced());
            new TrainReport(out).course(trained.course());
            report.test(
                    trained.test(), training.classes().indexOf(trained.notes().frequent()), "Test part");
        });
        int first = training.split().test()[0];
        Tensor sample = PaddedSequences.of(sequences, new int[] {first});
        return new HtmlReport("Classes of " + label)
                .text(
                        "Data, plan and scores",
                        "Data      " + sequences.source() + ": "
                                + TrainReport.count(sequences.size(), "sequence") + "\nSeed      " + settings.seed()
                                + "\n"
                                + scores)
                .picture(
                        "Learning curve", learningCurve(label, trained.course()).png())
                .picture("Confusion matrix", confusion(label, trained.test()).png())
                .picture(
                        "Hidden units",
                        new HiddenPicture(
                                        "The last GRU layer over sequence '"
                                                + sequences.ids().get(first) + "', "
                                                + sequences.labels().get(first),
                                        List.of(),
                                        HiddenStates.of(trained.model(), sample))
                                .png())
                .text(
                        "Model",
                        ModelSummary.of(
                                trained.model(),
                                Shape.of(
                                        Shape.UNKNOWN,
                                        Shape.UNKNOWN,
                                        sequences.features().size())))
                .text("Options", configuration);
    }

    private static LearningCurve learningCurve(String label, TrainingCourse course) {
        return new LearningCurve(
                "Learning curve: " + label,
                "cross-entropy",
                course.loss(),
                course.validationLoss(),
                course.bestEpoch());
    }

    static HeatMapPicture confusion(String label, ConfusionMatrix matrix) {
        return new HeatMapPicture(
                "Confusion matrix of " + label + " on the test part",
                "truth",
                "model",
                matrix.classes(),
                matrix.classes(),
                matrix.counts());
    }
}
