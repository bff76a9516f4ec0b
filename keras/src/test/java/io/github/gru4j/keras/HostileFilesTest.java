package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files that are damaged, or made to do harm: only a model or a {@link KerasFormatException} may come out. */
class HostileFilesTest {

    @TempDir
    Path directory;

    private Path file;
    private byte[] sound;
    private String metadata;
    private ObjectNode config;
    private byte[] weights;

    @BeforeEach
    void readSoundFile() throws IOException {
        file = directory.resolve("model.keras");
        Path golden = Golden.file("models/gru_dense.keras");
        sound = Files.readAllBytes(golden);
        ArchiveReader archive = ArchiveReader.read(golden);
        metadata = new String(archive.metadata(), StandardCharsets.UTF_8);
        config = Golden.parse(archive.config(), "config.json");
        weights = archive.weights();
    }

    // ---- damage -----------------------------------------------------------------------------------------------------

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        int refused = 0;
        for (int length = 0; length < sound.length; length += 97) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertRefused("");
            refused++;
        }
        assertThat(refused).isGreaterThan(250);
    }

    @Test
    void aFlippedByteIsRefusedOrHarmless() throws IOException {
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            refused += loads() ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(540); // the checksums see it, but for bytes that mean nothing
    }

    @Test
    void damagedWeightsBehindAValidChecksumAreRefusedOrNumbers() throws IOException {
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 800; i++) {
            byte[] damaged = weights.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            write(metadata, text(config), damaged);
            refused += loads() ? 0 : 1;
        }
        assertThat(refused).isBetween(50, 750);
    }

    @Test
    void aDamagedConfigBehindAValidChecksumIsRefusedOrAModel() throws IOException {
        Random random = new Random(3);
        byte[] json = text(config).getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int i = 0; i < 800; i++) {
            byte[] damaged = json.clone();
            for (int flips = 1 + random.nextInt(2); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(95));
            }
            write(metadata.getBytes(StandardCharsets.UTF_8), damaged, weights);
            refused += loads() ? 0 : 1;
        }
        assertThat(refused).isBetween(300, 799);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PK", "PK\u0003\u0004 and then nothing"})
    void whatIsNoArchiveIsRefused(String text) throws IOException {
        Files.writeString(file, text);
        assertRefused("must be a .keras file, a sound zip archive");
    }

    @Test
    void whatIsNoFileOfKerasIsRefused() throws IOException {
        String rule = ": must be a file of Keras: .keras, a zip archive, or .h5, which is HDF5. Received: ";
        Files.writeString(file, "");
        assertRefused(rule + "an empty file.");
        Files.writeString(file, "not\na zip at all");
        assertRefused(rule + "a file that starts with \"not\\x0aa zi\".");
        new SafeTensorsFile().gru("", "_l0", 3, 4, true).write(file);
        assertRefused(rule + "a safetensors file. PyTorchFiles reads the GRUs of PyTorch in it.");
    }

    @Test
    void aDirectoryIsRefused() {
        assertThatThrownBy(() -> KerasFiles.load(directory))
                .isInstanceOf(KerasFormatException.class)
                .hasMessage(directory + ": must be a file of Keras, .keras or .h5. Received: a directory. If it is a"
                        + " SavedModel of TensorFlow, open it there and save the model as .keras.");
    }

    @Test
    void weightsThatAreNoHdf5AreRefused() throws IOException {
        write(metadata, text(config), "no HDF5".getBytes(StandardCharsets.UTF_8));
        assertRefused("model.weights.h5: must be readable as HDF5");
    }

    // ---- configs ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "null", "{\"module\": \"keras\"}", "{\"class_name\": 1}", "NaN", "\"x\""})
    void whatIsNoConfigIsRefused(String text) throws IOException {
        write(metadata, text, weights);
        assertRefused("config.json: must be ");
    }

    @Test
    void aDeepConfigIsRefusedAndDoesNotOverflowTheStack() throws IOException {
        write(metadata, "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000), weights);
        assertRefused("config.json: must be JSON. Received: ");
    }

    @Test
    void nestedModelsEndAtTheDepthOfTheJson() throws IOException {
        ObjectNode nested = config;
        for (int i = 0; i < 40; i++) {
            ObjectNode outer = config.deepCopy();
            ((ArrayNode) outer.get("config").get("layers")).set(1, nested);
            nested = outer;
        }
        write(metadata, text(nested), weights);
        assertThat(loads()).isFalse();
    }

    /** Each of them would fit the file alone. */
    @Test
    void manyModelsInsideShareTheRoomOfTheFile() throws IOException {
        ArrayNode layers = (ArrayNode) config.get("config").get("layers");
        ObjectNode inside = config.deepCopy();
        inside.remove("compile_config");
        for (int i = 0; i < 200; i++) {
            layers.add(inside.deepCopy());
        }
        write(metadata, text(config), weights);
        assertRefused("the model must not have more weights than its file has room for, 10962 numbers.");
    }

    @Test
    void aGraphAsDeepAsAConfigHasRoomForIsReadWithoutRecursion() throws IOException {
        String layer = "{\"module\": \"keras\", \"class_name\": \"ReLU\", \"config\": {}, \"name\": \"%d\","
                + " \"inbound_nodes\": [[[\"%d\", 0, 0]]]}, ";
        StringBuilder graph = new StringBuilder("{\"module\": \"keras\", \"class_name\": \"Functional\", \"config\":"
                + " {\"name\": \"deep\", \"layers\": [");
        for (int i = 30_000; i > 0; i--) {
            graph.append(layer.formatted(i, i - 1));
        }
        graph.append("{\"module\": \"keras\", \"class_name\": \"InputLayer\", \"config\": {\"batch_shape\": [null, 1]},"
                + " \"name\": \"0\", \"inbound_nodes\": []}], \"input_layers\": [\"0\", 0, 0], \"output_layers\":"
                + " [\"30000\", 0, 0]}}");
        write(metadata, graph.toString(), weights);
        assertRefused("model.weights.h5: "); // the config is sound, the weights are those of another model
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "units | NaN | units: must be an integer of 32 bits. Received: NaN.",
                "units | 0 | GRUCell: units must be a positive integer. Received: units=0.",
                "units | -4 | GRUCell: units must be a positive integer. Received: units=-4.",
                "units | 4.0 | units: must be an integer of 32 bits. Received: 4.0.",
                "units | 1e999 | units: must be an integer of 32 bits. Received: Infinity.",
                "units | 99999999999 | units: must be an integer of 32 bits. Received: 99999999999.",
                "units | null | GRU 'gru': units must be given. Received: units=null.",
                "units | 2147483647 | GRU 'gru': the model must not have more weights than its file has room for, 10962"
                        + " numbers. Received: a layer of",
                "units | 5 | layers/gru/cell/vars/0: kernel must have shape (features, 3 * units) = (3, 15). Received:"
                        + " shape=(3, 12).",
                "reset_after | false | layers/gru/cell/vars/2: bias must have shape (3 * units,) = (12,) because"
                        + " reset_after=false. Received: shape=(2, 12).",
                "use_bias | false | layers/gru/cell/vars: GRUCell 'gru_cell' must have 2 arrays [kernel,"
                        + " recurrent_kernel]. Received: 3 arrays.",
                "use_bias | 1 | use_bias: must be true or false. Received: 1.",
                "dropout | NaN | dropout: must be a finite number. Received: NaN.",
                "dropout | 1.5 | GRUCell: dropout must be in the range [0, 1]. Received: dropout=1.5.",
                "activation | \"no_such\" | Received: identifier='no_such'.",
                "activation | {\"module\": \"builtins\", \"class_name\": \"__lambda__\", \"config\": {}} | must be a"
                        + " class of Keras itself; custom classes are not supported.",
                "activation | {\"module\": \"os\", \"class_name\": \"function\", \"config\": \"system\"} | must be the"
                        + " name of an activation of Keras; custom functions are not supported.",
                "dtype | \"mixed_float16\" | must be a dtype policy of float32 or float64; mixed precision and quantized"
                        + " models are not supported. Received: 'mixed_float16'.",
                "kernel_initializer | {\"module\": \"evil\", \"class_name\": \"Zeros\", \"config\": {}} | must be a class"
                        + " of Keras itself",
                "kernel_initializer | \"../../x\" | Received: identifier='../../x'.",
                "kernel_regularizer | 7 | must be a serialised Keras object. Received: 7.",
                "time_major | true | GRU 'gru': config must have no other keys than",
                "name | \"a/b\" | name must not be empty nor contain '/'",
                "seed | {\"class_name\": \"SeedGenerator\"} | seed: must be an integer or null."
            })
    void anArgumentThatIsWrongIsNamed(String key, String value, String message) throws IOException {
        ObjectNode gru = (ObjectNode) config.get("config").get("layers").get(1).get("config");
        String text = text(config)
                .replace(text(gru), text(gru.deepCopy().put(key, "HERE")).replace("\"HERE\"", value));
        write(metadata, text, weights);
        assertRefused(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "TFSMLayer", "LSTM", "java.lang.Runtime", "Model", ""})
    void aClassThatIsNotInTheTableIsNamed(String className) throws IOException {
        layer(1).put("class_name", className);
        write(metadata, text(config), weights);
        assertRefused("must be one of the supported layers "
                + KerasConfigs.keras3().codecs().classNames() + ". Received: class_name=" + className);
    }

    @Test
    void aRegisteredClassIsRefused() throws IOException {
        layer(1).put("registered_name", "Custom>GRU");
        write(metadata, text(config), weights);
        assertRefused("layers[1]: GRU 'gru': must be a class of Keras itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[null, 5, 2000000000]",
                "[null, 2147483647, 2147483647]",
                "[]",
                "[null]",
                "[null, 3]",
                "[null, 5, null]",
                "[-1, -5, -3]",
                "[null, 5, 3, 3]",
                "[null, 5, 0]",
                "\"x\"",
                "null"
            })
    void anInputShapeThatDoesNotFitIsRefused(String shape) throws IOException {
        layer(1).remove("build_config");
        layer(2).remove("build_config");
        String text = text(config).replace("\"batch_shape\": [null, 5, 3]", "\"batch_shape\": " + shape);
        write(metadata, text, weights);
        assertRefused("");
    }

    @Test
    void aHugeBuildShapeIsRefusedBeforeAnythingIsAllocated() throws IOException {
        layer(1).putObject("build_config")
                .putArray("input_shape")
                .addNull()
                .add(5)
                .add(2_000_000_000);
        write(metadata, text(config), weights);
        assertRefused("the model must not have more weights than its file has room for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"keras_version\": 3}",
                "{\"keras_version\": \"1.2.2\"}",
                "{\"keras_version\": \"4.0\"}"
            })
    void metadataWithoutAVersionOfKerasIsRefused(String text) throws IOException {
        write(text, text(config), weights);
        assertRefused("metadata.json: ");
    }

    // ---- weights ----------------------------------------------------------------------------------------------------

    @Test
    void aMissingArrayIsNamed() throws IOException {
        assertWeightsRefused(
                root -> {
                    HdfWriter.Group layers = root.group("layers");
                    cell(layers, 3);
                    layers.group("dense").group("vars").dataset("0", new float[8], 4, 2);
                },
                "layers/dense/vars: Dense 'dense' must have 2 arrays [kernel, bias]. Received: 1 arrays.");
    }

    @Test
    void anArrayUnderAnotherNumberIsNamed() throws IOException {
        assertWeightsRefused(
                root -> {
                    HdfWriter.Group layers = root.group("layers");
                    cell(layers, 3);
                    HdfWriter.Group vars = layers.group("dense").group("vars");
                    vars.dataset("0", new float[8], 4, 2);
                    vars.dataset("7", new float[2], 2);
                },
                "layers/dense/vars/1: must be a dataset. Received: no dataset at this path.");
    }

    @Test
    void weightsOfALayerThatIsNotThereAreNamed() throws IOException {
        assertWeightsRefused(
                root -> {
                    HdfWriter.Group layers = root.group("layers");
                    cell(layers, 3);
                    layers.group("gru_1").group("vars");
                },
                "layers: must hold the weights of the layers [gru, dense] and no others. Received: 'gru_1'.");
    }

    @Test
    void integersAreNoWeights() throws IOException {
        assertWeightsRefused(
                root -> {
                    HdfWriter.Group vars =
                            root.group("layers").group("gru").group("cell").group("vars");
                    vars.dataset("0", new long[36], 3, 12);
                    vars.dataset("1", new float[48], 4, 12);
                    vars.dataset("2", new float[24], 2, 12);
                },
                "layers/gru/cell/vars/0: kernel must hold floating-point numbers. Received: integers.");
    }

    @Test
    void aStateOfTheOptimizerThatDoesNotFitIsNamed() throws IOException {
        assertWeightsRefused(
                root -> {
                    sound(root.group("layers"));
                    HdfWriter.Group vars = root.group("optimizer").group("vars");
                    vars.dataset("0", new long[] {2});
                    vars.dataset("1", new float[] {0.001f});
                    vars.dataset("2", new float[36], 3, 12);
                },
                "optimizer/vars: must hold 12 arrays for the trainable weights of the model. Received: 3 arrays.");
        assertWeightsRefused(
                root -> {
                    sound(root.group("layers"));
                    HdfWriter.Group vars = root.group("optimizer").group("vars");
                    vars.dataset("0", new long[] {-2});
                    vars.dataset("1", new float[] {0.001f});
                },
                "optimizer/vars/0: iteration must be one integer, 0 or more.");
        assertWeightsRefused(
                root -> {
                    sound(root.group("layers"));
                    HdfWriter.Group vars = root.group("optimizer").group("vars");
                    vars.dataset("0", new long[] {2});
                    vars.dataset("1", new float[] {Float.NaN});
                },
                "optimizer/vars/1: learning_rate must be a number of 0 or more. Received: NaN.");
    }

    @Test
    void weightsInFloat64LoadIntoAFloat32Model() throws IOException {
        HdfWriter hdf = new HdfWriter();
        HdfWriter.Group layers = hdf.root().group("layers");
        cell(layers, 3);
        HdfWriter.Group vars = layers.group("dense").group("vars");
        vars.dataset("0", new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2);
        vars.dataset("1", new double[] {0.1, 0.2}, 2);
        write(metadata, text(config), bytes(hdf));
        assertThat(KerasFiles.load(file).layer("dense").weights().get(0).value().floats())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void linksToOtherFilesAndPlacesAreNotFollowed() {
        Path links = Golden.file("hostile/links.keras");
        assertThatThrownBy(() -> KerasFiles.load(links))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageContaining("model.weights.h5: layers")
                .hasMessageContaining("must be reached without links");
    }

    @Test
    void loadingDoesNotDependOnWhatWasLoadedBefore() throws IOException {
        Files.write(file, sound);
        assertThat(loads()).isTrue();
        Sequential model = Sequential.of(Input.of(5, 3), GRU.of(4), Dense.of(2));
        KerasFiles.save(model, file);
        assertThat(loads()).isTrue();
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    private ObjectNode layer(int index) {
        return (ObjectNode) config.get("config").get("layers").get(index);
    }

    private void assertWeightsRefused(Consumer<HdfWriter.Group> content, String message) throws IOException {
        HdfWriter hdf = new HdfWriter();
        content.accept(hdf.root());
        write(metadata, text(config), bytes(hdf));
        assertRefused("!/model.weights.h5: " + message);
    }

    private static void sound(HdfWriter.Group layers) {
        cell(layers, 3);
        HdfWriter.Group vars = layers.group("dense").group("vars");
        vars.dataset("0", new float[8], 4, 2);
        vars.dataset("1", new float[2], 2);
    }

    private static void cell(HdfWriter.Group layers, int features) {
        HdfWriter.Group vars = layers.group("gru").group("cell").group("vars");
        vars.dataset("0", new float[features * 12], features, 12);
        vars.dataset("1", new float[48], 4, 12);
        vars.dataset("2", new float[24], 2, 12);
    }

    private static byte[] bytes(HdfWriter hdf) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        hdf.writeTo(out);
        return out.toByteArray();
    }

    private static String text(JsonNode node) {
        return Json.write(node);
    }

    private void write(String metadataText, String configText, byte[] weightBytes) throws IOException {
        write(metadataText.getBytes(StandardCharsets.UTF_8), configText.getBytes(StandardCharsets.UTF_8), weightBytes);
    }

    private void write(byte[] metadataBytes, byte[] configBytes, byte[] weightBytes) throws IOException {
        Archives.write(file, metadataBytes, configBytes, weightBytes);
    }

    /** Whether the file loads; anything but a model or a format exception fails the test. */
    private boolean loads() {
        try {
            KerasFiles.load(file);
            return true;
        } catch (KerasFormatException e) {
            assertThat(e.getMessage()).startsWith(file.toString());
            assertThat(e.reason()).isNotBlank();
            return false;
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> KerasFiles.load(file))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}
