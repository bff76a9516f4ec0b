package io.github.gru4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.Golden;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Sequences of several lengths in one tensor, beside Keras's {@code pad_sequences}. */
class SequencePaddingTest {

    static Stream<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>();
        Golden.read("datasets.json").get("padded").forEach(cases::add);
        assertThat(cases).hasSizeGreaterThan(10);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sequencesArePaddedAsInKeras(JsonNode item) {
        JsonNode arguments = item.get("arguments");
        SequencePadding padding = arguments.path("padding").asString("pre").equals("pre")
                ? SequencePadding.pre()
                : SequencePadding.post();
        padding = padding.value(Golden.number(arguments, "value", 0));
        if (arguments.has("maxlen")) {
            padding = padding.maxlen(arguments.get("maxlen").intValue());
        }
        if (arguments.has("truncating")) {
            padding = padding.truncating(SequencePadding.Side.POST);
        }
        List<Tensor> sequences = new ArrayList<>();
        item.get("sequences").forEach(sequence -> sequences.add(Golden.tensor(sequence, DType.FLOAT32)));
        Tensors.assertSameBits(padding.pad(sequences), Golden.tensor(item.get("padded"), DType.FLOAT32));
    }

    private static Element sequence(int steps) {
        Tensor x = Tensor.zeros(steps, 2);
        Tensor y = Tensor.zeros(steps);
        Tensor weight = Tensor.zeros(steps);
        x.fill(steps);
        y.fill(10 * steps);
        weight.fill(1);
        return Element.of(x, y, weight);
    }

    @Test
    void aPaddedBatchFillsInputsTargetsAndWeightsUp() {
        Dataset dataset = Dataset.fromIterable(List.of(sequence(1), sequence(3), sequence(2)));
        List<Element> batches = new ArrayList<>();
        dataset.paddedBatch(2, SequencePadding.pre().value(-1).targetValue(-2)).forEach(batches::add);
        assertThat(batches).hasSize(2);
        Element batch = batches.get(0);
        assertThat(batch.inputs().get(0).shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(batch.inputs().get(0).floats()).containsExactly(-1, -1, -1, -1, 1, 1, 3, 3, 3, 3, 3, 3);
        assertThat(batch.targets().get(0).floats()).containsExactly(-2, -2, 10, 30, 30, 30);
        assertThat(batch.sampleWeights().get(0).floats()).containsExactly(0, 0, 1, 1, 1, 1);
        assertThat(batches.get(1).inputs().get(0).shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(dataset.paddedBatch(2, SequencePadding.post().targetValue(0), true))
                .hasSize(1);
    }

    @Test
    void zerosBehindTheLastStepAreTheDefault() {
        Dataset dataset = Dataset.fromIterable(List.of(
                Element.of(Tensor.of(new float[] {1}, 1)), Element.of(Tensor.of(new float[] {2, 3}, 2))));
        assertThat(dataset.paddedBatch(2).iterator().next().inputs().get(0).floats())
                .containsExactly(1, 0, 2, 3);
    }

    /** Also where it is as long as a sequence is made. */
    @Test
    void targetsWithoutStepsStayAsTheyAre() {
        List<Element> elements = Stream.of(4, 1)
                .map(steps -> new Element(
                        List.of(Tensor.zeros(steps, 2), Tensor.of(new float[] {steps})),
                        List.of(Tensor.of(new float[] {steps, 7}, 2)),
                        List.of(Tensor.of(new float[] {steps}))))
                .toList();
        Element batch = Dataset.fromIterable(elements)
                .paddedBatch(2, SequencePadding.post().maxlen(5))
                .iterator()
                .next();
        assertThat(batch.inputs().get(0).shape()).isEqualTo(Shape.of(2, 5, 2));
        assertThat(batch.inputs().get(1).floats()).containsExactly(4, 1);
        assertThat(batch.targets().get(0).floats()).containsExactly(4, 7, 1, 7);
        assertThat(batch.sampleWeights().get(0).shape()).isEqualTo(Shape.of(2));
        Dataset perStep = Dataset.fromIterable(List.of(sequence(1), sequence(3)));
        assertThatThrownBy(() -> perStep.paddedBatch(2).iterator().next())
                .hasMessage(
                        "Dataset: targets of a batch must have the shape of the first, (1,). Received: shape=(3,)."
                                + " For sequences of several lengths use paddedBatch with a SequencePadding that has a targetValue.");
    }

    @Test
    void errorsNameTheRuleAndWhatWasReceived() {
        assertThatThrownBy(() -> SequencePadding.pre().maxlen(0))
                .hasMessage("SequencePadding: maxlen must be a positive integer. Received: maxlen=0.");
        assertThatThrownBy(() -> SequencePadding.pre().pad(List.of()))
                .hasMessage("SequencePadding: sequences must hold at least one. Received: none.");
        assertThatThrownBy(() -> SequencePadding.pre().pad(Arrays.asList(Tensor.zeros(2), Tensor.of(new float[1]))))
                .hasMessage("SequencePadding: sequences must have a time axis. Received: sequences of shape=() at 1.");
        assertThatThrownBy(() -> SequencePadding.pre().pad(Arrays.asList(Tensor.zeros(2, 3), Tensor.zeros(5, 4))))
                .hasMessage(
                        "SequencePadding: sequences must differ in their first axis only, from (2, 3). Received: shape=(5, 4) at 1.");
    }
}
