package io.github.gru4j.cli;

import io.github.gru4j.cli.report.HiddenPicture;
import io.github.gru4j.cli.report.HtmlReport;
import io.github.gru4j.cli.report.LearningCurve;
import io.github.gru4j.cli.report.ModelSummary;
import io.github.gru4j.cli.text.Characters;
import io.github.gru4j.cli.text.Corpus;
import io.github.gru4j.cli.text.TextStream;
import io.github.gru4j.cli.text.TextTraining;
import io.github.gru4j.cli.text.TrainedText;
import io.github.gru4j.cli.training.HiddenStates;
import io.github.gru4j.cli.training.TrainingCourse;
import io.github.gru4j.cli.training.TrainingSettings;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code train --task text}: reads a text, trains, tests and writes.
 *
 * @param console where to talk to the user
 * @param data the text
 * @param settings how to train
 * @param window characters between two steps of the optimizer
 * @param embedding how many numbers stand for a character
 * @param configuration all options, as a file of {@code --config} has them, given what stood in for those without a default
 * @param interruptible runs the training
 */
record TextRun(
        Console console,
        Path data,
        TrainingSettings settings,
        int window,
        int embedding,
        Function<Map<String, Object>, String> configuration,
        Interruptible interruptible) {

    /** So many characters of the model's own are shown. */
    private static final int SAMPLE = 300;

    /** Low enough for words, high enough not to repeat itself. */
    private static final double TEMPERATURE = 0.7;

    /** So many steps can be told apart, and their characters read, in the picture of the hidden units. */
    private static final int SHOWN = 80;

    /** Does all of it and gives the exit code. */
    int run(Path out) throws IOException {
        try (TrainOutputs outputs = TrainOutputs.claim(out, "-learning-curve.png", "-report.html", "-train.json")) {
            if (Files.exists(data)) {
                outputs.keep(data);
            }
            Corpus corpus = Corpus.read(data);
            TextTraining training = TextTraining.prepare(corpus, settings, window, embedding);
            TextReport report = new TextReport(console.out());
            report.data(corpus);
            report.plan(training);
            Optional<TrainedText> finished =
                    interruptible.run(outputs.unfinished(), "", training.fingerprint(), training::run);
            if (finished.isEmpty()) {
                return ExitCodes.INTERRUPTED;
            }
            TrainedText trained = finished.get();
            new TrainReport(console.out()).course(trained.course());
            report.test(trained.test(), "Test part");
            String asked = configuration.apply(Map.of("--epochs", training.epochs()));
            return outputs.write(
                    trained.model(),
                    trained.notes().toFile(),
                    List.of(
                            file -> Files.write(
                                    file, learningCurve(trained.course()).png()),
                            file -> page(training, trained, asked).write(file),
                            file -> Files.writeString(file, asked)),
                    console);
        }
    }

    private LearningCurve learningCurve(TrainingCourse course) {
        return new LearningCurve(
                "Learning curve: " + data.getFileName(),
                "cross-entropy, nats per character",
                course.loss(),
                course.validationLoss(),
                course.bestEpoch());
    }

    private HtmlReport page(TextTraining training, TrainedText trained, String asked) throws IOException {
        String scores = TrainReport.printed(out -> {
            TextReport report = new TextReport(out);
            report.data(training.corpus());
            out.println("Seed      " + settings.seed());
            report.plan(training);
            new TrainReport(out).course(trained.course());
            report.test(trained.test(), "Test part");
        });
        return new HtmlReport("Model of " + training.corpus().source())
                .text("Data, plan and scores", scores)
                .picture("Learning curve", learningCurve(trained.course()).png())
                .text("Text by the model, at temperature " + TEMPERATURE, sample(trained))
                .picture("Hidden units", hidden(training, trained).png())
                .text("Model", ModelSummary.of(trained.model(), Shape.of(Shape.UNKNOWN, Shape.UNKNOWN)))
                .text("Options", asked);
    }

    /** What the model writes when it begins anew. */
    private String sample(TrainedText trained) {
        Characters characters = trained.notes().characters();
        TextStream stream = new TextStream(trained.model());
        for (int id : characters.ids("the beginning", trained.notes().beginning())) {
            stream.read(id);
        }
        Generator random = new Generator(settings.seed());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SAMPLE; i++) {
            text.appendCodePoint(characters.codePoint(stream.write(TEMPERATURE, random)));
        }
        return text.toString();
    }

    private HiddenPicture hidden(TextTraining training, TrainedText trained) {
        Corpus corpus = training.corpus();
        int from = training.validationEnd();
        float[] ids = new float[Math.min(SHOWN, corpus.length() - from)];
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = corpus.ids()[from + i];
            steps.add(corpus.characters().shown(corpus.ids()[from + i]));
        }
        float[][] states = HiddenStates.of(trained.model(), Tensor.of(ids, 1, ids.length));
        return new HiddenPicture("The last GRU layer over the beginning of the test part", steps, states);
    }
}
