package io.github.gru4j.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.layer.Add;
import io.github.gru4j.layer.Average;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.KerasTensor;
import io.github.gru4j.layer.Layer;
import io.github.gru4j.layer.Masking;
import io.github.gru4j.layer.Maximum;
import io.github.gru4j.layer.Minimum;
import io.github.gru4j.layer.Multiply;
import io.github.gru4j.layer.Subtract;
import io.github.gru4j.layer.Tensors;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Functional;
import io.github.gru4j.tensor.Shape;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two streams that meet, each with a mask of its own. */
class MergedStreamsTest {

    static Stream<Layer> layers() {
        return Stream.of(Add.of(), Subtract.of(), Average.of(), Multiply.of(), Maximum.of(), Minimum.of());
    }

    /** In events one or the other is masked, both, or none; a step counts where it does in either. */
    @ParameterizedTest
    @MethodSource("layers")
    void stepCountsWhereItDoesInEither(Layer layer) {
        KerasTensor a = Input.of(Shape.UNKNOWN, 2).tensor();
        KerasTensor b = Input.of(Shape.UNKNOWN, 2).tensor();
        KerasTensor merged =
                layer.connect(Masking.of(9).connect(a), Masking.of(9).connect(b));
        KerasTensor memory = GRU.builder(3).returnSequences(true).build().connect(merged);
        assertSameBits(
                Functional.of(List.of(a, b), List.of(merged, memory)),
                new float[] {9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9},
                new float[] {5, 6, 9, 9, 9, 9, 7, 8, 1, 3, 2, 2});
    }

    /** Negative zeros, infinities and numbers whose sum rounds. */
    @ParameterizedTest
    @MethodSource("layers")
    void numbersAtTheEdgeHaveTheBitsThatTheyHaveInSequences(Layer layer) {
        KerasTensor a = Input.of(Shape.UNKNOWN, 2).tensor();
        KerasTensor b = Input.of(Shape.UNKNOWN, 2).tensor();
        float big = Float.MAX_VALUE;
        float[] x = {-0f, -0f, 0f, 1, big, Float.POSITIVE_INFINITY, 1e-45f, Float.NaN};
        float[] y = {-0f, 0f, -0f, 1e-8f, big, Float.NEGATIVE_INFINITY, -1e-45f, 2};
        assertSameBits(Functional.of(List.of(a, b), List.of(layer.connect(a, b))), x, y);
    }

    private static void assertSameBits(Functional model, float[] x, float[] y) {
        Tensors.randomizeWeights(model, 1);
        int timesteps = x.length / 2;
        List<Tensor> expected = model.predict(List.of(Tensor.of(x, 1, timesteps, 2), Tensor.of(y, 1, timesteps, 2)));
        StreamingModel streaming = StreamingModel.of(model);
        StreamingState state = streaming.newState();
        float[] out = new float[streaming.outputSize()];
        for (int t = 0; t < timesteps; t++) {
            streaming.step(state, new float[] {x[2 * t], x[2 * t + 1], y[2 * t], y[2 * t + 1]}, out);
            int at = 0;
            for (Tensor output : expected) {
                for (int i = 0; i < output.dim(2); i++) {
                    int wanted = Float.floatToIntBits(output.floats()[t * output.dim(2) + i]);
                    assertThat(Float.floatToIntBits(out[at++])).as("step %d", t).isEqualTo(wanted);
                }
            }
        }
    }
}
