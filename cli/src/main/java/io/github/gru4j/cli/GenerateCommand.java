package io.github.gru4j.cli;

import io.github.gru4j.cli.forecast.ModelFile;
import io.github.gru4j.cli.io.Printable;
import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.cli.text.TextNotes;
import io.github.gru4j.cli.text.TextStream;
import io.github.gru4j.random.Generator;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j generate}: a model that has read a text writes one. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "gru4j generate MODEL [OPTIONS]",
        sortOptions = false,
        descriptionHeading = "%n",
        description = {
            "Writes text with a model of 'gru4j train --task text': reads the seed text, then draws one character after the"
                    + " other, each with the probabilities that the model gives after all before it.",
            ""
        },
        parameterListHeading = "Input:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  gru4j generate novel.keras --seed-text \"It was \"",
            "  gru4j generate novel.keras --length 2000 --temperature 0.5 --seed 3"
        })
final class GenerateCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A file that 'gru4j train --task text' wrote.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelPath;

    @Option(names = "--seed-text", paramLabel = "TEXT", description = "What the text begins with. Default: a new line.")
    private @Nullable String seedText;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many characters to write after it. Default: ${DEFAULT-VALUE}.")
    private int length = 500;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description =
                    "1 draws with the model's probabilities, less favours the likely characters, more the unlikely"
                            + " ones; 0 always takes the likeliest. Default: ${DEFAULT-VALUE}.")
    private double temperature = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides what is drawn; the same seed gives the same text. Default: ${DEFAULT-VALUE}.")
    private long seed;

    GenerateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new UserError("--temperature must be a number from 0, but is " + temperature + ".");
        }
        TrainingOptions.atLeastOne("--length", length);
        if (seedText != null && seedText.isEmpty()) {
            throw new UserError("--seed-text must have a character at least.");
        }
        ModelFile file = ModelFile.load(modelPath);
        TextNotes notes = file.text()
                .orElseThrow(() -> new UserError(modelPath + ": does not say which characters it knows, only files of"
                        + " 'gru4j train --task text' do."));
        String beginning = seedText == null ? notes.beginning() : seedText;
        int[] ids = notes.characters().ids("--seed-text", beginning);
        TextStream stream = stream(file, notes);
        PrintStream out = console.out();
        out.print(seedText == null ? "" : seedText);
        for (int id : ids) {
            stream.read(id);
        }
        Generator random = new Generator(seed);
        for (int i = 0; i < length && !out.checkError(); i++) { // asking for errors also shows what was written
            out.print(visible(notes.characters().codePoint(stream.write(temperature, random))));
        }
        out.print("\n");
        return ExitCodes.OK;
    }

    private TextStream stream(ModelFile file, TextNotes notes) {
        int characters = notes.characters().size();
        TextStream stream;
        try {
            stream = new TextStream(file.model());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new UserError(modelPath + ": cannot write character by character: " + e.getMessage(), e);
        }
        if (stream.inputs() != 1 || stream.outputs() != characters) {
            throw new UserError(modelPath + ": takes " + TrainReport.count(stream.inputs(), "number") + " and gives "
                    + stream.outputs() + ", but its notes name " + TrainReport.count(characters, "character") + ".");
        }
        return stream;
    }

    /** A character of a text is shown as it is, but for those that a terminal would obey. */
    private static String visible(int codePoint) {
        String character = Character.toString(codePoint);
        boolean obeyed = Character.isISOControl(codePoint) && "\n\r\t".indexOf(codePoint) < 0;
        return obeyed ? Printable.of(character) : character;
    }
}
