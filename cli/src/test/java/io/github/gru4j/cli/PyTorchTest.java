package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.keras.KerasFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** GRUs of PyTorch on the command line; the numbers are those that PyTorch computed. */
class PyTorchTest {

    private static final Path GOLDEN = Path.of("..", "keras", "src", "test", "resources", "golden");

    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void setUp() {
        out = folder.resolve("out.keras");
    }

    private static Path golden(String name) {
        return GOLDEN.resolve("pytorch").resolve(name + ".safetensors");
    }

    static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        JsonMapper.shared()
                .readTree(Files.readAllBytes(GOLDEN.resolve("pytorch.json")))
                .get("cases")
                .forEach(cases::add);
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aConvertedGRUGivesWhatPyTorchGave(JsonNode item) throws IOException {
        Path in = GOLDEN.resolve("pytorch").resolve(item.get("file").stringValue());
        CommandRun run =
                CommandRun.of("convert", in, out, "--prefix", item.get("prefix").stringValue());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("Read " + in + ": safetensors, a GRU of ")
                .endsWith("Loaded " + out + " again: every weight is bit for bit what was read\n");
        assertThat(run.out().contains("\nLeft out: "))
                .isEqualTo(item.get("strangers").booleanValue());
        ObjectNode io = JsonMapper.shared().createObjectNode();
        io.set("inputs", item.get("input"));
        io.set("outputs", item.get("output"));
        Path expected = Files.writeString(folder.resolve("io.json"), io.toString());
        CommandRun verified = CommandRun.of("verify", out, expected);
        assertThat(verified.code()).as(verified.err() + verified.out()).isZero();
    }

    @Test
    void whatIsReadAndWhatIsNotIsSaid() {
        Path in = golden("translator");
        assertThat(CommandRun.of("convert", in, out, "--prefix", "encoder.").out())
                .matches("Read \\Q" + in + "\\E: safetensors, a GRU of 1 layer\n"
                        + "Wrote \\Q" + out
                        + "\\E: Keras 3\\.16\\.0, Sequential 'sequential', 1 layer, 6 weights of 300"
                        + " numbers \\(\\d+\\.\\d\\d KB\\), not compiled\n"
                        + "Left out: 7 tensors beside the GRU: decoder\\.0\\.bias_hh, decoder\\.0\\.bias_ih,"
                        + " decoder\\.0\\.weight_hh, decoder\\.0\\.weight_ih, embedding\\.weight, output\\.bias,"
                        + " output\\.weight\n"
                        + "Loaded \\Q" + out + "\\E again: every weight is bit for bit what was read\n");
    }

    @Test
    void aFileIsInspectedWhateverItHolds() {
        Path file = golden("lstm");
        CommandRun run = CommandRun.of("inspect", file);
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("""
                  Array           Shape     Type
                  ──────────────────────────────
                  bias_hh_l0      (16,)  float32
                  bias_ih_l0      (16,)  float32
                  weight_hh_l0  (16, 4)  float32
                  weight_ih_l0  (16, 3)  float32

                  4 arrays of 144 numbers (576.00 B)

                 File           %s (864.00 B, format safetensors)
                """.formatted(file));
        assertThat(CommandRun.of("inspect", golden("bfloat16")).out())
                .contains("  (12, 3)  bfloat16\n", "  4 arrays of 108 numbers (216.00 B)\n");
    }

    @Test
    void aNameCannotCommandTheTerminal() throws IOException {
        byte[] header = "{\"\\u001b[2J\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[8 + header.length + 4];
        bytes[0] = (byte) header.length;
        System.arraycopy(header, 0, bytes, 8, header.length);
        Path file = Files.write(folder.resolve("names.safetensors"), bytes);
        assertThat(CommandRun.of("inspect", file).out())
                .startsWith("  Array      Shape     Type\n")
                .contains("\n  \\u001b[2J     ()  float32\n");
        assertThat(CommandRun.of("convert", file, out).err())
                .startsWith("gru4j: ")
                .doesNotContain("\u001b");
    }

    @Test
    void whatIsNoGRUIsRefusedByName() {
        Path lstm = golden("lstm");
        fails(
                lstm
                        + "!/weight_hh_l0: must have 3 * hidden rows, those of the three gates of a GRU. Received: shape=(16,"
                        + " 4), the rows of an nn.LSTM; only GRUs are read.",
                lstm,
                out);
        Path several = golden("translator");
        fails(
                several + ": must hold the weights of one GRU and nothing else, unless a prefix says which to take."
                        + " Received: weights of recurrent layers under the prefixes ['decoder.0.', 'encoder.'],"
                        + " tensors of no recurrent layer ['embedding.weight', 'output.bias', 'output.weight'].",
                several,
                out);
        Path keras = GoldenFiles.folder().resolve("models/gru_dense.keras");
        fails("--prefix is for .safetensors files, but " + keras + " is none.", keras, out, "--prefix", "gru.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"predict", "stream", "verify"})
    void whoWantsAModelIsToldToConvert(String command) {
        Path file = golden("one_layer");
        List<Object> args = new ArrayList<>(List.of(command, file));
        if (!command.equals("stream")) {
            args.add(folder.resolve("data.csv"));
        }
        CommandRun run = CommandRun.of(args.toArray());
        assertThat(run.err())
                .isEqualTo("gru4j: " + file
                        + ": holds tensors of PyTorch, not a model of Keras. Make one of its GRU first:"
                        + " gru4j convert " + file + " model.keras\n");
        assertThat(run.code()).isEqualTo(2);
    }

    private void fails(String message, Object... args) {
        Object[] all = new Object[args.length + 1];
        all[0] = "convert";
        System.arraycopy(args, 0, all, 1, args.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.err()).isEqualTo("gru4j: " + message + "\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(CommandRun.filesIn(folder)).isEmpty();
    }

    @Test
    void aConvertedModelIsAnyKerasModel() {
        assertThat(CommandRun.of("convert", golden("three_layers"), out).code()).isZero();
        assertThat(KerasFiles.load(out).layers()).hasSize(4);
        assertThat(CommandRun.of("inspect", out).out()).contains(" Total params: 348 (");
    }
}
