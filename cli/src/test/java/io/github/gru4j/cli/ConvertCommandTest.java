package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.cli.GoldenFiles.GoldenModel;
import io.github.gru4j.keras.KerasFileInfo;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gru4j convert} on every model that Keras wrote, and on what cannot be converted. */
class ConvertCommandTest {

    private static final Path GOLDEN = GoldenFiles.folder();

    /** What Keras 2 has and Keras 3 has not, by the case that has it. */
    private static final Map<String, String> NO_FORM = Map.of(
            "gru_hard_sigmoid",
                    "activation must be one that Keras 3 knows by name, or relu, leaky_relu or elu with arguments."
                            + " Received: activation=hard_sigmoid{slope=0.2}; that of Keras 3 has slope 1/6.",
            "gru_v1_defaults",
                    "activation must be one that Keras 3 knows by name, or relu, leaky_relu or elu with arguments."
                            + " Received: activation=hard_sigmoid{slope=0.2}; that of Keras 3 has slope 1/6.",
            "time_major_gru",
                    "timeMajor must be false, because Keras 3 has no such argument. Received: GRU 'gru' with"
                            + " timeMajor=true.",
            "time_major_rnn",
                    "timeMajor must be false, because Keras 3 has no such argument. Received: RNN 'rnn' with"
                            + " timeMajor=true.",
            "residual_wrapper_rnn", noSuchLayer("ResidualWrapper 'residual_wrapper'"),
            "dropout_wrapper_rnn", noSuchLayer("DropoutWrapper 'dropout_wrapper'"));

    private static String noSuchLayer(String received) {
        return "layer must be one that Keras 3 has. Received: " + received + ", which Keras 2 alone has.";
    }

    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void setUp() {
        out = folder.resolve("out.keras");
    }

    static List<GoldenModel> convertible() {
        return models().stream()
                .filter(model -> !NO_FORM.containsKey(model.name()))
                .toList();
    }

    static List<GoldenModel> withoutForm() {
        return models().stream()
                .filter(model -> NO_FORM.containsKey(model.name()))
                .toList();
    }

    private static List<GoldenModel> models() {
        return GoldenFiles.of(List.of(".keras", ".h5"));
    }

    @Test
    void noModelIsMissing() {
        assertThat(withoutForm()).hasSize(2 * NO_FORM.size());
        assertThat(convertible()).hasSize(18 * 2 + 19 * 2 - 1 - 2 * NO_FORM.size()); // there is no cudnn_gru.keras
    }

    @ParameterizedTest
    @MethodSource("convertible")
    void aConvertedModelHasItsWeightsAndPredictsWhatKerasDid(GoldenModel model) {
        CommandRun run = CommandRun.of("convert", model.file(), out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Read " + model.file() + ": Keras ")
                .contains("\nWrote " + out + ": Keras 3.16.0, ")
                .endsWith("Loaded " + out + " again: every weight is bit for bit what was read\n");
        assertThat(CommandRun.filesIn(folder)).containsExactly("out.keras");
        KerasFileInfo info = KerasFiles.describe(out);
        assertThat(info.kerasVersion()).isEqualTo("3.16.0");
        assertThat(info.writtenBy()).isEqualTo("gru4j");

        List<Tensor> before = KerasFiles.load(model.file()).getWeights();
        List<Tensor> after = KerasFiles.load(out).getWeights();
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).toString()).isEqualTo(before.get(i).toString());
            assertThat(after.get(i).floats()).isEqualTo(before.get(i).floats());
        }
        CommandRun verified = CommandRun.of("verify", out, model.io(folder));
        assertThat(verified.code()).as(verified.err() + verified.out()).isZero();
    }

    @ParameterizedTest
    @MethodSource("withoutForm")
    void whatKeras3HasNoFormForIsRefusedByName(GoldenModel model) {
        CommandRun run = CommandRun.of("convert", model.file(), out);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("gru4j: " + model.file() + ": has no form in a file of Keras 3: KerasConfigs: "
                        + NO_FORM.get(model.name()) + " The other commands run this file as it is.\n");
        assertThat(CommandRun.filesIn(folder)).isEmpty();
    }

    @Test
    void whatWasReadAndWrittenIsSaid() {
        Path in = GOLDEN.resolve("models/gru_dense.keras");
        assertThat(CommandRun.of("convert", in, out).out())
                .matches("Read \\Q" + in + "\\E: Keras 3\\.16\\.0, Sequential 'sequential', 2 layers, 5 weights of 118"
                        + " numbers \\(25\\.26 KB\\), compiled with adam, mean_squared_error, mae, 2 steps of training\n"
                        + "Wrote \\Q" + out
                        + "\\E: Keras 3\\.16\\.0, Sequential 'sequential', 2 layers, 5 weights of 118"
                        + " numbers \\(\\d+\\.\\d\\d KB\\), compiled with adam, mean_squared_error, mae, 2 steps of"
                        + " training\n"
                        + "Loaded \\Q" + out + "\\E again: every weight is bit for bit what was read\n");
    }

    @Test
    void aLayerThatBecomesAnotherIsNamed() {
        Path in = GOLDEN.resolve("keras2/models/cudnn_gru.h5");
        assertThat(CommandRun.of("convert", in, out).out())
                .contains("\nChanged: layer 'cu_dnngru' was a CuDNNGRU and is a GRU that computes the same\n"
                        + "Changed: layer 'cu_dnngru_1' was a CuDNNGRU and is a GRU that computes the same\n");
    }

    @Test
    void aCompilationThatIsLeftOutIsSaid() {
        Path in = Archives.changed(
                GOLDEN.resolve("models/gru_dense.keras"),
                folder.resolve("in.keras"),
                "config.json",
                text -> text.replace("\"class_name\": \"Adam\"", "\"class_name\": \"Adafactor\""));
        assertThat(CommandRun.of("convert", in, out).out())
                .contains(
                        " numbers (",
                        ", not compiled\n",
                        "\nLeft out: the compilation, because of config.json: compile_config.optimizer: must be one of ",
                        " Received: keras.optimizers class Adafactor.\n");
        assertThat(KerasFiles.load(out).optimizer()).isNull();
    }

    @Test
    void oneBitOfOneWeightMakesAnotherModel() {
        Path in = GOLDEN.resolve("models/gru_dense.keras");
        Model model = KerasFiles.load(in);
        Model again = KerasFiles.load(in);
        ConvertCommand.checkSame(model, again);
        Parameter last = again.weights().get(4);
        Tensor value = last.value();
        last.assign(Tensor.of(new float[] {(float) value.getAt(0), Math.nextUp((float) value.getAt(1))}, 2));
        assertThatThrownBy(() -> ConvertCommand.checkSame(model, again))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the file that was written has other weights than the model");
        Model other = KerasFiles.load(GOLDEN.resolve("models/gru_no_bias.keras"));
        assertThatThrownBy(() -> ConvertCommand.checkSame(model, other)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void notesGoAlong() {
        Path in = folder.resolve("noted.keras");
        Model model = KerasFiles.load(GOLDEN.resolve("models/gru_dense.keras"));
        KerasFiles.save(model, in, Map.of("target", List.of("temperature")));
        assertThat(CommandRun.of("convert", in, out).code()).isZero();
        assertThat(KerasFiles.describe(out).notes()).isEqualTo(Map.of("target", List.of("temperature")));
    }

    @Test
    void anExistingFileIsReplacedOnlyByAWholeOne() throws IOException {
        Files.writeString(out, "before");
        Path unreadable = Files.writeString(folder.resolve("in.h5"), "no model");
        fails(
                unreadable
                        + ": must be a file of Keras: .keras, a zip archive, or .h5, which is HDF5. Received: a file that"
                        + " starts with \"no model\".",
                "convert",
                unreadable,
                out);
        assertThat(out).hasContent("before");
        assertThat(CommandRun.of("convert", GOLDEN.resolve("models/gru_dense.keras"), out)
                        .code())
                .isZero();
        assertThat(KerasFiles.load(out).weights()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/gru_dense.weights.h5", "keras2/models/gru_dense_weights.h5"})
    void weightsAloneCannotBeConverted(String weights) {
        Path in = GOLDEN.resolve(weights);
        fails(
                in + ": holds weights alone, which do not say what model they belong to. Build the model in a program,"
                        + " call KerasFiles.loadWeights(model, path), then KerasFiles.save.",
                "convert",
                in,
                out);
    }

    @Test
    void theTargetMustBeAnotherKerasFile() throws IOException {
        Path in = Files.copy(GOLDEN.resolve("models/gru_dense.keras"), folder.resolve("in.keras"));
        fails("out.h5: models are written as .keras files. Name one that ends in .keras.", "convert", in, "out.h5");
        fails(in + ": is read by this command, so it is not written to. Name another file.", "convert", in, in);
        Path missing = folder.resolve("nowhere.h5");
        fails(missing + ": there is no such file.", "convert", missing, out);
        Path unwritable = folder.resolve("nowhere").resolve("out.keras");
        fails(
                unwritable + ": cannot be written, there is no folder '" + unwritable.getParent() + "'.",
                "convert",
                in,
                unwritable);
        fails("Missing required parameter: 'OUT'. See 'gru4j convert --help'.", "convert", in);
    }

    @Test
    void aFileMayBeCalledNothingButKeras() {
        Path bare = folder.resolve(".keras");
        assertThat(CommandRun.of("convert", GOLDEN.resolve("models/gru_dense.h5"), bare)
                        .code())
                .isZero();
        assertThat(CommandRun.filesIn(folder)).containsExactly(".keras");
    }

    @Test
    void anArchiveOfTorchIsToldWhatToWriteInstead() throws IOException {
        Path in = folder.resolve("net.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(in))) {
            zip.putNextEntry(new ZipEntry("net/data.pkl"));
        }
        fails(
                in
                        + ": must hold the entries [metadata.json, config.json, model.weights.h5] and no other. Received: entry"
                        + " 'net/data.pkl'. What torch.save writes is another format; save_file of safetensors.torch writes"
                        + " the one that PyTorchFiles reads.",
                "convert",
                in,
                out);
    }

    private void fails(String message, Object... args) {
        List<String> before = CommandRun.filesIn(folder);
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEqualTo("gru4j: " + message + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(2);
        assertThat(CommandRun.filesIn(folder)).isEqualTo(before);
    }
}
