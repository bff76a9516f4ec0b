package io.github.gru4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.cli.GoldenFiles.GoldenModel;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** {@code gru4j verify --stream}: every model that Keras wrote runs event by event, or says why it cannot. */
class VerifyStreamTest {

    private static final String BOTH_WAYS =
            ": a layer that reads a sequence both ways needs the last event first, so it cannot stream.";

    private static final String BACKWARDS =
            ": a layer that goes backwards needs the last event first, so it cannot stream.";

    private static final String INITIAL_STATES =
            ": a layer that is given initial states takes them once for a whole sequence, so it cannot stream.";

    /** The models that cannot, with the layer and the reason. */
    private static final Map<String, String> CANNOT = Map.of(
            "bidirectional_gru", "Bidirectional 'bidirectional'" + BOTH_WAYS,
            "bidirectional_gru_dense", "Bidirectional 'bidirectional'" + BOTH_WAYS,
            "bidirectional_seq_sum", "Bidirectional 'bidirectional'" + BOTH_WAYS,
            "functional_two_heads", "Bidirectional 'bi'" + BOTH_WAYS,
            "functional_seq2seq", "GRU 'decoder'" + INITIAL_STATES,
            "gru_no_bias_linear", "GRU 'gru'" + BACKWARDS,
            "cudnn_gru", "GRU 'cu_dnngru_1'" + BACKWARDS,
            "conv1d_gru",
                    "Conv1D 'conv1d_1': a convolution that leaves time steps out cannot run step by step. Received:"
                            + " strides=2.");

    @TempDir
    Path folder;

    static List<GoldenModel> models() {
        return GoldenFiles.of(List.of(".keras", ".h5"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void modelsOfKerasRunEventByEventOrSayWhyTheyCannot(GoldenModel model) {
        CommandRun run = CommandRun.of("verify", model.file(), model.io(folder), "--stream");
        String reason = CANNOT.get(model.name());
        if (reason != null) {
            assertThat(run.code()).isEqualTo(ExitCodes.USER_ERROR);
            assertThat(run.err()).isEqualTo("gru4j: " + model.file() + ": cannot be streamed: " + reason + "\n");
            assertThat(run.out()).isEmpty();
            return;
        }
        assertThat(run.code()).as(run.err() + run.out()).isZero();
        assertThat(run.out())
                .matches("(?s)(Step by step and whole, \\d+ sequences of \\d+ events: the same bits\n)+"
                        + "Maximum absolute difference: [^\n]* the outputs agree\n");
    }

    private static GoldenModel model(String name) {
        return models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru_dense", "embedding_mask_gru_softmax", "functional_residual", "time_major_gru"})
    void withoutAFileTheSequencesAreRandom(String name) {
        CommandRun run = CommandRun.of("verify", model(name).file(), "--stream");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).matches("Step by step and whole, \\d+ sequences of \\d+ events: the same bits\n");
    }

    @Test
    void outputsThatDifferFromKerassAreShownWithTheirPlace() throws IOException {
        GoldenModel model = model("gru_dense");
        JsonNode outputs = model.item().get("outputs").get(0).deepCopy();
        ArrayNode row = (ArrayNode) outputs.get(1);
        double right = row.get(0).asDouble();
        row.set(0, 1000.0);
        String io = "{\"inputs\": " + model.item().get("inputs") + ", \"outputs\": " + outputs + "}";
        Path file = Files.writeString(folder.resolve("io.json"), io);
        CommandRun run = CommandRun.of("verify", model.file(), file, "--stream");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCodes.DIFFERS);
        assertThat(run.out())
                .contains(
                        ": the same bits\nMaximum absolute difference: 1.00e+03 (tolerance 1.0e-5): the outputs differ\n")
                .containsPattern("It is in output 1 at \\[1, 0\\]: -?\\d+\\.\\d+(E-\\d+)? and 1000\\.0\\.\n");
        assertThat(right).isNotEqualTo(1000);
    }

    @Test
    void withoutAFileThereIsNothingToCompareWholeSequencesWith() {
        CommandRun run = CommandRun.of("verify", model("gru_dense").file());
        assertThat(run.code()).isEqualTo(ExitCodes.USER_ERROR);
        assertThat(run.err())
                .isEqualTo("gru4j: IO.json is missing, the inputs and expected outputs. Give it, or --stream.\n");
    }

    @Test
    void differenceNamesThePlaceOfTheLargest() {
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor b = Tensor.of(new float[] {1, 2.5f, 3, Float.NaN}, 2, 2);
        Difference far = Difference.of(List.of(a, a), List.of(a, b));
        assertThat(far.largest()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(far.where()).isEqualTo("output 2 at [1, 1]: 4.0 and NaN");
        assertThat(far.sameBits()).isFalse();
        Difference zeros = Difference.of(List.of(Tensor.zeros(1)), List.of(Tensor.of(new float[] {-0f}, 1)));
        assertThat(zeros.largest()).isZero();
        assertThat(zeros.sameBits()).isFalse();
        assertThat(Difference.of(List.of(b), List.of(b)).sameBits()).isTrue();
        assertThat(Difference.of(List.of(b), List.of(b)).largest()).isZero();
    }
}
