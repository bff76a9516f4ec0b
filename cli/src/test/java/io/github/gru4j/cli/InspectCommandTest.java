package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.cli.GoldenFiles.GoldenModel;
import io.github.gru4j.keras.KerasConfigs;
import io.github.gru4j.keras.KerasFiles;
import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Functional;
import io.github.gru4j.model.Sequential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code gru4j inspect} on files of every format, on those that cannot be loaded, and on names that mean harm. */
class InspectCommandTest {

    private static final Path GRU_DENSE = GoldenFiles.folder().resolve("models/gru_dense.keras");

    @TempDir
    Path folder;

    static List<GoldenModel> models() {
        return GoldenFiles.of(List.of(".keras", ".h5"));
    }

    static List<GoldenModel> weights() {
        return GoldenFiles.of(List.of(".weights.h5", "weights"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelOfKerasIsSummedUp(GoldenModel model) {
        CommandRun run = CommandRun.of("inspect", model.file());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Model: \""
                        + model.item().get("config").get("config").get("name").stringValue() + "\"\n┏")
                .contains("\n Total params: ", "\n Keras version  ", " File           " + model.file());
        JsonNode counted = model.item().path("keras_summary").path("params");
        if (counted.isNumber()) {
            long params = total(run.out(), "Trainable params") + total(run.out(), "Non-trainable params");
            assertThat(params).isEqualTo(counted.longValue());
        }
    }

    private static long total(String summary, String name) {
        String start = " " + name + ": ";
        return summary.lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> Long.parseLong(
                        line.substring(start.length(), line.indexOf(" (")).replace(",", "")))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("weights")
    void weightsAloneAreListed(GoldenModel model) {
        CommandRun run = CommandRun.of("inspect", model.file());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        for (JsonNode node : model.item().get("layouts").get(model.kind()).get("hdf5")) {
            if (node.has("shape")) {
                assertThat(run.out())
                        .contains("  " + node.get("path").stringValue().substring(1) + " ");
            }
        }
        assertThat(run.out()).contains(" numbers (", "\n File           " + model.file());
    }

    @Test
    void weightsHaveShapeTypeAndOwnerAndATotal() {
        Path file = GoldenFiles.folder().resolve("models/gru_stateful.weights.h5");
        assertThat(CommandRun.of("inspect", file).out()).isEqualTo("""
                  Array                         Of    Shape     Type
                  ──────────────────────────────────────────────────
                  layers/dense/vars/0        dense   (4, 1)  float32
                  layers/dense/vars/1        dense     (1,)  float32
                  layers/gru/cell/vars/0  gru_cell  (2, 12)  float32
                  layers/gru/cell/vars/1  gru_cell  (4, 12)  float32
                  layers/gru/cell/vars/2  gru_cell  (2, 12)  float32

                  5 arrays of 101 numbers (404.00 B)

                 File           %s (16.23 KB, format weights.h5)
                """.formatted(file));
    }

    /** Text for text what the {@code summary()} of Keras prints. */
    @Test
    void aGraphShowsWhatItsLayersAreConnectedTo() {
        Path file = GoldenFiles.folder().resolve("models/functional_seq2seq.keras");
        assertThat(CommandRun.of("inspect", file).out()).startsWith("""
                        Model: "seq2seq"
                        ┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
                        ┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
                        ┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
                        │ enc_in (InputLayer) │ (None, 5, 3)      │          0 │ -                 │
                        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
                        │ dec_in (InputLayer) │ (None, 4, 2)      │          0 │ -                 │
                        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
                        │ encoder (GRU)       │ [(None, 4),       │        108 │ enc_in[0][0]      │
                        │                     │ (None, 4)]        │            │                   │
                        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
                        │ decoder (GRU)       │ (None, 4, 4)      │         96 │ dec_in[0][0],     │
                        │                     │                   │            │ encoder[0][1]     │
                        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
                        │ head (Dense)        │ (None, 4, 2)      │         10 │ decoder[0][0]     │
                        └─────────────────────┴───────────────────┴────────────┴───────────────────┘
                         Total params: 214 (856.00 B)
                         Trainable params: 214 (856.00 B)
                         Non-trainable params: 0 (0.00 B)

                        """);
    }

    @Test
    void aSharedLayerNamesEveryUse() {
        KerasTensor x = Input.builder(shape(5, 3)).name("x").build().tensor();
        KerasTensor y = Input.builder(shape(5, 3)).name("y").build().tensor();
        GRU shared = GRU.builder(2).name("shared").build();
        Dense head = Dense.builder(1).name("head").build();
        Functional model =
                Functional.of(List.of(x, y), List.of(head.connect(shared.connect(x)), head.connect(shared.connect(y))));
        Path file = folder.resolve("shared.keras");
        KerasFiles.save(model, file);
        assertThat(CommandRun.of("inspect", file).out())
                .contains(
                        "│ shared (GRU)        │ (None, 2)         │         42 │ x[0][0], y[0][0]  │",
                        "│ head (Dense)        │ (None, 1)         │          3 │ shared[0][0],     │\n"
                                + "│                     │                   │            │ shared[1][0]      │");
    }

    /** As Keras does, also where a layer takes the second output of the one before. */
    @Test
    void aGraphThatIsAChainNeedsNoConnections() {
        KerasTensor x = Input.builder(shape(5, 3)).name("x").build().tensor();
        List<KerasTensor> encoded =
                GRU.builder(4).returnState(true).name("g").build().connect(List.of(x));
        Functional model = Functional.of(x, Dense.builder(2).name("d").build().connect(encoded.get(1)));
        Path file = folder.resolve("chain.keras");
        KerasFiles.save(model, file);
        assertThat(CommandRun.of("inspect", file).out())
                .contains(
                        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n",
                        "│ x (InputLayer)                  │ (None, 5, 3)           │             0 │\n",
                        "│ g (GRU)                         │ [(None, 4), (None, 4)] │           108 │\n",
                        "│ d (Dense)                       │ (None, 2)              │            10 │\n");
    }

    private static io.github.gru4j.tensor.Shape shape(int steps, int features) {
        return io.github.gru4j.tensor.Shape.of(io.github.gru4j.tensor.Shape.UNKNOWN, steps, features);
    }

    // ---- files that cannot be loaded --------------------------------------------------------------------------------

    @Test
    void anUnsupportedLayerStopsTheModelAndHidesNothingElse() {
        Path file = Archives.changed(
                GRU_DENSE,
                folder.resolve("lambda.keras"),
                "config.json",
                config -> config.replace("\"class_name\": \"Dense\"", "\"class_name\": \"Lambda\""));
        CommandRun run = CommandRun.of("inspect", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("gru4j: " + file + "!/config.json: layers[2]: Lambda 'dense': must be one of the supported"
                        + " layers " + KerasConfigs.keras3().layers() + ". Received: class_name=Lambda.\n");
        assertThat(run.out())
                .startsWith("""
                        Model: "sequential" (Sequential)

                          Layer (type)                  Where  Supported
                          ──────────────────────────────────────────────
                          input_layer (InputLayer)  layers[0]        yes
                          gru (GRU)                 layers[1]        yes
                          dense (Lambda)            layers[2]         no

                          Array                         Of    Shape     Type
                        """)
                .contains(
                        "  layers/gru/cell/vars/2  gru_cell  (2, 12)  float32\n",
                        "\n  17 arrays of 356 numbers (1.39 KB)\n",
                        "\n File           " + file,
                        "\n Keras version  3.16.0\n",
                        "\n Compiled with  adam, mean_squared_error, mae\n");
    }

    @Test
    void halfAnArchiveIsKnownByItsFormat() throws IOException {
        byte[] bytes = Files.readAllBytes(GRU_DENSE);
        Path file = Files.write(folder.resolve("half.keras"), Arrays.copyOf(bytes, bytes.length / 2));
        CommandRun run = CommandRun.of("inspect", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEqualTo(" File           " + file + " (12.63 KB, format keras)\n");
        assertThat(run.err())
                .startsWith("gru4j: " + file + ": must be a .keras file, a sound zip archive. Received: ")
                .hasLineCount(1);
    }

    @Test
    void anUnknownVersionIsNamedWithWhatTheFileHolds() {
        Path file = Archives.changed(
                GRU_DENSE, folder.resolve("new.keras"), "metadata.json", text -> text.replace("3.16.0", "4.0"));
        CommandRun run = CommandRun.of("inspect", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out())
                .contains("  gru (GRU)  ", "\n  17 arrays of 356 numbers (1.39 KB)\n", "\n Keras version  4.0\n")
                .doesNotContain("Compiled with");
        assertThat(run.err())
                .isEqualTo("gru4j: " + file + "!/metadata.json: keras_version must be 2.x or 3.x: other versions give"
                        + " the same words other meanings. Received: keras_version=4.0. Save the model again with"
                        + " Keras 3.\n");
    }

    @Test
    void whatIsNoFileOfKerasIsRefused() {
        Path file = CommandRun.write(folder.resolve("notes.keras"), "hello");
        CommandRun run = CommandRun.of("inspect", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("gru4j: " + file + ": must be a file of Keras: .keras, a zip archive, or .h5, which is HDF5."
                        + " Received: a file that starts with \"hello\\x0a\".\n");
    }

    @Test
    void aFolderIsToldFromASavedModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("saved"));
        assertThat(CommandRun.of("inspect", model).err())
                .isEqualTo("gru4j: " + model + ": is not a file. Name the file of a model, such as model.keras.\n");
        Files.createFile(model.resolve("saved_model.pb"));
        CommandRun run = CommandRun.of("inspect", model);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "gru4j: " + model + ": is a SavedModel of TensorFlow, which is not read. Load it in Python and"
                                + " call model.save('model.keras').\n");
    }

    // ---- names that mean harm ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"\\u001b[2Jgone", "a\\nb", "\\u202eevil", "\\u009b31m", "x\\u0007"})
    void aNameCannotCommandTheTerminal(String name) {
        String config = "\"name\": \"" + name + "\"";
        Path loadable = Archives.changed(
                GRU_DENSE,
                folder.resolve("names.keras"),
                "config.json",
                text -> text.replace("\"name\": \"gru\"", config).replace("\"name\": \"sequential\"", config));
        Path unsupported = Archives.changed(
                loadable,
                folder.resolve("unsupported.keras"),
                "config.json",
                text -> text.replace("\"class_name\": \"GRU\"", "\"class_name\": \"" + name + "\""));
        Path version = Archives.changed(
                loadable, folder.resolve("version.keras"), "metadata.json", text -> text.replace("3.16.0", name));
        for (Path file : List.of(loadable, unsupported, version)) {
            CommandRun run = CommandRun.of("inspect", file);
            assertThat(run.code()).isIn(0, 2);
            assertHarmless(run.out());
            assertHarmless(run.err());
        }
    }

    @Test
    void aNameInWeightsCannotCommandTheTerminal() throws IOException {
        Path file = folder.resolve("m.weights.h5");
        KerasFiles.saveWeights(
                Sequential.of(Input.of(3), Dense.builder(2).name("sentinel").build()), file);
        byte[] bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .replace("sentinel", "\u001b[2J\u0007\n\r\t")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, bytes);
        CommandRun run = CommandRun.of("inspect", file);
        assertThat(run.code()).isZero();
        assertHarmless(run.out());
        assertThat(run.out()).contains("\\u001b[2J\\u0007\\u000a\\u000d\\u0009");
    }

    private static void assertHarmless(String text) {
        assertThat(text.codePoints()
                        .filter(c -> c != '\n')
                        .filter(c ->
                                Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.FORMAT))
                .isEmpty();
    }
}
